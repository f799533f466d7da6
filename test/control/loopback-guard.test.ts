import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { StartOptions } from '../../src/index.ts';
import type { Json } from '../support/client.ts';
import { emulatorForFile, startForTest } from '../support/emulator.ts';

const api = emulatorForFile();
const port = () => new URL(api.url).port;

/** GET with headers that fetch would not let a caller set. */
function get(path: string, headers: Record<string, string>): Promise<{ status: number; body: Json }> {
  return new Promise((resolve, reject) => {
    request(api.url + path, { headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode!, body: JSON.parse(text) });
    })
      .on('error', reject)
      .end();
  });
}

test('health and readiness need no credential', async () => {
  expect(await get('/_emulator/health', {})).toEqual({ status: 200, body: { status: 'live' } });
  expect(await get('/_emulator/ready', {})).toEqual({ status: 200, body: { status: 'ready' } });
});

test.each(['127.0.0.1', 'localhost', 'LOCALHOST', 'app.localhost', '[::1]', '0.0.0.0', '192.168.1.5'])(
  'answers on %s',
  async (host) => expect((await get('/_emulator/health', { host: `${host}:${port()}` })).status).toBe(200),
);

test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'notlocalhost', 'x@evil.example'])(
  'refuses the name %s, which may have been rebound',
  async (host) => {
    const { status, body } = await get('/_emulator/health', { host: `${host}:${port()}` });
    expect(status).toBe(403);
    expect(body).toEqual({ messages: [expect.stringContaining(host)], request_id: expect.any(String) });
  },
);

test('refuses pages of another origin, and the sandboxed', async () => {
  for (const origin of ['https://evil.example', 'http://localhost:1', 'null']) {
    const { status, body } = await get('/_emulator/health', { host: `localhost:${port()}`, origin });
    expect([status, body.messages[0]]).toEqual([403, expect.stringContaining(origin)]);
  }
  const own = { host: `localhost:${port()}`, origin: `http://localhost:${port()}` };
  expect((await get('/_emulator/health', own)).status).toBe(200);
});

test('the API itself answers on any name: containers call each other by theirs', async () => {
  expect((await get('/v2/llms?limit=1', { host: 'vectara-emulator:8328', 'x-api-key': 'k' })).status).toBe(200);
});

describe('callers from other machines', () => {
  const address = Object.values(networkInterfaces())
    .flat()
    .find((own) => own?.family === 'IPv4' && !own.internal)?.address;
  const from = async (options: StartOptions, headers: Record<string, string> = {}) => {
    const emulator = await startForTest({ host: '0.0.0.0', ...options });
    const response = await fetch(`http://${address}:${new URL(emulator.url).port}/_emulator/accounts`, { headers });
    return { status: response.status, text: await response.text() };
  };

  test.skipIf(!address)('are kept out, or need the token', async () => {
    expect(await from({})).toMatchObject({ status: 403, text: expect.stringContaining('--control-token') });
    expect(await from({ controlToken: 'secret-token' })).toMatchObject({ status: 401 });
    const wrong = await from({ controlToken: 'secret-token' }, { 'x-emulator-control-token': 'secret-tokem' });
    expect(wrong.status).toBe(401);
    expect(wrong.text).not.toContain('secret-toke');
    const right = { 'x-emulator-control-token': 'secret-token' };
    expect((await from({ controlToken: 'secret-token' }, right)).status).toBe(200);
  });
});

test('answers to a name that was allowed', async () => {
  const own = await startForTest({ controlHosts: ['vectara'] });
  const ask = (host: string) =>
    new Promise((resolve) => {
      request(`${own.url}/_emulator/health`, { headers: { host } }, ({ statusCode }) => resolve(statusCode)).end();
    });
  expect([await ask('vectara:80'), await ask('other:80')]).toEqual([200, 403]);
});
