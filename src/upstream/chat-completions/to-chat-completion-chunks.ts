import type { ModelChunk } from '../language-model.ts';
import type { ChatCompletionChunk, ChatCompletionDelta, ChatCompletionEnvelope } from './chat-completion-wire.ts';
import { chatCompletionUsage } from './estimate-usage.ts';

/**
 * A model's chunks as OpenAI's, one for one, without the final `[DONE]` (reference §7.3): the first delta names the
 * role, the last is empty and gives the finish reason. `includeUsage` adds OpenAI's extra chunk for
 * `stream_options.include_usage`. Throws what the chunks throw.
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
    if (chunk.type === 'finish') {
      if (role.role) yield { ...common, choices: [{ index: 0, delta: { ...role, content: '' }, finish_reason: null }] };
      yield { ...common, choices: [{ index: 0, delta: {}, finish_reason: chunk.reason }] };
      if (includeUsage) {
        yield { ...common, choices: [], usage: chatCompletionUsage(chunk.usage, promptCharacters, length) };
      }
      return;
    }
    length += chunk.type === 'text' ? chunk.text.length : chunk.arguments.length;
    yield { ...common, choices: [{ index: 0, delta: { ...role, ...toDelta(chunk) }, finish_reason: null }] };
    role = {};
  }
}

function toDelta(chunk: Exclude<ModelChunk, { type: 'finish' }>): ChatCompletionDelta {
  if (chunk.type === 'text') return { content: chunk.text };
  const { index, id, name, arguments: written } = chunk;
  return {
    tool_calls: [
      {
        index,
        ...(id === undefined ? {} : { id, type: 'function' }),
        function: { ...(name === undefined ? {} : { name }), arguments: written },
      },
    ],
  };
}
