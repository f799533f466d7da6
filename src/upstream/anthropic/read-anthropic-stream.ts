import type { ModelChunk } from '../language-model.ts';
import { textIn } from '../messages/text-in.ts';
import { endedEarly } from '../transport/reading/read-event-stream.ts';
import { parseJson } from '../transport/reading/read-json.ts';
import { reportedError } from '../transport/reported-error.ts';
import type { UpstreamAnswer } from '../transport/upstream-answer.ts';
import { fromAnthropicStopReason, fromAnthropicUsage } from './anthropic-finish.ts';
import type { AnthropicEvent, AnthropicUsage } from './anthropic-wire.ts';
import { isSchemaTool } from './read-anthropic.ts';

/** Where a tool's input goes: into the tool call of that index, or into the text when the tool stands for a schema. */
type InputOf = { call: number | 'text'; isEmpty: boolean };

/**
 * A streamed answer, from the JSON of its events; complete at `message_stop` (reference §2.5.4). What `schemaTool` is
 * called with is text. Blocks of other kinds, the provider's own tools say, are passed over.
 */
export async function* readAnthropicStream(
  events: AsyncIterable<string>,
  answer: UpstreamAnswer,
  schemaTool: string | undefined,
): AsyncGenerator<ModelChunk, void, undefined> {
  /** By content block. */
  const inputs = new Map<number, InputOf>();
  let calls = 0;
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
    const input = inputs.get(index);

    if (type === 'content_block_start' && block?.type === 'tool_use') {
      const bySchema = isSchemaTool(block.type, block.name, schemaTool);
      inputs.set(index, { call: bySchema ? 'text' : calls, isEmpty: true });
      if (bySchema) continue;
      yield { type: 'tool_call', index: calls, id: block.id, name: block.name, arguments: '' };
      calls += 1;
    } else if (type === 'content_block_start' && block?.type === 'text' && textIn(block.text)) {
      yield { type: 'text', text: textIn(block.text) };
    } else if (delta?.type === 'text_delta' && textIn(delta.text)) {
      yield { type: 'text', text: textIn(delta.text) };
    } else if (input && delta?.type === 'input_json_delta' && textIn(delta.partial_json)) {
      input.isEmpty = false;
      yield inputChunk(input, textIn(delta.partial_json));
    } else if (input?.isEmpty && type === 'content_block_stop') {
      // A tool without parameters is called without a delta, yet with an object.
      yield inputChunk(input, '{}');
    } else if (type === 'message_stop') {
      done = true;
      answer.end();
      const bySchema = schemaTool !== undefined && calls === 0;
      yield {
        type: 'finish',
        reason: fromAnthropicStopReason(stopReason, bySchema),
        usage: fromAnthropicUsage(usage),
      };
    }
  }
  if (!done) throw endedEarly();
}

const inputChunk = ({ call }: InputOf, json: string): ModelChunk =>
  call === 'text' ? { type: 'text', text: json } : { type: 'tool_call', index: call, arguments: json };
