/** When the chunks of an answer come. Time is a number here: nothing waits. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PacingClock } from '../../src/emulator/scripts/play-answer.ts';
import { answerTimeline, play, systemClock } from '../../src/emulator/scripts/play-answer.ts';
import type { ScriptAnswer } from '../../src/emulator/scripts/script-schema.ts';
import type { ModelChunk, ModelRequest } from '../../src/upstream/language-model.ts';

const request = (stream: boolean): ModelRequest => ({ messages: [], parameters: {}, stream });
const never = new AbortController().signal;

/** A clock whose every wait ends `lateness` after the time it was for; reading a chunk takes `work` more. */
function steppedClock(lateness = 0): PacingClock & { pass(ms: number): void } {
  let time = 1000;
  return {
    now: () => time,
    until: async (due, signal) => {
      signal.throwIfAborted();
      if (due > time) time = due + lateness;
    },
    turn: async () => {},
    pass(ms) {
      time += ms;
    },
  };
}

/** What an answer gives, and how many milliseconds after the request. */
async function timesOf(answer: ScriptAnswer, { stream = true, lateness = 0, work = 0 } = {}) {
  const clock = steppedClock(lateness);
  const start = clock.now();
  const received: [at: number, chunk: ModelChunk][] = [];
  for await (const chunk of play(answerTimeline(answer, request(stream), 'seed'), clock, never)) {
    received.push([clock.now() - start, chunk]);
    clock.pass(work);
  }
  return received;
}
const texts = (received: [number, ModelChunk][]) =>
  received.flatMap(([at, chunk]) => (chunk.type === 'text' ? [[at, chunk.text]] : []));

const chunks = ['a', 'b', 'c', 'd'];

test('the first token, then so many a second', async () => {
  const received = await timesOf({ chunks, timing: { first_token_ms: 300, tokens_per_second: 50 } });
  expect(texts(received)).toEqual([[300, 'a'], [320, 'b'], [340, 'c'], [360, 'd']]); // biome-ignore format: a table
  expect(received.at(-1)).toEqual([360, expect.objectContaining({ type: 'finish' })]);
});

test('a chunk may say itself when it comes', async () => {
  const given = ['a', { text: 'b', after_ms: 100 }, 'c', { text: 'd', after_ms: 0 }];
  const received = await timesOf({ chunks: given, timing: { first_token_ms: 5, tokens_per_second: 100 } });
  expect(texts(received)).toEqual([[5, 'a'], [105, 'b'], [115, 'c'], [115, 'd']]); // biome-ignore format: a table
});

test('without timing everything comes at once; a text alone is paced by its words', async () => {
  expect(texts(await timesOf({ chunks })).map(([at]) => at)).toEqual([0, 0, 0, 0]);
  const received = await timesOf({ text: 'Bees make honey.', timing: { tokens_per_second: 10 } });
  expect(texts(received)).toEqual([[0, 'Bees '], [100, 'make '], [200, 'honey.']]); // biome-ignore format: a table
});

test('not streamed, the answer comes whole when the stream would have ended', async () => {
  const timing = { first_token_ms: 300, tokens_per_second: 50 };
  expect(await timesOf({ chunks, timing }, { stream: false })).toMatchObject([
    [360, { type: 'text', text: 'abcd' }],
    [360, { type: 'finish' }],
  ]);
  expect(await timesOf({ text: '', timing }, { stream: false })).toMatchObject([[300, { type: 'finish' }]]);
});

test('the pieces of a tool call are paced like words', async () => {
  const tool_calls = [{ name: 'f', arguments: '{"a": 1}' }];
  const received = await timesOf({ tool_calls, timing: { first_token_ms: 50, tokens_per_second: 100 } });
  expect(received).toMatchObject([
    [50, { type: 'tool_call', name: 'f', arguments: '' }],
    [60, { type: 'tool_call', arguments: '{"a": ' }],
    [70, { type: 'tool_call', arguments: '1}' }],
    [70, { type: 'finish', reason: 'tool_calls' }],
  ]);
});

test('an error comes at its time', async () => {
  const clock = steppedClock();
  const failed = async (stream: boolean, answer: ScriptAnswer) => {
    const start = clock.now();
    const playing = Array.fromAsync(play(answerTimeline(answer, request(stream), 'seed'), clock, never));
    const error = await playing.catch((thrown: Error) => thrown);
    return [clock.now() - start, (error as Error).message];
  };
  const error = { status: 500, message: 'No' };
  const timing = { first_token_ms: 100, tokens_per_second: 10 };
  expect(await failed(true, { error, timing })).toEqual([100, 'HTTP 500: No']);
  expect(await failed(false, { chunks, error, timing })).toEqual([400, 'HTTP 500: No']);
  expect(await failed(true, { chunks, error, timing })).toEqual([
    400,
    expect.stringContaining('reported an error: No'),
  ]);
});

test('lateness does not add up, however late timers and readers are', async () => {
  const many = Array.from({ length: 100 }, (_, i) => `${i}`);
  const answer = { chunks: many, timing: { first_token_ms: 200, tokens_per_second: 50 } };
  for (const [index, [at]] of texts(await timesOf(answer, { lateness: 3, work: 5 })).entries()) {
    expect(at).toBe(200 + index * 20 + 3);
  }
});

test('what is overdue comes at once', async () => {
  const received = texts(await timesOf({ chunks, timing: { tokens_per_second: 100 } }, { work: 25 }));
  expect(received.map(([at]) => at)).toEqual([0, 25, 50, 75]);
});

test('jitter repeats with its seed and keeps within its share', async () => {
  const gaps = async (seed: number, jitter: number) => {
    const timing = { tokens_per_second: 50, jitter, seed };
    const times = texts(await timesOf({ chunks: Array.from({ length: 30 }, () => 'x'), timing })).map(
      ([at]) => at as number,
    );
    return times.slice(1).map((at, i) => at - times[i]!);
  };
  await fc.assert(
    fc.asyncProperty(fc.integer(), fc.double({ min: 0.01, max: 1, noNaN: true }), async (seed, jitter) => {
      const first = await gaps(seed, jitter);
      expect(await gaps(seed, jitter)).toEqual(first);
      expect(await gaps(seed + 1, jitter)).not.toEqual(first);
      for (const gap of first) expect(Math.abs(gap - 20)).toBeLessThanOrEqual(20 * jitter + 1e-6);
      expect(Math.max(...first) - Math.min(...first)).toBeGreaterThan(20 * jitter);
    }),
    { numRuns: 30 },
  );
});

test('a caller that leaves ends a wait with its own reason', async () => {
  const caller = new AbortController();
  const gone = new Error('gone');
  const answer = { chunks, timing: { tokens_per_second: 0.001 } };
  const playing = play(answerTimeline(answer, request(true), 'seed'), systemClock, caller.signal);
  expect(await playing.next()).toMatchObject({ value: { text: 'a' } });
  const waiting = playing.next();
  caller.abort(gone);
  await expect(waiting).rejects.toBe(gone);
  await expect(play(answerTimeline(answer, request(true), 'seed'), systemClock, caller.signal).next()).rejects.toBe(
    gone,
  );
});

test('the clock of the system waits as long as it says', async () => {
  const started = systemClock.now();
  await systemClock.until(started + 30, never);
  const waited = systemClock.now() - started;
  expect(waited).toBeGreaterThan(28);
  expect(waited).toBeLessThan(10_000);
});
