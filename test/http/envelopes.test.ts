import { request } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { Answer, Json } from '../support/client.ts';
import { emulatorForFile } from '../support/emulator.ts';

const api = emulatorForFile({ upstream: 'simulate' });
const REQUEST_ID = /^[0-9a-f]{32}$/;

const messagesOf = ({ body }: Answer): string[] => {
  expect(body.request_id).toMatch(REQUEST_ID);
  expect(body.messages.length).toBeGreaterThan(0);
  return body.messages;
};

test('every request has its own id', async () => {
  const answers = await Promise.all([1, 2, 3].map(() => api.get('/v2/llms/nobody')));
  expect(new Set(answers.map(({ body }) => body.request_id)).size).toBe(3);
});

describe('400', () => {
  test('always has field_errors, messages and request_id', async () => {
    const answer = await api.post('/v2/llms', {});
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body)).toEqual(['field_errors', 'messages', 'request_id']);
    expect(messagesOf(answer)).toEqual(['Request validation failed.']);
  });

  test('malformed JSON', async () => {
    const answer = await api.post('/v2/llms', undefined, { raw: '{"type": ' });
    expect(answer.status).toBe(400);
    expect(answer.body.field_errors.body).toContain('not valid JSON');
    expect(messagesOf(answer)[0]).toContain('not valid JSON');
  });

  test('a body that is not there, or no object', async () => {
    const empty = await api.post('/v2/llms', undefined, { raw: '', headers: { 'content-type': 'application/json' } });
    expect(empty.status).toBe(400);
    expect(empty.body.field_errors).toEqual({ body: 'is required.' });
    const list = await api.post('/v2/llms', []);
    expect(list.status).toBe(400);
    expect(list.body.field_errors).toEqual({ body: 'should be of type object.' });
  });

  test('a path that cannot be decoded', async () => {
    const answer = await api.get('/v2/llms/%zz');
    expect(answer.status).toBe(400);
    expect(answer.body.field_errors).toEqual({});
    messagesOf(answer);
  });
});

describe('401', () => {
  test.each<[string, Record<string, string>]>([
    ['no header', { 'x-api-key': '' }],
    ['a blank key', { 'x-api-key': '  ' }],
    ['another scheme', { 'x-api-key': '', authorization: 'Basic abc' }],
    ['a bearer without a token', { 'x-api-key': '', authorization: 'Bearer ' }],
  ])('%s', async (_, headers) => {
    const answer = await api.get('/v2/llms', { headers });
    expect(answer.status).toBe(401);
    expect(Object.keys(answer.body)).toEqual(['messages', 'request_id']);
    expect(messagesOf(answer)[0]).toContain('x-api-key');
  });

  test('comes before anything about the path or the body', async () => {
    const headers = { 'x-api-key': '' };
    const answers = await Promise.all([
      api.post('/v2/llms', undefined, { headers, raw: '{' }),
      api.get('/v2/nothing', { headers }),
      api.get('/v2/pipelines', { headers }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401]);
  });

  test.each<[string, Record<string, string>]>([
    ['an API key', { 'x-api-key': 'any' }],
    ['a bearer', { authorization: 'Bearer any' }],
    ['a bearer in lower case', { authorization: 'bearer any' }],
    ['a key beside a dummy bearer', { 'x-api-key': 'any', authorization: 'Bearer not-needed' }],
    ['the headers published clients add', { 'x-api-key': 'any', 'customer-id': '1', 'x-source': 'test' }],
  ])('not with %s', async (_, headers) => {
    expect((await fetch(`${api.url}/v2/llms`, { headers })).status).toBe(200);
  });
});

test('403: the platform’s own records', async () => {
  const answer = await api.delete('/v2/llms/gpt-4o');
  expect(answer.status).toBe(403);
  expect(Object.keys(answer.body)).toEqual(['messages', 'request_id']);
  messagesOf(answer);
});

describe('404', () => {
  test('names the identifier that was not found', async () => {
    const answer = await api.get('/v2/llms/no%20such%2Fone');
    expect(answer.status).toBe(404);
    expect(Object.keys(answer.body)).toEqual(['id', 'messages', 'request_id']);
    expect(answer.body.id).toBe('no such/one');
    expect(messagesOf(answer)[0]).toContain("'no such/one'");
  });

  test('unknown paths', async () => {
    const answer = await api.get('/v2/nothing/here?x=1');
    expect(answer.status).toBe(404);
    expect(answer.body.id).toBe('/v2/nothing/here');
    messagesOf(answer);
  });
});

test.each([
  ['PUT', '/v2/llms', 'GET, POST'],
  ['DELETE', '/v2/query', 'POST'],
  ['GET', '/v2/generation_presets/gnp_1', 'DELETE, PUT'],
  ['PATCH', '/v2/generation_presets/gnp_1', 'DELETE, PUT'],
])('405: %s %s', async (method, path, allowed) => {
  const answer = await api.call(method, path);
  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')?.split(', ').sort().join(', ')).toBe(allowed);
  expect(messagesOf(answer)[0]).toContain(method);
});

test('413: a body longer than anything sensible, refused before it is sent', async () => {
  const body = await new Promise<Json>((resolve, reject) => {
    const headers = { 'x-api-key': 'k', 'content-type': 'application/json', 'content-length': '70000000' };
    const call = request(`${api.url}/v2/llms`, { method: 'POST', headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode, ...JSON.parse(text) });
      call.destroy();
    });
    call.on('error', reject);
    call.flushHeaders();
  });
  expect(body).toEqual({ status: 413, messages: [expect.any(String)], request_id: expect.stringMatching(REQUEST_ID) });
});

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'])(
  '415: %s',
  async (type) => {
    const answer = await api.post('/v2/llms', undefined, { raw: 'x', headers: { 'content-type': type } });
    expect(answer.status).toBe(415);
    expect(messagesOf(answer)[0]).toContain('application/json');
  },
);

test('content types of JSON in any spelling', async () => {
  for (const type of ['application/json; charset=utf-8', 'Application/JSON']) {
    expect((await api.post('/v2/llms', {}, { headers: { 'content-type': type } })).status).toBe(400);
  }
});

test.each([
  ['GET', '/v2/pipelines', undefined, 'listPipelines'],
  ['POST', '/v2/agents/a/schedules', 'multipart/form-data; boundary=x', 'createAgentSchedule'],
  ['POST', '/v2/pipelines', 'application/json', 'createPipeline'],
])('501: %s %s, without reading the body', async (method, path, type, operationId) => {
  const options = type ? { raw: '{', headers: { 'content-type': type } } : {};
  const answer = await api.call(method, path, undefined, options);
  expect(answer.status).toBe(501);
  expect(messagesOf(answer)[0]).toContain(operationId);
});

test('what is no HTTP gets the same envelope', async () => {
  const answer = await new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1', () => socket.write('HELLO\r\n\r\n'));
    socket.setEncoding('utf8').on('data', (data) => {
      text += data;
    });
    socket.on('end', () => resolve(text)).on('error', reject);
  });
  const [head, body] = answer.split('\r\n\r\n');
  expect(head).toContain('HTTP/1.1 400');
  expect(JSON.parse(body!)).toEqual({
    field_errors: {},
    messages: ['The request is not valid HTTP.'],
    request_id: expect.stringMatching(REQUEST_ID),
  });
});

test('headers beyond all measure', async () => {
  const answer = await api.get('/v2/llms', { headers: { 'x-source': 'x'.repeat(600_000) } });
  expect(answer.status).toBe(431);
  messagesOf(answer);
});
