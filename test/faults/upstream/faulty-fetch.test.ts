/** Every dialect's adapter, its provider simulated in the wire format, failing at each point. */
import { describe, expect, test } from 'vitest';
import type { UpstreamFault } from '../../../src/emulator/faults/fault-schema.ts';
import { faultyFetch } from '../../../src/emulator/faults/upstream-faults.ts';
import { createLanguageModel } from '../../../src/upstream/create-language-model.ts';
import { PROVIDERS, type Provider, RESULTS, simulate } from '../../upstream/support/simulate.ts';
import { ask, chunksOf, failureOf, settings, textOfChunks } from '../../upstream/support/upstream.ts';

const LLM_CALLS = PROVIDERS.map((provider) => ({ name: provider[0], provider }));

/** The adapter of a provider whose calls fail, those for tokens only if told. */
function failing([, type, model, path, auth]: Provider, fault: UpstreamFault, tokens = false, idleTimeoutSeconds = 60) {
  const { dependencies, asked } = simulate();
  const fetch = faultyFetch(dependencies.fetch, ({ dialect }) =>
    (dialect === 'oauth-token') === tokens ? { id: 'x', fault, random: () => 0.5 } : undefined,
  );
  const of = settings({ type, model, uri: `http://upstream.test${path}`, auth, idleTimeoutSeconds });
  const answer = (stream: boolean) => chunksOf(of, { messages: RESULTS, stream }, { ...dependencies, fetch });
  const open = (signal: AbortSignal) =>
    createLanguageModel(of, { ...dependencies, fetch }).generate(ask({ messages: RESULTS, stream: true }), signal);
  return { asked, answer, open };
}

describe.each(LLM_CALLS)('$name', ({ provider }) => {
  test.each([false, true])('refused (stream: %s)', async (stream) => {
    const { answer, asked } = failing(provider, { type: 'upstream_refused' });
    const failure = await failureOf(answer(stream));
    expect(failure).toMatchObject({ kind: 'unreachable', reason: expect.stringMatching(/^connection refused \(/) });
    expect(asked.filter(({ dialect }) => dialect !== 'oauth-token')).toEqual([]);
  });

  test.each([false, true])('an HTTP error in its own shape (stream: %s)', async (stream) => {
    const { answer } = failing(provider, { type: 'upstream_status', code: 529, message: 'Overloaded' });
    expect(await failureOf(answer(stream))).toEqual({ kind: 'http', status: 529, message: 'Overloaded' });
  });

  test.each([false, true])('something malformed (stream: %s)', async (stream) => {
    const { answer } = failing(provider, { type: 'upstream_malformed_chunk' });
    expect(await failureOf(answer(stream))).toMatchObject({ kind: 'invalid' });
  });

  test.each([false, true])('a break in the midst (stream: %s)', async (stream) => {
    const { answer } = failing(provider, { type: 'upstream_drop' });
    const reason = expect.stringMatching(/^connection closed before the answer was complete/);
    expect(await failureOf(answer(stream))).toMatchObject({ kind: 'unreachable', reason });
  });

  test.each([0, 1])('silence after %i events', async (after) => {
    const { answer } = failing(provider, { type: 'upstream_silence', after }, false, 0.02);
    expect(await failureOf(answer(true))).toEqual({ kind: 'idle', seconds: 0.02 });
  });

  test('a slow first token', async () => {
    const begin = performance.now();
    const chunks = await failing(provider, { type: 'upstream_slow_first_token', ms: 20 }).answer(true);
    expect(performance.now() - begin).toBeGreaterThanOrEqual(19);
    expect(textOfChunks(chunks)).toContain('March 2021');
  });
});

const chat = PROVIDERS[0]!;

test('what comes before the break arrives', async () => {
  const received: string[] = [];
  const { open } = failing(chat, { type: 'upstream_drop', after: 4 });
  const reading = async () => {
    for await (const chunk of open(new AbortController().signal)) received.push(chunk.type);
  };
  expect(await failureOf(reading())).toMatchObject({ kind: 'unreachable' });
  // The first event carries the role only.
  expect(received).toEqual(['text', 'text', 'text']);
});

test('a stream of fewer events is whole', async () => {
  const chunks = await failing(chat, { type: 'upstream_malformed_chunk', after: 10_000 }).answer(true);
  expect(chunks.at(-1)?.type).toBe('finish');
});

test.each<UpstreamFault>([
  { type: 'upstream_silence' },
  { type: 'upstream_silence', after: 1 },
  { type: 'upstream_slow_first_token', ms: 60_000 },
])('%j ends with its caller', async (fault) => {
  const caller = new AbortController();
  const reason = new Error('gone');
  const reading = Array.fromAsync(failing(chat, fault).open(caller.signal));
  setImmediate(() => caller.abort(reason));
  await expect(reading).rejects.toBe(reason);
});

test('silence longer than the idle timeout, though the first token is only slow', async () => {
  const { answer } = failing(chat, { type: 'upstream_slow_first_token', ms: 60_000 }, false, 0.02);
  expect(await failureOf(answer(true))).toEqual({ kind: 'idle', seconds: 0.02 });
});

test('a token endpoint fails in the shape of RFC 6749', async () => {
  const withAccount = PROVIDERS.find(([name]) => name === 'Vertex AI')!;
  const { answer } = failing(withAccount, { type: 'upstream_status', code: 401 }, true);
  expect(await failureOf(answer(true))).toMatchObject({ kind: 'token', status: 401 });
});
