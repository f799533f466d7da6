/** The parts of OpenAI's chat completions protocol that we write and read. https://platform.openai.com/docs/api-reference/chat */
import type { ContentPart } from '../language-model.ts';

export interface OpenAiChatToolCall {
  id: string;
  type: 'function';
  function: { name: string; arguments: string };
}

export interface OpenAiChatMessage {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string | ContentPart[] | null;
  tool_calls?: OpenAiChatToolCall[];
  tool_call_id?: string;
}

export interface OpenAiChatTool {
  type: 'function';
  function: { name: string; description?: string; parameters?: Record<string, unknown>; strict?: boolean };
}

export interface OpenAiChatRequest {
  model: string;
  messages: OpenAiChatMessage[];
  max_tokens?: number;
  max_completion_tokens?: number;
  temperature?: number;
  frequency_penalty?: number;
  presence_penalty?: number;
  tools?: OpenAiChatTool[];
  tool_choice?: 'auto' | 'none' | 'required' | { type: 'function'; function: { name: string } };
  response_format?: object;
  stream?: true;
}

interface Answered {
  usage?: { prompt_tokens?: number; completion_tokens?: number } | null;
  error?: unknown;
}

export interface OpenAiChatCompletion extends Answered {
  choices?: {
    finish_reason?: string | null;
    message?: {
      content?: string | { text?: string }[] | null;
      tool_calls?: { id?: string; function?: { name?: string; arguments?: string } }[] | null;
    };
  }[];
}

export interface OpenAiChatChunk extends Answered {
  choices?: {
    finish_reason?: string | null;
    delta?: {
      content?: string | null;
      tool_calls?: { index?: number; id?: string; function?: { name?: string; arguments?: string } }[] | null;
    };
  }[];
}
