import type { FinishReason, ModelChunk, Usage } from '../language-model.ts';
import { objectsOf } from '../messages/objects-of.ts';
import { textIn } from '../messages/text-in.ts';
import { endedEarly, readEventStream } from '../transport/reading/read-event-stream.ts';
import { parseJson, readJson } from '../transport/reading/read-json.ts';
import { reportedError, unexpectedShape } from '../transport/reported-error.ts';
import type { UpstreamAnswer } from '../transport/upstream-answer.ts';
import { UpstreamError } from '../upstream-error.ts';
import type { GeminiResponse } from './gemini-wire.ts';

/** An answer in one piece. */
export async function* readGemini(answer: UpstreamAnswer): AsyncGenerator<ModelChunk, void, undefined> {
  const response = ((await readJson(answer)).value ?? {}) as GeminiResponse;
  refuseErrors(response, answer);
  const [candidate] = objectsOf(response.candidates);
  if (!candidate) throw unexpectedShape('a candidate');
  const chunks = toChunks(response, 0);
  yield* chunks;
  const called = chunks.some(({ type }) => type === 'tool_call');
  yield { type: 'finish', reason: finishReason(candidate.finishReason ?? 'STOP', called), usage: usageOf(response) };
}

/** A streamed one: no end mark, so it is complete when the connection closes after a finish reason. */
export async function* readGeminiStream(answer: UpstreamAnswer): AsyncGenerator<ModelChunk, void, undefined> {
  let finished: unknown;
  let usage: Usage | undefined;
  let calls = 0;
  for await (const data of readEventStream(answer)) {
    const response = (parseJson(data, answer) ?? {}) as GeminiResponse;
    refuseErrors(response, answer);
    for (const chunk of toChunks(response, calls)) {
      if (chunk.type === 'tool_call') calls += 1;
      yield chunk;
    }
    usage = usageOf(response) ?? usage;
    finished = objectsOf(response.candidates)[0]?.finishReason ?? finished;
  }
  if (finished === undefined) throw endedEarly();
  yield { type: 'finish', reason: finishReason(finished, calls > 0), usage };
}

function refuseErrors(response: GeminiResponse, answer: UpstreamAnswer): void {
  if (response.error || Array.isArray(response)) throw reportedError(response, answer);
  const { blockReason, blockReasonMessage } = response.promptFeedback ?? {};
  if (!blockReason || response.candidates?.length) return;
  const words = answer.quote([blockReason, blockReasonMessage].filter(Boolean).join(': '));
  throw new UpstreamError({ kind: 'invalid', reason: `the prompt was blocked: ${words}` });
}

/** Function calls come whole, and mostly without an id. */
function toChunks(response: GeminiResponse, callsBefore: number): ModelChunk[] {
  const chunks: ModelChunk[] = [];
  let index = callsBefore;
  for (const { text: said, thought, functionCall } of objectsOf(objectsOf(response.candidates)[0]?.content?.parts)) {
    const text = textIn(said);
    if (text && !thought) chunks.push({ type: 'text', text });
    if (!functionCall) continue;
    const { id = `call_${index}`, name = '', args = {} } = functionCall;
    chunks.push({ type: 'tool_call', index, id, name, arguments: JSON.stringify(args) });
    index += 1;
  }
  return chunks;
}

const FILTERED = /SAFETY|RECITATION|BLOCKLIST|PROHIBITED_CONTENT|SPII|LANGUAGE/;

function finishReason(reason: unknown, hasCalls: boolean): FinishReason {
  if (reason === 'MAX_TOKENS') return 'length';
  const isFiltered = typeof reason === 'string' && FILTERED.test(reason);
  if (isFiltered) return 'content_filter';
  return hasCalls ? 'tool_calls' : 'stop';
}

function usageOf({ usageMetadata: usage }: GeminiResponse): Usage | undefined {
  if (!usage) return undefined;
  return {
    promptTokens: usage.promptTokenCount ?? 0,
    completionTokens: (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0),
  };
}
