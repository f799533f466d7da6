/**
 * The one interface every language model has here, whatever provider dialect it speaks:
 * messages and parameters in, chunks out, ended early by an AbortSignal.
 */

export interface TextPart {
  type: 'text';
  text: string;
}

/** `url` is an `https:` address or a `data:` URL. */
export interface ImagePart {
  type: 'image_url';
  image_url: { url: string; detail?: string };
}

/** `file_data` is a `data:` URL; `file_id` names a file that the provider keeps. */
export interface FilePart {
  type: 'file';
  file: { file_data?: string; file_id?: string; filename?: string };
}

/** `data` is base64, `format` such as `wav`. */
export interface AudioPart {
  type: 'input_audio';
  input_audio: { data: string; format: string };
}

export type ContentPart = TextPart | ImagePart | FilePart | AudioPart;

/** `arguments` is JSON text, as the model wrote it; any text for a custom tool. */
export interface ToolCall {
  id: string;
  name: string;
  arguments: string;
  /** Whether the tool takes any text instead of JSON. */
  isCustom?: true;
  /** What the provider wants back with the call, in OpenAI's own form: `{google: {thought_signature}}`. */
  extraContent?: Record<string, unknown>;
}

export interface Message {
  role: 'system' | 'user' | 'assistant' | 'tool';
  content: string | ContentPart[];
  /** Calls the assistant made in this message. */
  toolCalls?: ToolCall[];
  /** For role `tool`: the call this message answers. */
  toolCallId?: string;
  /** For role `tool`: whether the tool failed. */
  isError?: true;
  /** Further members of the message (`name`, …), passed on by dialects that have a place for them. */
  extra?: Record<string, unknown>;
}

/**
 * Named as Vectara names them; every other key is an extra, passed on to the provider (docs/behaviour/llms.md, Upstream
 * requests).
 */
export interface ModelParameters {
  max_tokens?: number;
  temperature?: number;
  frequency_penalty?: number;
  presence_penalty?: number;
  [extra: string]: unknown;
}

export interface ToolDefinition {
  name: string;
  description?: string;
  /** JSON Schema of the arguments. */
  parameters?: Record<string, unknown>;
  strict?: boolean;
  /** Of a tool that takes any text: the format of that text, if one is demanded. */
  custom?: { format?: object };
}

export type ToolChoice = 'auto' | 'none' | 'required' | { name: string };

export type ResponseFormat =
  | { type: 'text' }
  | { type: 'json_object' }
  | {
      type: 'json_schema';
      json_schema: { name: string; description?: string; strict?: boolean; schema: Record<string, unknown> };
    };

export interface ModelRequest {
  messages: Message[];
  parameters: ModelParameters;
  tools?: ToolDefinition[];
  toolChoice?: ToolChoice;
  responseFormat?: ResponseFormat;
  /** Whether the caller wants chunks as they arise; a dialect that cannot stream answers in one chunk. */
  stream: boolean;
  /** Whose turn asks and what for, where an agent does; for who looks on, and no part of what is sent. */
  agent?: { agent: string; session: string; step?: string; purpose: 'turn' | 'compaction' };
  /** How fast the built-in model streams; at once when left out. */
  tokensPerSecond?: number | undefined;
}

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

/** Token counts; the last two are parts of the others, where a provider says so. */
export interface Usage {
  promptTokens: number;
  completionTokens: number;
  /** Of the prompt, read from a cache. */
  cachedTokens?: number | undefined;
  /** Of the completion, thought and not said. */
  reasoningTokens?: number | undefined;
}

export type ModelChunk =
  | { type: 'text'; text: string }
  /** What the model thinks before it speaks or calls; no part of its answer. */
  | { type: 'thinking'; text: string }
  /** A piece of the tool call at `index`; `id` and `name` come with its first piece, `arguments` is appended. */
  | {
      type: 'tool_call';
      index: number;
      id?: string | undefined;
      name?: string | undefined;
      arguments: string;
      extraContent?: Record<string, unknown> | undefined;
    }
  /** Members of the assistant's message that the provider wants back with it: `{thinking_blocks: […]}`, `{reasoning_items: […]}`. */
  | { type: 'state'; members: Record<string, unknown> }
  /** Once, last. */
  | { type: 'finish'; reason: FinishReason; usage?: Usage };

export interface LanguageModel {
  /** Throws UpstreamError; throws the signal's reason when aborted. */
  generate(request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelChunk, void, undefined>;
}
