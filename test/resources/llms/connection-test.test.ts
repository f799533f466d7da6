import { expect, test } from 'vitest';
import { createCorpus } from '../../support/corpus.ts';
import { emulatorForFile, startForTest, uniqueName } from '../../support/emulator.ts';
import { json, serve } from '../../upstream/support/serve.ts';

const api = emulatorForFile();
const COMPLETION = { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] };
const SECRET = 'sk-very-secret-1234';

const llm = (uri: string, given: object = {}) => ({
  type: 'openai-compatible',
  name: uniqueName('tested'),
  model: 'm-1',
  uri,
  auth: { type: 'bearer', token: SECRET },
  ...given,
});

test('one plain call with a short message, the auth, the headers and the test parameters', async () => {
  const upstream = await serve(json(COMPLETION));
  const body = llm(upstream.url, { headers: { 'x-team': 'blue' }, test_model_parameters: { max_tokens: 7 } });
  const created = await api.create('/v2/llms', body);
  expect(upstream.received).toHaveLength(1);
  const [call] = upstream.received;
  expect(call!.headers).toMatchObject({ authorization: `Bearer ${SECRET}`, 'x-team': 'blue' });
  expect(call!.headers).not.toHaveProperty('x-api-key');
  const sent = JSON.parse(call!.body);
  expect(sent).toMatchObject({ model: 'm-1', max_tokens: 7, messages: [{ role: 'user' }] });
  expect(sent).not.toHaveProperty('stream');
  expect(created).not.toHaveProperty('test_model_parameters');

  const corpus = await createCorpus(api, ['A text.']);
  await api.post('/v2/query', {
    query: 'text',
    search: { corpora: [{ corpus_key: corpus }] },
    generation: { model_parameters: { llm_name: body.name, max_tokens: 99 } },
  });
  expect(JSON.parse(upstream.received[1]!.body).max_tokens).toBe(99);
});

test('an empty answer is fine', async () => {
  const upstream = await serve(json({ choices: [{ message: { content: null }, finish_reason: 'length' }] }));
  await api.create('/v2/llms', llm(upstream.url));
});

test.each<[string, number, unknown, string]>([
  [
    'a refusal',
    401,
    { error: { message: `Wrong key ${SECRET}` } },
    'Failed to connect to the LLM: HTTP 401: Wrong key ****',
  ],
  [
    'a missing model',
    404,
    { error: { message: 'No model m-1' } },
    'Failed to connect to the LLM: HTTP 404: No model m-1',
  ],
  [
    'a long complaint',
    500,
    { error: { message: 'x'.repeat(2000) } },
    `Failed to connect to the LLM: HTTP 500: ${'x'.repeat(500)}`,
  ],
  ['another shape', 200, { hello: 1 }, 'Failed to connect to the LLM: invalid response'],
])('%s stores nothing', async (_, status, answer, message) => {
  const upstream = await serve(json(answer, status));
  const body = llm(upstream.url);
  const refused = await api.post('/v2/llms', body);
  expect(refused.status).toBe(400);
  expect(refused.body.field_errors).toEqual({});
  expect(refused.body.messages[0].startsWith(message), refused.body.messages[0]).toBe(true);
  expect(refused.body.messages[0].length).toBeLessThan(600);
  expect(refused.text).not.toContain(SECRET);
  expect(refused.text).not.toContain('--upstream simulate');
  expect((await api.get(`/v2/llms/${body.name}`)).status).toBe(404);
  expect(upstream.received).toHaveLength(1);
});

test('what cannot be reached: the message says that --upstream simulate exists', async () => {
  const { url, server } = await serve(() => {});
  await new Promise((resolve) => server.close(resolve));
  const refused = await api.post('/v2/llms', llm(url));
  expect(refused.status).toBe(400);
  expect(refused.body.messages[0]).toMatch(/^Failed to connect to the LLM: connection refused.*--upstream simulate/);
});

test('a token endpoint that refuses is named with its status', async () => {
  const tokens = await serve(json({ error: 'invalid_client', error_description: SECRET }, 401));
  const auth = {
    type: 'oauth_client_credentials',
    client_id: 'id',
    client_secret: SECRET,
    token_endpoint: `${tokens.url}/token`,
  };
  const refused = await api.post('/v2/llms', llm('http://127.0.0.1:9', { auth }));
  expect(refused.status).toBe(400);
  expect(refused.body.messages[0]).toContain(`token endpoint ${new URL(tokens.url).host} returned HTTP 401`);
  expect(refused.text).not.toContain(SECRET);
});

test('silence is an idle timeout', async () => {
  const upstream = await serve(() => {});
  const refused = await api.post('/v2/llms', llm(upstream.url, { idle_timeout_seconds: 1 }));
  expect(refused.status).toBe(400);
  expect(refused.body.messages[0]).toBe('Failed to connect to the LLM: timed out after 1 s');
});

test('in simulate mode nothing is opened, whatever the address', async () => {
  const upstream = await serve(json(COMPLETION));
  const simulating = await startForTest({ upstream: 'simulate' });
  await simulating.create('/v2/llms', llm(upstream.url));
  expect(upstream.received).toHaveLength(0);
});
