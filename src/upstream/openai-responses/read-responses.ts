import type { FinishReason, ModelChunk } from '../language-model.ts';
import { objectsOf } from '../messages/objects-of.ts';
import { textIn } from '../messages/text-in.ts';
import { readJson } from '../transport/reading/read-json.ts';
import { reportedError, unexpectedShape } from '../transport/reported-error.ts';
import type { UpstreamAnswer } from '../transport/upstream-answer.ts';
import { UpstreamError } from '../upstream-error.ts';
import type { ResponsesAnswer } from './openai-responses-wire.ts';

/** A response in one piece. Failed or incomplete with nothing to show for it is a failure (reference §2.5.2). */
export async function* readResponses(answer: UpstreamAnswer): AsyncGenerator<ModelChunk, void, undefined> {
  const response = ((await readJson(answer)).value ?? {}) as ResponsesAnswer;
  if (!Array.isArray(response.output)) {
    throw response.error ? reportedError(response, answer) : unexpectedShape('a response with output');
  }
  const output = objectsOf(response.output);
  const text = output
    .filter(({ type }) => type === 'message')
    .flatMap(({ content }) => objectsOf(content))
    .map((part) => (part.type === 'output_text' ? textIn(part.text) : ''))
    .join('');
  const calls = output.filter(({ type }) => type === 'function_call');
  if (text === '' && calls.length === 0) refuseUnfinished(response, answer);

  if (text) yield { type: 'text', text };
  for (const [index, { call_id, id, name = '', arguments: written }] of calls.entries()) {
    yield { type: 'tool_call', index, id: call_id ?? id ?? `call_${index}`, name, arguments: textIn(written) };
  }
  const { input_tokens: promptTokens = 0, output_tokens: completionTokens = 0 } = response.usage ?? {};
  yield {
    type: 'finish',
    reason: finishReason(response, calls.length > 0),
    usage: response.usage ? { promptTokens, completionTokens } : undefined,
  };
}

function refuseUnfinished(response: ResponsesAnswer, answer: UpstreamAnswer): void {
  if (response.status === 'failed') throw reportedError(response.error ?? { message: 'failed' }, answer);
  if (response.status !== 'incomplete') return;
  const reason = answer.quote(response.incomplete_details?.reason ?? 'no reason given');
  throw new UpstreamError({ kind: 'invalid', reason: `the response is incomplete: ${reason}` });
}

function finishReason({ status, incomplete_details }: ResponsesAnswer, hasCalls: boolean): FinishReason {
  if (status === 'incomplete') return incomplete_details?.reason === 'content_filter' ? 'content_filter' : 'length';
  return hasCalls ? 'tool_calls' : 'stop';
}
