import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile } from '../support/emulator.ts';

const api = emulatorForFile({ upstream: 'simulate' });

const ID = /^[0-9a-f]{32}$/;
const chat = (stream: boolean) => ({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello' }], stream });
const entryOf = (id: string | null) => api.get(`/_emulator/journal/${id}`);

describe('x-request-id is on every answer of the API, and names its entry in the journal', () => {
  test.each<[string, string, string, unknown, number]>([
    ['an answer', 'GET', '/v2/llms?limit=1', undefined, 200],
    ['one without a body', 'DELETE', '/v2/corpora/to-be-deleted', undefined, 204],
    ['a refusal', 'POST', '/v2/corpora', {}, 400],
    ['what is not found', 'GET', '/v2/corpora/nowhere', undefined, 404],
    ['a path that is none', 'GET', '/v2/nowhere', undefined, 404],
    ['another method', 'PUT', '/v2/llms', {}, 405],
    ['a stream of completions', 'POST', '/v2/llms/chat/completions', chat(true), 200],
    ['a completion', 'POST', '/v2/llms/chat/completions', chat(false), 200],
  ])('%s', async (_, method, path, body, status) => {
    if (method === 'DELETE') await api.create('/v2/corpora', { key: 'to-be-deleted' });
    const answer = await api.call(method, path, body);
    expect(answer.status).toBe(status);
    const id = answer.headers.get('x-request-id');
    expect(id).toMatch(ID);
    if (status >= 400) expect(answer.body.request_id).toBe(id);
    expect((await entryOf(id)).body).toMatchObject({ id, method, path: path.split('?')[0], status });
  });

  test('a stream of a query', async () => {
    const corpus = await createCorpus(api, ['Hello there.'], 'streamed');
    const search = { corpora: [{ corpus_key: corpus }] };
    const answer = await api.post('/v2/query', { query: 'hello', search, generation: {}, stream_response: true });
    expect(answer.text).toContain('event:end');
    const id = answer.headers.get('x-request-id');
    expect((await entryOf(id)).body).toMatchObject({ id, is_stream: true });
  });

  test('a caller without a key, whose call is in the journal of the default account', async () => {
    const answer = await fetch(`${api.url}/v2/llms`);
    const { request_id } = (await answer.json()) as { request_id: string };
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([401, request_id]);
    expect((await entryOf(request_id)).status).toBe(200);
  });

  test('an injected fault', async () => {
    const answer = await api.get('/v2/llms', { headers: { 'x-emulator-fault': 'status=503' } });
    expect([answer.status, answer.headers.get('x-request-id')]).toEqual([503, answer.body.request_id]);
  });
});

test.each([
  '/console',
  '/console/nothing.js',
  '/docs',
  '/_emulator/state',
  '/_emulator/nowhere',
  '/metrics',
  '/%zz',
  '/',
])('and on those of everything else: %s', async (path) => {
  expect((await api.get(path)).headers.get('x-request-id')).toMatch(ID);
});

test('pages of another origin may read it', async () => {
  const preflight = await api.call('OPTIONS', '/v2/llms', undefined, {
    headers: { origin: 'http://localhost:5173', 'access-control-request-method': 'GET' },
  });
  expect(preflight.headers.get('x-request-id')).toMatch(ID);
  const answer = await api.get('/v2/llms?limit=1', { headers: { origin: 'http://localhost:5173' } });
  expect(answer.headers.get('access-control-expose-headers')).toContain('x-request-id');
});

test('what is no HTTP is answered with one, too', async () => {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname).setEncoding('utf8');
  socket.end('NONSENSE\r\n\r\n');
  let text = '';
  for await (const piece of socket) text += piece;
  const id = /^x-request-id: ([0-9a-f]{32})\r$/m.exec(text)?.[1];
  expect(text).toContain(`"request_id":"${id}"`);
});

test('a traceparent is kept with the call, and shown in the list and in full', async () => {
  const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const traced = await api.get('/v2/llms?limit=1', { headers: { traceparent } });
  const id = traced.headers.get('x-request-id');
  expect((await entryOf(id)).body).toMatchObject({ id, traceparent });
  const { entries } = await api.read('/_emulator/journal');
  expect(entries.find((entry: { id: string }) => entry.id === id)).toMatchObject({ traceparent });
  // What is no trace is not taken for one.
  const other = await api.get('/v2/llms?limit=1', { headers: { traceparent: 'my secret' } });
  expect((await entryOf(other.headers.get('x-request-id'))).body).not.toHaveProperty('traceparent');
});
