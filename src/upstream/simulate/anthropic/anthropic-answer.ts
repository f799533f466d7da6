import { collectChunks } from '../../collect-chunks.ts';
import type { FinishReason, ModelChunk } from '../../language-model.ts';
import { jsonObject } from '../../messages.ts';

const STOP_REASONS: Record<FinishReason, string> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  content_filter: 'refusal',
};

/** What is known of an answer before it begins. */
export interface AnthropicOpening {
  id: string;
  model: string;
  promptTokens: number;
}

export interface AnthropicMessage {
  content: object[];
  stop_reason: string;
  usage: { output_tokens: number };
}

/** A message in one piece: https://docs.anthropic.com/en/api/messages */
export async function anthropicMessage(
  chunks: AsyncIterable<ModelChunk>,
  opening: AnthropicOpening,
): Promise<AnthropicMessage> {
  const { text, toolCalls, reason, usage } = await collectChunks(chunks);
  const calls = toolCalls.map(({ id, name, arguments: written }) => ({
    type: 'tool_use',
    id: toolUseId(id),
    name,
    input: jsonObject(written) ?? {},
  }));
  return {
    ...message(opening),
    content: [...(text === '' ? [] : [{ type: 'text', text }]), ...calls],
    stop_reason: STOP_REASONS[reason],
    usage: usageOf(opening, usage?.completionTokens ?? 0),
  };
}

/** The same as the events of a stream: https://docs.anthropic.com/en/docs/build-with-claude/streaming */
export async function* anthropicEvents(
  chunks: AsyncIterable<ModelChunk>,
  opening: AnthropicOpening,
): AsyncGenerator<{ type: string }, void, undefined> {
  yield { type: 'message_start', message: { ...message(opening), usage: usageOf(opening, 1) } } as { type: string };
  let index = -1;
  let open: string | undefined;
  for await (const chunk of chunks) {
    if (chunk.type === 'finish') {
      if (open !== undefined) yield event('content_block_stop', { index });
      yield event('message_delta', {
        delta: { stop_reason: STOP_REASONS[chunk.reason], stop_sequence: null },
        usage: { output_tokens: chunk.usage?.completionTokens ?? 0 },
      });
      continue;
    }
    if (chunk.type === 'state') continue;
    const block = chunk.type === 'text' ? 'text' : `tool ${chunk.index}`;
    if (block !== open) {
      if (open !== undefined) yield event('content_block_stop', { index });
      index += 1;
      yield event('content_block_start', { index, content_block: startOf(chunk) });
      if (open === undefined) yield event('ping');
      open = block;
    }
    yield event('content_block_delta', {
      index,
      delta:
        chunk.type === 'text'
          ? { type: 'text_delta', text: chunk.text }
          : { type: 'input_json_delta', partial_json: chunk.arguments },
    });
  }
  yield event('message_stop');
}

const event = (type: string, members: object = {}): { type: string } => ({ type, ...members });

function message({ id, model }: AnthropicOpening): object {
  return { id, type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null };
}

function usageOf({ promptTokens }: AnthropicOpening, completionTokens: number) {
  return {
    input_tokens: promptTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    output_tokens: completionTokens,
  };
}

function startOf(chunk: Exclude<ModelChunk, { type: 'finish' | 'state' }>): object {
  if (chunk.type === 'text') return { type: 'text', text: '' };
  return { type: 'tool_use', id: toolUseId(chunk.id ?? `call_${chunk.index}`), name: chunk.name ?? '', input: {} };
}

const toolUseId = (id: string): string => `toolu_${id.replace(/^call_/, '')}`;
