/** What `POST /v2/llms/chat/completions` answers for LLMs that are not OpenAI's (reference §7.3). */
import type { FinishReason } from '../language-model.ts';
import type { OpenAiChatToolCall } from '../openai-chat/openai-chat-wire.ts';

export interface ChatCompletionUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

export interface ChatCompletion {
  id: string;
  object: 'chat.completion';
  created: number;
  model: string;
  choices: [
    {
      index: 0;
      message: { role: 'assistant'; content: string | null; tool_calls?: OpenAiChatToolCall[] };
      finish_reason: FinishReason;
    },
  ];
  usage: ChatCompletionUsage;
}

export interface ChatCompletionDelta {
  role?: 'assistant';
  content?: string;
  tool_calls?: { index: number; id?: string; type?: 'function'; function: { name?: string; arguments: string } }[];
}

export interface ChatCompletionChunk {
  id: string;
  object: 'chat.completion.chunk';
  created: number;
  model: string;
  /** Empty in the chunk that carries the usage. */
  choices: { index: 0; delta: ChatCompletionDelta; finish_reason: FinishReason | null }[];
  usage?: ChatCompletionUsage;
}

/** What the emulator adds to a model's answer. */
export interface ChatCompletionEnvelope {
  /** `chatcmpl-…`. */
  id: string;
  /** Seconds since 1970. */
  created: number;
  /** The name the caller asked for. */
  model: string;
  /** Characters of the prompt, for when the upstream counts no tokens. */
  promptCharacters: number;
}
