import { request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { StartOptions } from '../../src/index.ts';
import type { Json } from '../support/client.ts';
import { emulatorForFile, startForTest } from '../support/emulator.ts';
import { startProcess } from '../support/process.ts';

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

describe('callers from other machines', () => {
  const address = Object.values(networkInterfaces())
    .flat()
    .find((own) => own?.family === 'IPv4' && !own.internal)?.address;
  const TOKEN = 'x-emulator-control-token';

  /** A process as in a container, which is asked under an address that is not loopback, as from a container's host. */
  test.skipIf(!address)('are kept out, and let in with the token that was made at start and printed', async () => {
    const { url, output } = await startProcess(['--ephemeral', '--host', '0.0.0.0']);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(output.stdout).not.toContain('0.0.0.0');
    expect(output.stdout).toContain(`Network   http://${address}:${new URL(url).port}\n`);
    const token = /\/console#token=(\w{32})\n/.exec(output.stdout)![1]!;
    expect(output.stdout).toContain(`${TOKEN}: ${token}`);

    const elsewhere = `http://${address}:${new URL(url).port}`;
    const ask = async (path: string, headers: Record<string, string> = {}) => {
      const response = await fetch(elsewhere + path, { headers });
      return { status: response.status, text: await response.text() };
    };
    expect((await ask('/console')).status).toBe(200);
    expect((await ask('/v2/llms', { 'x-api-key': 'k' })).status).toBe(200);
    expect((await ask('/_emulator/ready')).status).toBe(200);
    const refused = await ask('/_emulator/accounts');
    expect(refused).toMatchObject({ status: 401, text: expect.stringContaining(TOKEN) });
    const wrong = await ask('/_emulator/accounts', { [TOKEN]: token.replace(/.$/, 'x') });
    expect(wrong.status).toBe(401);
    for (const { text } of [refused, wrong]) expect(text).not.toContain(token.slice(0, -1));
    expect((await ask('/_emulator/accounts', { [TOKEN]: token })).status).toBe(200);
    // Another container calls it by its name, which --hosts would have to know without the token.
    const named = (headers: Record<string, string>) =>
      new Promise((resolve) => {
        request(`${elsewhere}/_emulator/accounts`, { headers: { host: 'vectara:8328', ...headers } }, (response) =>
          resolve(response.resume().statusCode),
        ).end();
      });
    expect([await named({}), await named({ [TOKEN]: token })]).toEqual([403, 200]);
    // This machine needs none, and nothing that is logged holds it.
    expect((await fetch(`${url}/_emulator/accounts`)).status).toBe(200);
    expect(output.stderr).not.toContain(token);
  });

  test.skipIf(!address)('need the token that was chosen, or are kept out for good without one', async () => {
    const from = async (options: StartOptions, headers: Record<string, string> = {}) => {
      const emulator = await startForTest({ host: '0.0.0.0', ...options });
      const path = `http://${address}:${new URL(emulator.url).port}/_emulator/accounts`;
      return (await fetch(path, { headers })).status;
    };
    expect(await from({})).toBe(403);
    expect(await from({ controlToken: 'secret-token' })).toBe(401);
    expect(await from({ controlToken: 'secret-token' }, { [TOKEN]: 'secret-tokem' })).toBe(401);
    expect(await from({ controlToken: 'secret-token' }, { [TOKEN]: 'secret-token' })).toBe(200);
  });
});

test.each(['hosts', 'controlHosts'])('answers to a name that %s allows', async (option) => {
  const own = await startForTest({ [option]: ['vectara'] });
  const ask = (host: string) =>
    new Promise((resolve) => {
      request(`${own.url}/_emulator/health`, { headers: { host } }, ({ statusCode }) => resolve(statusCode)).end();
    });
  expect([await ask('vectara:80'), await ask('other:80')]).toEqual([200, 403]);
});
