/** The built-in model streams at the pace of a request, or of the server. */
import { expect, test } from 'vitest';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, startForTest } from '../support/emulator.ts';

const api = emulatorForFile({ builtInPace: 100 });
const TEXT = 'The harbour of Kivik was dredged in 2019 by two ships that came from Ystad in the spring.';
/** Milliseconds that the last word of the answer comes after the first, at 100 tokens a second, less the last words. */
const LEAST = 10 * (TEXT.length / 4 - 5);

async function duration(corpus: string, headers: Record<string, string>, stream_response = true, to = api) {
  const started = performance.now();
  const body = { query: 'When was the harbour dredged?', search: { corpora: [{ corpus_key: corpus }] } };
  const answer = await to.post('/v2/query', { ...body, generation: {}, stream_response }, { headers });
  expect(answer.status).toBe(200);
  expect(answer.text).toContain('dredged');
  return performance.now() - started;
}

test('as the server says, or the request; only streams take their time', async () => {
  const corpus = await createCorpus(api, [TEXT]);
  expect(await duration(corpus, {})).toBeGreaterThan(LEAST);
  expect(await duration(corpus, { 'x-emulator-pace': '50' })).toBeGreaterThan(2 * LEAST);
  const atOnce = await duration(corpus, { 'x-emulator-pace': '1' }, false);
  expect(atOnce).toBeLessThan(TEXT.length * 250);
});

test('a simulated provider keeps the pace too', async () => {
  const simulated = await startForTest({ upstream: 'simulate' });
  const llm = { type: 'openai-compatible', name: 'mine', model: 'm', uri: 'http://127.0.0.1:9/v1/chat/completions' };
  await simulated.create('/v2/llms', llm);
  const messages = [{ role: 'user', content: `Question: When was the harbour dredged?\n\n[1] ${TEXT}` }];
  const started = performance.now();
  const headers = { 'x-emulator-pace': '100' };
  const answer = await simulated.post(
    '/v2/llms/chat/completions',
    { model: 'mine', messages, stream: true },
    { headers },
  );
  expect(answer.text).toContain('[DONE]');
  expect(performance.now() - started).toBeGreaterThan(LEAST);
});

test.each(['0', '-1', 'fast', '1e3', ''])('%j is refused', async (pace) => {
  const { status, body } = await api.get('/v2/llms', { headers: { 'x-emulator-pace': pace } });
  expect(status).toBe(400);
  expect(body.field_errors['header.x-emulator-pace']).toContain('tokens a second');
});
