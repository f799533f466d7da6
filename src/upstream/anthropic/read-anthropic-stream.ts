import type { ModelChunk } from '../language-model.ts';
import { endedEarly } from '../transport/read-event-stream.ts';
import { parseJson } from '../transport/read-json.ts';
import { reportedError } from '../transport/reported-error.ts';
import type { UpstreamAnswer } from '../transport/upstream-answer.ts';
import { fromAnthropicStopReason, fromAnthropicUsage } from './anthropic-finish.ts';
import type { AnthropicEvent, AnthropicUsage } from './anthropic-wire.ts';
import { isSchemaTool } from './read-anthropic.ts';

/**
 * A streamed answer, from the JSON of its events; complete at `message_stop` (reference §2.5.4). What `schemaTool` is
 * called with is text.
 */
export async function* readAnthropicStream(
  events: AsyncIterable<string>,
  answer: UpstreamAnswer,
  schemaTool: string | undefined,
): AsyncGenerator<ModelChunk, void, undefined> {
  /** Content block to tool call; blocks of the schema's tool and of text are not in it. */
  const toolCalls = new Map<number, number>();
  let usage: AnthropicUsage | undefined;
  let stopReason: string | null | undefined;
  let done = false;
  for await (const data of events) {
    if (done) continue;
    const {
      type,
      index = 0,
      content_block: block,
      delta,
      ...event
    } = (parseJson(data, answer) ?? {}) as AnthropicEvent;
    if (type === 'error' || event.error) throw reportedError(event, answer);
    usage = { ...usage, ...event.message?.usage, ...event.usage };
    stopReason = delta?.stop_reason ?? stopReason;
    const call = toolCalls.get(index);

    if (
      type === 'content_block_start' &&
      block?.type === 'tool_use' &&
      !isSchemaTool(block.type, block.name, schemaTool)
    ) {
      const started = toolCalls.size;
      toolCalls.set(index, started);
      yield { type: 'tool_call', index: started, id: block.id, name: block.name, arguments: '' };
    } else if (type === 'content_block_start' && block?.type === 'text' && block.text) {
      yield { type: 'text', text: block.text };
    } else if (delta?.type === 'text_delta' && delta.text) {
      yield { type: 'text', text: delta.text };
    } else if (delta?.type === 'input_json_delta' && delta.partial_json) {
      yield call === undefined
        ? { type: 'text', text: delta.partial_json }
        : { type: 'tool_call', index: call, arguments: delta.partial_json };
    } else if (type === 'message_stop') {
      done = true;
      answer.end();
      const bySchema = schemaTool !== undefined && toolCalls.size === 0;
      yield {
        type: 'finish',
        reason: fromAnthropicStopReason(stopReason, bySchema),
        usage: fromAnthropicUsage(usage),
      };
    }
  }
  if (!done) throw endedEarly();
}
