import { createHash } from 'node:crypto';
import { estimatePromptTokens, estimateTokens, wordChunks } from '../../upstream/built-in/tokens.ts';
import type { ModelChunk, ModelRequest, Usage } from '../../upstream/language-model.ts';
import type { UpstreamError } from '../../upstream/upstream-error.ts';
import type { ScriptAnswer, Timing } from '../script-answer-schema.ts';
import { createRandom } from './random.ts';
import { scriptedFailure } from './scripted-failure.ts';

/** What happens when: milliseconds from the request on, ascending. */
export interface Timeline {
  steps: { at: number; chunk: ModelChunk }[];
  /** What the answer breaks off with, when it does. */
  failure: { at: number; error: UpstreamError } | undefined;
}

interface Piece {
  chunk: Exclude<ModelChunk, { type: 'finish' }>;
  /** Instead of the gap that the timing gives. */
  after?: number;
}

/** An answer as the chunks a model would send, streamed or all at the end. `seed` makes the ids of tool calls. */
export function answerTimeline(answer: ScriptAnswer, request: ModelRequest, seed: string): Timeline {
  const streamed = withTimes(piecesOf(answer, seed), answer.timing);
  const end = streamed.at(-1)?.at ?? answer.timing?.first_token_ms ?? 0;
  if (answer.error) {
    const steps = request.stream ? streamed : [];
    return { steps, failure: { at: end, error: scriptedFailure(answer.error, steps.length > 0) } };
  }
  const steps = request.stream ? streamed : wholeChunks(answer, seed).map((chunk) => ({ at: end, chunk }));
  return { steps: [...steps, { at: end, chunk: finishOf(answer, request) }], failure: undefined };
}

function withTimes(pieces: Piece[], timing: Timing = {}): Timeline['steps'] {
  const { first_token_ms: first = 0, tokens_per_second: pace, jitter = 0, seed = 0 } = timing;
  const random = createRandom(seed);
  const gap = () => (pace === undefined ? 0 : (1000 / pace) * (1 + jitter * (2 * random() - 1)));
  let at = 0;
  return pieces.map(({ chunk, after }, index) => {
    at += after ?? (index === 0 ? first : gap());
    return { at, chunk };
  });
}

function piecesOf(answer: ScriptAnswer, seed: string): Piece[] {
  const text = (text: string, after?: number): Piece => ({ chunk: { type: 'text', text }, after });
  const texts = answer.chunks
    ? answer.chunks.map((chunk) => (typeof chunk === 'string' ? text(chunk) : text(chunk.text, chunk.after_ms)))
    : wordChunks(textOf(answer)).map((word) => text(word));
  return [...texts, ...callsOf(answer, seed).flatMap(callPieces)];
}

/** As models stream a call: its name first, then what it is called with, bit by bit. */
function callPieces(call: ToolCallChunk): Piece[] {
  const { type, index, arguments: written } = call;
  const bits = wordChunks(written).map((bit) => ({ chunk: { type, index, arguments: bit } }));
  return [{ chunk: { ...call, arguments: '' } }, ...bits];
}

function wholeChunks(answer: ScriptAnswer, seed: string): Piece['chunk'][] {
  const text = textOf(answer);
  return [...(text === '' ? [] : [{ type: 'text' as const, text }]), ...callsOf(answer, seed)];
}

function textOf({ text, chunks, json }: ScriptAnswer): string {
  if (chunks) return chunks.map((chunk) => (typeof chunk === 'string' ? chunk : chunk.text)).join('');
  return json === undefined ? (text ?? '') : JSON.stringify(json);
}

type ToolCallChunk = Extract<ModelChunk, { type: 'tool_call' }>;

const callsOf = ({ tool_calls: calls = [] }: ScriptAnswer, seed: string): ToolCallChunk[] =>
  calls.map(({ id, name, arguments: given }, index) => ({
    type: 'tool_call',
    index,
    id: id ?? `call_${createHash('sha256').update(`${seed}/${index}`).digest('hex').slice(0, 24)}`,
    name,
    arguments: typeof given === 'string' ? given : JSON.stringify(given),
  }));

function finishOf(answer: ScriptAnswer, request: ModelRequest): ModelChunk {
  const reason = answer.finish_reason ?? (answer.tool_calls ? 'tool_calls' : 'stop');
  const said =
    textOf(answer) +
    callsOf(answer, '')
      .map((call) => call.arguments)
      .join('');
  const usage: Usage = answer.usage
    ? { promptTokens: answer.usage.prompt_tokens, completionTokens: answer.usage.completion_tokens }
    : { promptTokens: estimatePromptTokens(request.messages), completionTokens: estimateTokens(said) };
  return { type: 'finish', reason, usage };
}
