/** The parts of Anthropic's Messages protocol that we write and read. https://docs.anthropic.com/en/api/messages */

export type AnthropicBlock =
  | { type: 'text'; text: string }
  | { type: 'image'; source: { type: 'base64'; media_type: string; data: string } | { type: 'url'; url: string } }
  | { type: 'tool_use'; id: string; name: string; input: object }
  | { type: 'tool_result'; tool_use_id: string; content: string };

export interface AnthropicMessage {
  role: 'user' | 'assistant';
  content: string | AnthropicBlock[];
}

export interface AnthropicRequest {
  /** Absent where the URL names the model. */
  model?: string;
  /** Only there. */
  anthropic_version?: 'bedrock-2023-05-31' | 'vertex-2023-10-16';
  max_tokens: number;
  messages: AnthropicMessage[];
  system?: string;
  temperature?: number;
  top_p?: number;
  stop_sequences?: string[];
  tools?: { name: string; description?: string; input_schema: object }[];
  tool_choice?: { type: 'auto' | 'none' | 'any' } | { type: 'tool'; name: string };
  stream?: true;
}

export interface AnthropicUsage {
  input_tokens?: number;
  cache_creation_input_tokens?: number | null;
  cache_read_input_tokens?: number | null;
  output_tokens?: number;
}

export interface AnthropicAnswer {
  type?: string;
  content?: { type?: string; text?: string; id?: string; name?: string; input?: object }[];
  stop_reason?: string | null;
  usage?: AnthropicUsage;
  error?: unknown;
}

export interface AnthropicEvent {
  type?: string;
  index?: number;
  message?: { usage?: AnthropicUsage };
  content_block?: { type?: string; text?: string; id?: string; name?: string };
  delta?: { type?: string; text?: string; partial_json?: string; stop_reason?: string | null };
  usage?: AnthropicUsage;
  error?: unknown;
}
