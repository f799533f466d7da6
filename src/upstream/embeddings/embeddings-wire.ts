/** The parts of OpenAI's embeddings protocol that we write and read. https://platform.openai.com/docs/api-reference/embeddings */

export interface EmbeddingsRequest {
  model: string;
  input: string[];
  dimensions?: number;
}

export interface EmbeddingsAnswer {
  object?: 'list';
  data?: { object?: 'embedding'; index?: number; embedding?: number[] }[];
  model?: string;
  usage?: { prompt_tokens: number; total_tokens: number };
  error?: unknown;
}
