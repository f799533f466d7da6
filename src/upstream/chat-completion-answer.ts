/**
 * What `POST /v2/llms/chat/completions` answers for LLMs that are not OpenAI's (docs/behaviour/chat-completions.md,
 * Response).
 */
import { collectChunks } from './collect-chunks.ts';
import type { FinishReason, Message, ModelChunk, Usage } from './language-model.ts';
import { textOf } from './messages.ts';
import { type OpenAiChatToolCall, toOpenAiChatToolCall } from './openai-chat-request.ts';

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
      /** With whatever the provider wants back with it. */
      message: {
        role: 'assistant';
        content: string | null;
        tool_calls?: OpenAiChatToolCall[];
        [state: string]: unknown;
      };
      finish_reason: FinishReason;
    },
  ];
  usage: ChatCompletionUsage;
}

export interface ChatCompletionDelta {
  role?: 'assistant';
  content?: string;
  tool_calls?: {
    index: number;
    id?: string;
    type?: 'function';
    function: { name?: string; arguments: string };
    extra_content?: object;
  }[];
  [state: string]: unknown;
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

const CHARACTERS_PER_TOKEN = 4;

/** Characters of all texts of a prompt, for estimates. */
export const promptCharacters = (messages: Message[]): number =>
  messages.reduce((sum, message) => sum + textOf(message).length, 0);

/**
 * The upstream's count, or one token for every four characters begun (docs/behaviour/chat-completions.md, Response).
 */
export function chatCompletionUsage(
  counted: Usage | undefined,
  promptLength: number,
  completionLength: number,
): ChatCompletionUsage {
  const prompt = counted?.promptTokens ?? Math.ceil(promptLength / CHARACTERS_PER_TOKEN);
  const completion = counted?.completionTokens ?? Math.ceil(completionLength / CHARACTERS_PER_TOKEN);
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
}

/**
 * A model's answer as one OpenAI chat completion (docs/behaviour/chat-completions.md, Response). Throws what the chunks
 * throw.
 */
export async function toChatCompletion(
  chunks: AsyncIterable<ModelChunk>,
  { id, created, model, promptCharacters }: ChatCompletionEnvelope,
): Promise<ChatCompletion> {
  const { text, toolCalls, reason, usage, state } = await collectChunks(chunks);
  const length = toolCalls.reduce((sum, call) => sum + call.arguments.length, text.length);
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: text === '' && toolCalls.length ? null : text,
          ...(toolCalls.length ? { tool_calls: toolCalls.map(toOpenAiChatToolCall) } : {}),
          ...state,
        },
        finish_reason: reason,
      },
    ],
    usage: chatCompletionUsage(usage, promptCharacters, length),
  };
}

/**
 * A model's chunks as OpenAI's, one for one, without the final `[DONE]` (docs/behaviour/chat-completions.md, Response):
 * the first delta names the role, the last is empty and gives the finish reason. `includeUsage` adds OpenAI's extra
 * chunk for `stream_options.include_usage`. Throws what the chunks throw.
 */
export async function* toChatCompletionChunks(
  chunks: AsyncIterable<ModelChunk>,
  { id, created, model, promptCharacters }: ChatCompletionEnvelope,
  includeUsage = false,
): AsyncGenerator<ChatCompletionChunk, void, undefined> {
  const common = { id, object: 'chat.completion.chunk' as const, created, model };
  let role: ChatCompletionDelta = { role: 'assistant' };
  let length = 0;
  for await (const chunk of chunks) {
    if (chunk.type === 'thinking') continue;
    if (chunk.type === 'finish') {
      if (role.role) yield { ...common, choices: [{ index: 0, delta: { ...role, content: '' }, finish_reason: null }] };
      yield { ...common, choices: [{ index: 0, delta: {}, finish_reason: chunk.reason }] };
      if (includeUsage) {
        yield { ...common, choices: [], usage: chatCompletionUsage(chunk.usage, promptCharacters, length) };
      }
      return;
    }
    length += chunk.type === 'text' ? chunk.text.length : chunk.type === 'tool_call' ? chunk.arguments.length : 0;
    yield { ...common, choices: [{ index: 0, delta: { ...role, ...toDelta(chunk) }, finish_reason: null }] };
    role = {};
  }
}

function toDelta(chunk: Exclude<ModelChunk, { type: 'finish' | 'thinking' }>): ChatCompletionDelta {
  if (chunk.type === 'text') return { content: chunk.text };
  if (chunk.type === 'state') return chunk.members;
  const { index, id, name, arguments: written, extraContent } = chunk;
  return {
    tool_calls: [
      {
        index,
        ...(id === undefined ? {} : { id, type: 'function' }),
        function: { ...(name === undefined ? {} : { name }), arguments: written },
        ...(extraContent && { extra_content: extraContent }),
      },
    ],
  };
}
