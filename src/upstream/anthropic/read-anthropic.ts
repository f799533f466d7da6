import type { ModelChunk } from '../language-model.ts';
import { objectsOf } from '../messages/objects-of.ts';
import { textIn } from '../messages/text-in.ts';
import { readJson } from '../transport/reading/read-json.ts';
import { reportedError, unexpectedShape } from '../transport/reported-error.ts';
import type { UpstreamAnswer } from '../transport/upstream-answer.ts';
import { fromAnthropicStopReason, fromAnthropicUsage } from './anthropic-finish.ts';
import type { AnthropicAnswer } from './anthropic-wire.ts';

/** An answer in one piece; calls to `schemaTool` are its text (reference §7.2). */
export async function* readAnthropic(
  answer: UpstreamAnswer,
  schemaTool: string | undefined,
): AsyncGenerator<ModelChunk, void, undefined> {
  const message = ((await readJson(answer)).value ?? {}) as AnthropicAnswer;
  if (!Array.isArray(message.content)) {
    throw message.error ? reportedError(message, answer) : unexpectedShape('a message with content');
  }
  const content = objectsOf(message.content);
  let index = 0;
  const text = content
    .filter(({ type, name }) => type === 'text' || isSchemaTool(type, name, schemaTool))
    .map((block) => (block.type === 'text' ? textIn(block.text) : JSON.stringify(block.input ?? {})))
    .join('');
  if (text) yield { type: 'text', text };
  for (const { type, id = `call_${index}`, name = '', input } of content) {
    if (type !== 'tool_use' || isSchemaTool(type, name, schemaTool)) continue;
    yield { type: 'tool_call', index, id, name, arguments: JSON.stringify(input ?? {}) };
    index += 1;
  }
  yield {
    type: 'finish',
    reason: fromAnthropicStopReason(message.stop_reason, schemaTool !== undefined && index === 0),
    usage: fromAnthropicUsage(message.usage),
  };
}

export const isSchemaTool = (type: string | undefined, name: string | undefined, schemaTool: string | undefined) =>
  type === 'tool_use' && name !== undefined && name === schemaTool;
