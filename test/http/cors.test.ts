import { expect, test } from 'vitest';
import { emulatorForFile } from '../support/emulator.ts';

const api = emulatorForFile({ upstream: 'simulate' });
const ORIGIN = { origin: 'https://app.example' };
const HEADERS = [
  'content-type',
  'accept',
  'x-api-key',
  'authorization',
  'customer-id',
  'x-source',
  'request-timeout',
  'request-timeout-millis',
  'grpc-timeout',
  'x-emulator-account',
  'x-emulator-fault',
  'x-emulator-bypass',
  'x-emulator-pace',
];

test.each(['/v2/llms', '/v2/corpora/any/query', '/v2/agents', '/v2/nothing'])('preflight of %s', async (path) => {
  const response = await fetch(api.url + path, {
    method: 'OPTIONS',
    headers: { ...ORIGIN, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'x-api-key' },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, PATCH, DELETE, OPTIONS');
  expect(response.headers.get('access-control-allow-headers')?.split(', ')).toEqual(HEADERS);
});

test('an OPTIONS request without the headers of a preflight', async () => {
  const response = await fetch(`${api.url}/v2/llms`, { method: 'OPTIONS' });
  expect(response.status).toBe(204);
});

test('answers and refusals can be read by any page', async () => {
  const answers = await Promise.all([
    api.get('/v2/llms', { headers: ORIGIN }),
    api.get('/v2/llms/nobody', { headers: ORIGIN }),
    api.get('/v2/nothing', { headers: ORIGIN }),
    api.get('/v2/agents', { headers: ORIGIN }),
    api.get('/v2/llms', { headers: { ...ORIGIN, 'x-api-key': '' } }),
    api.post('/v2/llms', undefined, { raw: '{', headers: ORIGIN }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 404, 404, 501, 401, 400]);
  for (const { headers } of answers) expect(headers.get('access-control-allow-origin')).toBe('*');
});

test('streams can be read by any page', async () => {
  await api.create('/v2/corpora', { key: 'empty' });
  const body = { query: 'q', search: { corpora: [{ corpus_key: 'empty' }] }, stream_response: true };
  const answer = await api.post('/v2/query', body, { headers: ORIGIN });
  expect(answer.headers.get('content-type')).toContain('text/event-stream');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
});
