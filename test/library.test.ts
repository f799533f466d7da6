import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startEmulator } from '../src/index.ts';
import { createClient } from './support/client.ts';
import { createCorpus } from './support/corpus.ts';
import { startForTest, uniqueName } from './support/emulator.ts';
import { temporaryFolder } from './support/process.ts';
import { recordingUpstream } from './support/upstreams/recording-upstream.ts';

const llm = (name: string, given: object = {}) => ({
  type: 'openai-compatible',
  name,
  model: 'm',
  uri: 'http://x.example/v1',
  ...given,
});

test('what it returns: a URL without a slash, its port, close', async () => {
  const emulator = await startEmulator();
  onTestFinished(() => emulator.close());
  expect(emulator.url).toBe(`http://127.0.0.1:${emulator.port}`);
  expect(emulator.port).toBeGreaterThan(0);
});

describe('several in one process', () => {
  test('share nothing', async () => {
    const emulators = await Promise.all([1, 2, 3].map(() => startForTest({ upstream: 'simulate' })));
    const [one, two, three] = emulators;
    expect(new Set(emulators.map(({ url }) => url)).size).toBe(3);
    const created = await one!.create('/v2/llms', llm('own'));
    await one!.create('/v2/generation_presets', { name: 'own', llm_name: 'own', prompt_template: 'x' });
    const corpus = await createCorpus(one!, ['A text.']);
    for (const other of [two!, three!]) {
      expect((await other.get('/v2/llms/own')).status).toBe(404);
      expect((await other.read('/v2/generation_presets?filter=^own$')).generation_presets).toEqual([]);
      expect((await other.get(`/v2/corpora/${corpus}`)).status).toBe(404);
    }
    expect(await two!.create('/v2/llms', llm('own'))).toEqual(created);
  });

  test('nor their way out: one is live, the other simulates', async () => {
    const upstream = await recordingUpstream('Live.');
    const [live, simulated] = await Promise.all([startForTest(), startForTest({ upstream: 'simulate' })]);
    const body = { model: 'same', messages: [{ role: 'user', content: 'x' }] };
    const answers: string[] = [];
    for (const api of [live, simulated]) {
      await api.create('/v2/llms', llm('same', { uri: upstream.uri }));
      answers.push((await api.post('/v2/llms/chat/completions', body)).body.choices[0].message.content);
    }
    expect(answers[0]).toBe('Live.');
    expect(answers[1]).toContain('built-in model');
    expect(upstream.bodies()).toHaveLength(2);
  });

  test('closing one leaves the others be', async () => {
    const [one, two] = [await startForTest(), await startForTest()];
    await one.close();
    await expect(fetch(one.url)).rejects.toThrow();
    expect((await two.get('/v2/llms')).status).toBe(200);
  });
});

test('close may be called again, at the same time and later', async () => {
  const emulator = await startEmulator({ dataDir: temporaryFolder() });
  await createClient(() => emulator.url).get('/v2/llms');
  await Promise.all([emulator.close(), emulator.close()]);
  await emulator.close();
});

test('close does not wait for connections nobody uses, and the data is free at once', async () => {
  const dataDir = temporaryFolder();
  for (let round = 0; round < 3; round += 1) {
    const emulator = await startEmulator({ dataDir });
    const api = createClient(() => emulator.url);
    await api.create('/v2/corpora', { key: uniqueName('round') });
    const started = performance.now();
    await emulator.close();
    expect(performance.now() - started).toBeLessThan(10_000);
  }
  const last = await startForTest({ dataDir });
  expect((await last.read('/v2/corpora')).corpora).toHaveLength(3);
});

test('close does not wait for connections that never sent anything', async () => {
  const emulator = await startEmulator();
  const socket = connect(emulator.port, '127.0.0.1');
  await once(socket, 'connect');
  // The server has taken the connection once it answers a later one.
  await createClient(() => emulator.url).get('/v2/llms');
  const started = performance.now();
  await emulator.close();
  expect(performance.now() - started).toBeLessThan(10_000);
  socket.destroy();
});

test('a port that is taken is an error of the caller, and nothing is left open', async () => {
  const { url } = await startForTest();
  await expect(startEmulator({ port: Number(new URL(url).port) })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('the clock is an argument', async () => {
  const api = await startForTest({ now: () => Date.UTC(2026, 9, 6, 16, 19, 32, 355) });
  expect((await api.create('/v2/corpora', { key: 'c' })).created_at).toBe('2026-10-06T16:19:32.355Z');
});
