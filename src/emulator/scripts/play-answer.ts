import { createHash } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { seededRandom } from '../../basics/seeded-random.ts';
import { estimatePromptTokens, estimateTokens, wordChunks } from '../../upstream/built-in/tokens.ts';
import type { ModelChunk, ModelRequest, Usage } from '../../upstream/language-model.ts';
import { errorMessage } from '../../upstream/transport/error-message.ts';
import { UpstreamError } from '../../upstream/upstream-error.ts';
import type { ScriptAnswer, ScriptedError, Timing } from './script-schema.ts';

/** After so many chunks without a pause other work of the process gets its turn. */
const CHUNKS_PER_TURN = 64;

/**
 * Plays a timeline from now on. Each step is due at a time of its own, so that lateness does not add up: what is overdue
 * comes at once. Throws the timeline's failure, or the signal's reason.
 */
export async function* play(
  { steps, failure }: Timeline,
  clock: PacingClock,
  signal: AbortSignal,
): AsyncGenerator<ModelChunk, void, undefined> {
  const start = clock.now();
  let sinceTurn = 0;
  for (const { at, chunk } of steps) {
    sinceTurn += 1;
    if (sinceTurn === CHUNKS_PER_TURN) {
      await clock.turn();
      sinceTurn = 0;
    }
    await clock.until(start + at, signal);
    yield chunk;
  }
  if (failure === undefined) return;
  await clock.until(start + failure.at, signal);
  throw failure.error;
}

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
  if (typeof answer.error === 'object') {
    const steps = request.stream ? streamed : [];
    return { steps, failure: { at: end, error: scriptedFailure(answer.error, steps.length > 0) } };
  }
  const steps = request.stream ? streamed : wholeChunks(answer, seed).map((chunk) => ({ at: end, chunk }));
  return { steps: [...steps, { at: end, chunk: finishOf(answer, request) }], failure: undefined };
}

function withTimes(pieces: Piece[], timing: Timing = {}): Timeline['steps'] {
  const { first_token_ms: first = 0, tokens_per_second: pace, jitter = 0, seed = 0 } = timing;
  const random = seededRandom(seed);
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
  const thoughts = wordChunks(answer.thinking ?? '').map((text): Piece => ({ chunk: { type: 'thinking', text } }));
  return [...thoughts, ...texts, ...callsOf(answer, seed).flatMap(callPieces)];
}

/** As models stream a call: its name first, then what it is called with, bit by bit. */
function callPieces(call: ToolCallChunk): Piece[] {
  const { type, index, arguments: written } = call;
  const bits = wordChunks(written).map((bit) => ({ chunk: { type, index, arguments: bit } }));
  return [{ chunk: { ...call, arguments: '' } }, ...bits];
}

function wholeChunks(answer: ScriptAnswer, seed: string): Piece['chunk'][] {
  const text = textOf(answer);
  return [
    ...(answer.thinking ? [{ type: 'thinking' as const, text: answer.thinking }] : []),
    ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ...callsOf(answer, seed),
  ];
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
    (answer.thinking ?? '') +
    textOf(answer) +
    callsOf(answer, '')
      .map((call) => call.arguments)
      .join('');
  const { usage: given, thinking } = answer;
  const usage: Usage = {
    promptTokens: given?.prompt_tokens ?? estimatePromptTokens(request.messages),
    completionTokens: given?.completion_tokens ?? estimateTokens(said),
    cachedTokens: given?.cached_tokens,
    reasoningTokens: given?.reasoning_tokens ?? (given || !thinking ? undefined : estimateTokens(thinking)),
  };
  return { type: 'finish', reason, usage };
}

/** As reported where a registration does not say how long to wait (docs/behaviour/llms.md, Upstream requests). */
const DEFAULT_IDLE_SECONDS = 60;

/**
 * What an adapter throws when its upstream fails like this. A stream that has begun has had its status: an error that
 * the provider sends then is reported as one inside an answer.
 */
export function scriptedFailure(error: ScriptedError, hasBegun: boolean): UpstreamError {
  switch (error.kind) {
    case 'unreachable':
      return new UpstreamError({ kind: 'unreachable', reason: error.reason ?? 'connection refused' });
    case 'idle':
      return new UpstreamError({ kind: 'idle', seconds: error.seconds ?? DEFAULT_IDLE_SECONDS });
    case 'invalid':
      return new UpstreamError({ kind: 'invalid', reason: error.reason ?? 'expected JSON' });
    default: {
      const status = error.status ?? 500;
      const message = errorMessage(bodyOf(error), status, (text) => text);
      return hasBegun
        ? new UpstreamError({ kind: 'invalid', reason: `the upstream reported an error: ${message}` })
        : new UpstreamError({ kind: 'http', status, message });
    }
  }
}

/** The provider's answer, as it would have sent it. */
function bodyOf({ body, message, type, code }: ScriptedError): string {
  if (body !== undefined) return typeof body === 'string' ? body : JSON.stringify(body);
  return message === undefined ? '' : JSON.stringify({ error: { message, type, code } });
}

/** The time that answers are paced by; never the one that API calls can set. */
export interface PacingClock {
  /** Milliseconds, never going back. */
  now(): number;
  /** Resolves at that time; throws the signal's reason when it aborts first. */
  until(time: number, signal: AbortSignal): Promise<void>;
  /** Lets other work of the process have its turn. */
  turn(): Promise<void>;
}

/** Below this the timers of Node are no better than not waiting. */
const SHORTEST_WAIT_MS = 0.5;

export const systemClock: PacingClock = {
  now: () => performance.now(),
  async until(time, signal) {
    signal.throwIfAborted();
    const wait = time - performance.now();
    if (wait < SHORTEST_WAIT_MS) return;
    await setTimeout(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
  },
  turn: () => setImmediate(),
};
