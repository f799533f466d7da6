import { describe, expect, test } from 'vitest';
import type { Json } from '../../support/client.ts';
import { emulatorForFile, startForTest, uniqueName } from '../../support/emulator.ts';
import { startProcess, temporaryFolder } from '../../support/process.ts';
import { serveEmbeddings } from '../../upstream/support/embeddings.ts';
import { json, serve } from '../../upstream/support/serve.ts';

const api = emulatorForFile();
const SECRET = 'sk-very-secret-1234';

const encoder = (uri: string, given: object = {}) => ({
  type: 'openai-compatible',
  name: uniqueName('encoder'),
  description: 'Ours.',
  uri,
  model: 'embed-one',
  auth: { type: 'bearer', token: SECRET },
  ...given,
});

const isListed = async (name: string): Promise<boolean> =>
  (await api.read('/v2/encoders?limit=100')).encoders.some((each: Json) => each.name === name);

describe('creating', () => {
  test('calls the endpoint once and shows what it gives, but neither connection nor secret', async () => {
    const { uri, received, bodies } = await serveEmbeddings(() => [1, 2, 3]);
    const body = encoder(uri);
    const created = await api.create('/v2/encoders', body);
    expect(created).toEqual({
      id: expect.stringMatching(/^enc_([2-9]|\d{2,})$/),
      name: body.name,
      type: 'openai-compatible',
      output_dimensions: 3,
      description: 'Ours.',
      default: false,
      enabled: true,
      image_encoding: false,
    });
    expect(bodies()).toEqual([{ model: 'embed-one', input: [expect.stringMatching(/./)] }]);
    expect(received[0]!.headers.authorization).toBe(`Bearer ${SECRET}`);
    expect(received[0]!.headers).not.toHaveProperty('x-api-key');
  });

  test('of the other type, with dimensions asked for and images', async () => {
    const { uri, bodies } = await serveEmbeddings((_, { dimensions }) => Array(dimensions).fill(1));
    const vllm = { type: 'vllm-compatible', output_dimensions: 7, image_encoding: true, auth: undefined };
    expect(await api.create('/v2/encoders', encoder(uri, vllm))).toMatchObject({
      type: 'vllm-compatible',
      output_dimensions: 7,
      image_encoding: true,
    });
    expect(bodies()[0].dimensions).toBe(7);
  });

  test('by client credentials', async () => {
    const tokens = await serve(json({ access_token: 'token-one' }));
    const { uri, received } = await serveEmbeddings(() => [1]);
    const auth = {
      type: 'oauth_client_credentials',
      client_id: 'id',
      client_secret: SECRET,
      token_endpoint: `${tokens.url}/token`,
    };
    await api.create('/v2/encoders', encoder(uri, { auth }));
    expect(received[0]!.headers.authorization).toBe('Bearer token-one');
    expect(tokens.received[0]!.body).toContain('grant_type=client_credentials');
  });

  test('survives a restart', async () => {
    const { uri, texts } = await serveEmbeddings(() => [1, 2]);
    const dataDir = temporaryFolder();
    const before = await startForTest({ dataDir });
    const created = await before.create('/v2/encoders', encoder(uri, { name: 'kept' }));
    await before.close();
    const after = await startForTest({ dataDir });
    expect((await after.read('/v2/encoders')).encoders[1]).toEqual(created);
    await after.create('/v2/corpora', { key: 'c', encoder_name: 'kept' });
    const document = { id: 'd', type: 'core', document_parts: [{ text: 'A text.' }] };
    await after.create('/v2/corpora/c/documents', document);
    expect(texts()).toContain('A text.');
  });
});

describe('nothing is stored when', () => {
  test.each<[string, number, unknown, string]>([
    ['the key is wrong', 401, { error: { message: `Wrong key ${SECRET}` } }, 'HTTP 401: Wrong key ****'],
    ['the model is missing', 404, { error: { message: 'No model' } }, 'HTTP 404: No model'],
    [
      'it is a chat endpoint',
      200,
      { choices: [] },
      'invalid response: expected a list of embeddings, got {"choices":[]}',
    ],
    ['it gives too many', 200, { data: [{}, {}] }, 'invalid response: expected 1 embeddings, one for each text, got 2'],
  ])('%s', async (_, status, answer, message) => {
    const upstream = await serve(json(answer, status));
    const body = encoder(upstream.url);
    const refused = await api.post('/v2/encoders', body);
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({
      messages: [`Failed to connect to the encoder: ${message}`],
      field_errors: {},
    });
    expect(refused.text).not.toContain(SECRET);
    expect(await isListed(body.name)).toBe(false);
    expect(upstream.received).toHaveLength(1);
  });

  test('the endpoint ignores the dimensions asked for', async () => {
    const { uri } = await serveEmbeddings(() => [1, 2, 3]);
    const body = encoder(uri, { output_dimensions: 2 });
    const refused = await api.post('/v2/encoders', body);
    expect(refused.body.messages[0]).toContain('2 dimensions, as asked for, got 3');
    expect(await isListed(body.name)).toBe(false);
  });

  test('the endpoint cannot be reached: the message says that --upstream simulate exists', async () => {
    const { url, server } = await serve(() => {});
    await new Promise((resolve) => server.close(resolve));
    const refused = await api.post('/v2/encoders', encoder(url));
    expect(refused.status).toBe(400);
    expect(refused.body.messages[0]).toMatch(
      /^Failed to connect to the encoder: connection refused.*--upstream simulate/,
    );
  });

  test('its token endpoint refuses', async () => {
    const tokens = await serve(json({ error: SECRET }, 401));
    const auth = {
      type: 'oauth_client_credentials',
      client_id: 'id',
      client_secret: SECRET,
      token_endpoint: `${tokens.url}/token`,
    };
    const refused = await api.post('/v2/encoders', encoder('http://127.0.0.1:9', { auth }));
    expect(refused.status).toBe(400);
    expect(refused.body.messages[0]).toContain('returned HTTP 401');
    expect(refused.text).not.toContain(SECRET);
  });

  test('the request runs out of time', async () => {
    const { url } = await serve(() => {});
    const body = encoder(url);
    const late = await api.post('/v2/encoders', body, { headers: { 'request-timeout-millis': '100' } });
    expect(late.status).toBe(408);
    expect(await isListed(body.name)).toBe(false);
  });
});

