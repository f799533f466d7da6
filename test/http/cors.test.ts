import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { emulatorForFile, startForTest } from '../support/emulator.ts';

const api = emulatorForFile({ upstream: 'simulate' });
/** Where the widgets are developed. */
const PAGE = 'http://localhost:5173';
const ORIGIN = { origin: PAGE };
const FOREIGN = ['https://app.example', 'http://localhost.evil.example', 'http://127.0.0.1.evil.example:80', 'null'];
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
const preflight = (url: string, origin: string) =>
  fetch(url, {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'x-api-key' },
  });

/** GET with a Host that fetch would not let a caller set. */
function statusUnder(host: string, url = api.url, headers = {}): Promise<[status: number, text: string]> {
  return new Promise((resolve, reject) => {
    request(`${url}/v2/llms?limit=1`, { headers: { host, 'x-api-key': 'k', ...headers } }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve([response.statusCode!, text]);
    })
      .on('error', reject)
      .end();
  });
}

describe('pages on this machine', () => {
  test.each(['/v2/llms', '/v2/corpora/any/query', '/v2/pipelines', '/v2/nothing'])('preflight of %s', async (path) => {
    const response = await preflight(api.url + path, PAGE);
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(response.headers.get('vary')).toBe('Origin');
    expect(response.headers.get('access-control-allow-methods')).toBe('GET, POST, PUT, PATCH, DELETE, OPTIONS');
    expect(response.headers.get('access-control-allow-headers')?.split(', ')).toEqual(HEADERS);
  });

  test('an OPTIONS request without the headers of a preflight', async () => {
    const response = await fetch(`${api.url}/v2/llms`, { method: 'OPTIONS' });
    expect(response.status).toBe(204);
  });

  test.each([
    'http://localhost',
    'https://localhost:1',
    'http://127.0.0.1:3000',
    'http://127.1.2.3',
    'http://[::1]:80',
  ])('are answered at %s', async (origin) => {
    const answer = await api.get('/v2/llms', { headers: { origin } });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
  });

  test('can read answers and refusals', async () => {
    const answers = await Promise.all([
      api.get('/v2/llms', { headers: ORIGIN }),
      api.get('/v2/llms/nobody', { headers: ORIGIN }),
      api.get('/v2/nothing', { headers: ORIGIN }),
      api.get('/v2/pipelines', { headers: ORIGIN }),
      api.get('/v2/llms', { headers: { ...ORIGIN, 'x-api-key': '' } }),
      api.post('/v2/llms', undefined, { raw: '{', headers: ORIGIN }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 404, 501, 401, 400]);
    for (const { headers } of answers) expect(headers.get('access-control-allow-origin')).toBe(PAGE);
  });

  test('can read streams', async () => {
    await api.create('/v2/corpora', { key: 'empty' });
    const body = { query: 'q', search: { corpora: [{ corpus_key: 'empty' }] }, stream_response: true };
    const answer = await api.post('/v2/query', body, { headers: ORIGIN });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE);
  });
});

describe('pages elsewhere', () => {
  test.each(FOREIGN)('of %s are told how to be let in, and nothing else', async (origin) => {
    for (const answer of [
      await preflight(`${api.url}/v2/llms`, origin),
      await api.get('/v2/llms', { headers: { origin } }),
    ]) {
      expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null]);
    }
    const { body } = await api.get('/v2/llms', { headers: { origin } });
    expect(body.messages[0]).toContain(`--cors-origins ${origin}`);
  });

  test('change nothing with a request that asks for no leave first', async () => {
    const body = { raw: '{"key": "theirs"}', headers: { origin: FOREIGN[0]!, 'content-type': 'text/plain' } };
    expect((await api.post('/v2/corpora', undefined, body)).status).toBe(403);
    const token = await fetch(`${api.url}/oauth2/token`, { method: 'POST', headers: { origin: FOREIGN[0]! } });
    expect(await token.text()).toContain('--cors-origins');
  });

  test('are answered where they are listed, or all are', async () => {
    const [listed, all] = [
      await startForTest({ corsOrigins: ['https://app.example', 'null'] }),
      await startForTest({ corsOrigins: ['*'] }),
    ];
    const ask = async (url: string, origin: string) => {
      const answer = await fetch(`${url}/v2/llms`, { headers: { origin, 'x-api-key': 'k' } });
      await answer.text();
      return [answer.status, answer.headers.get('access-control-allow-origin')];
    };
    expect(await ask(listed.url, 'https://app.example')).toEqual([200, 'https://app.example']);
    expect(await ask(listed.url, 'null')).toEqual([200, 'null']);
    expect(await ask(listed.url, PAGE)).toEqual([200, PAGE]);
    for (const origin of ['http://app.example', 'https://app.example:8443', 'https://sub.app.example']) {
      expect(await ask(listed.url, origin)).toEqual([403, null]);
    }
    for (const origin of FOREIGN) expect(await ask(all.url, origin)).toEqual([200, '*']);
    // The emulator's own API is nobody's but its own pages'.
    const control = await fetch(`${all.url}/_emulator/accounts`, { headers: { origin: FOREIGN[0]! } });
    expect(control.status).toBe(403);
  });

  test.each(['app.example', 'https://app.example/', 'https://app.example/page', 'https://*.example'])(
    'cannot be listed as %s, which no browser sends',
    async (origin) => expect(startForTest({ corsOrigins: [origin] })).rejects.toThrow(`"${origin}"`),
  );
});

describe('the name that a request was sent to', () => {
  test.each(['localhost', 'LOCALHOST:8328', 'app.localhost', '127.0.0.1:1', '[::1]:8328', '192.168.1.5'])(
    'may be %s',
    async (host) => expect((await statusUnder(host))[0]).toBe(200),
  );

  test.each(['rebound.evil.example', 'localhost.evil.example:8328', 'x@evil.example', 'vectara'])(
    'may not be %s, which may have been rebound, whatever the page says of itself',
    async (host) => {
      const [status, text] = await statusUnder(host);
      expect(status).toBe(403);
      expect(JSON.parse(text)).toEqual({
        messages: [expect.stringContaining('--hosts')],
        request_id: expect.any(String),
      });
      expect((await statusUnder(host, api.url, { origin: `http://${host}` }))[0]).toBe(403);
      expect((await statusUnder(host, api.url, { origin: PAGE }))[0]).toBe(403);
    },
  );

  test('may be one that is listed, under either of the flags', async () => {
    const { url } = await startForTest({ hosts: ['vectara'], controlHosts: ['emulator.test'] });
    for (const name of ['vectara', 'emulator.test:80']) expect((await statusUnder(name, url))[0]).toBe(200);
    expect((await statusUnder('other', url))[0]).toBe(403);
    const own = { origin: 'http://vectara:81' };
    expect([(await statusUnder('vectara:81', url, own))[0], (await statusUnder('vectara:82', url, own))[0]]).toEqual([
      200, 403,
    ]);
  });

  test('may be any where other machines are let in: containers call each other by theirs', async () => {
    const { url } = await startForTest({ host: '0.0.0.0' });
    expect((await statusUnder('vectara-emulator:8328', url))[0]).toBe(200);
    expect((await statusUnder('vectara-emulator:8328', url, { origin: 'https://app.example' }))[0]).toBe(403);
  });
});