describe('names', () => {
  test('are taken once, the platform’s too, even by requests at the same time', async () => {
    const { uri } = await serveEmbeddings(() => [1]);
    const refused = await api.post('/v2/encoders', encoder(uri, { name: 'boomerang-2023-q3' }));
    expect(refused.status).toBe(400);
    expect(Object.keys(refused.body.field_errors)).toEqual(['body.name']);
    const body = encoder(uri);
    const answers = await Promise.all([1, 2, 3].map(() => api.post('/v2/encoders', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400]);
  });
});

test.each<[string, object]>([
  ['body.name', { name: undefined }],
  ['body.name', { name: '' }],
  ['body.description', { description: undefined }],
  ['body.uri', { uri: undefined }],
  ['body.uri', { uri: 'not a uri' }],
  ['body.uri', { uri: 'ftp://e.example/v1' }],
  ['body.model', { model: undefined }],
  ['body.type', { type: 'vectara' }],
  ['body.type', { type: undefined }],
  ['body.output_dimensions', { output_dimensions: 0 }],
  ['body.auth.type', { auth: { type: 'api_key', api_key: 'x' } }],
  ['body.auth.token', { auth: { type: 'bearer' } }],
  ['body.auth.token', { auth: { type: 'bearer', token: 'line\nbreak' } }],
  ['body.image_encoding', { type: 'vllm-compatible', image_encoding: 'yes' }],
])('a bad %s is refused before anything is called: %o', async (field, given) => {
  const { uri, received } = await serveEmbeddings(() => [1]);
  const refused = await api.post('/v2/encoders', encoder(uri, given));
  expect(refused.status).toBe(400);
  expect(Object.keys(refused.body.field_errors)).toEqual([field]);
  expect(received).toEqual([]);
});

test('no secret is in any answer or in a log of every detail', async () => {
  let isWorking = true;
  const upstream = await serve((response, request) => {
    const data = JSON.parse(request.body).input.map((_: string, index: number) => ({ index, embedding: [1, 2] }));
    const rude = { error: { message: JSON.stringify(request.headers) } };
    return json(isWorking ? { data } : rude, isWorking ? 200 : 403)(response, request);
  });
  const served = await startProcess(['--ephemeral', '--log-level', 'trace']);
  const answers: string[] = [];
  const call = async (path: string, body?: object) => {
    const answer = await served.call(body ? 'POST' : 'GET', path, body);
    answers.push(answer.text);
    return answer;
  };
  await call('/v2/encoders', encoder(upstream.url, { name: 'rude' }));
  await call('/v2/corpora', { key: 'c', encoder_name: 'rude' });
  const document = (id: string) => ({ id, type: 'core', document_parts: [{ text: 'A text.' }] });
  expect((await call('/v2/corpora/c/documents', document('one'))).status).toBe(201);
  isWorking = false;
  expect((await call('/v2/encoders', encoder(upstream.url, { name: 'ruder' }))).text).toContain('HTTP 403');
  expect((await call('/v2/corpora/c/documents', document('two'))).text).toContain('HTTP 403');
  expect((await call('/v2/corpora/c/query?query=text')).text).toContain('HTTP 403');
  await call('/v2/encoders');
  served.child.kill('SIGTERM');
  await served.exited;
  expect(served.output.stderr).toContain('/v2/encoders');
  for (const text of [...answers, served.output.stdout, served.output.stderr]) expect(text).not.toContain(SECRET);
});

test('in simulate mode nothing is opened, whatever the address', async () => {
  const { uri, received } = await serveEmbeddings(() => [1]);
  const simulating = await startForTest({ upstream: 'simulate' });
  const created = await simulating.create('/v2/encoders', encoder(uri, { output_dimensions: 256 }));
  expect(created.output_dimensions).toBe(256);
  await simulating.create('/v2/corpora', { key: 'c', encoder_id: created.id });
  for (const [id, text] of Object.entries({ a: 'Violins are strings.', b: 'The pump was repaired in May.' })) {
    await simulating.create('/v2/corpora/c/documents', { id, type: 'core', document_parts: [{ text }] });
  }
  const { search_results } = await simulating.read('/v2/corpora/c/query?query=repaired+pump');
  expect(search_results[0].document_id).toBe('b');
  expect(received).toEqual([]);
});
