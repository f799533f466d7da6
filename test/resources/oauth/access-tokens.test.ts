import { SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { as, askForToken, getWith, getWithToken, newAppClient, tokenOf } from '../../access/support/credentials.ts';
import { API_KEY, type Client } from '../../support/client.ts';
import { emulatorForFile, startForTest } from '../../support/emulator.ts';
import { temporaryFolder } from '../../support/process.ts';

const MINUTE = 60_000;
/** The key that the tests call with owns the strict server too. */
const STRICT = { auth: 'strict', apiKey: API_KEY } as const;
const clock = { now: Date.UTC(2026, 0, 1) };

const strict = emulatorForFile({ ...STRICT, now: () => clock.now });
const open = emulatorForFile();

beforeAll(async () => {
  for (const server of [strict, open]) await server.create('/v2/corpora', { key: 'one' });
});

const viewer = (server: Client) => newAppClient(server, { api_roles: ['viewer'] });
const read = async ({ url }: Client, token: string) => (await getWithToken(url, '/v2/corpora/one', token)).status;

describe('a token', () => {
  test('lives for thirty minutes of the emulator’s clock, to the second', async () => {
    const client = await viewer(strict);
    const token = await tokenOf(strict.url, client);
    clock.now += 30 * MINUTE - 1000;
    // Twice: the first time its signature is checked, then it is known.
    expect([await read(strict, token), await read(strict, token)]).toEqual([200, 200]);
    const unread = await tokenOf(strict.url, client);
    clock.now += 1000;
    for (const dead of [token, token]) {
      const refused = await getWithToken(strict.url, '/v2/corpora/one', dead);
      expect([refused.status, refused.body.messages]).toEqual([401, [expect.stringMatching(/expired/)]]);
      expect(refused.text).not.toContain(dead);
    }
    clock.now += 30 * MINUTE;
    expect(await read(strict, unread)).toBe(401);
    expect(await read(strict, await tokenOf(strict.url, client))).toBe(200);
  });

  test('may what its client may now, not what it might when it was issued', async () => {
    const client = await newAppClient(strict, { api_roles: [] });
    const token = await tokenOf(strict.url, client);
    const statuses = [await read(strict, token)];
    for (const given of [
      { description: 'None yet.' },
      { corpus_roles: [{ corpus_key: 'one', role: 'viewer' }] },
      { description: 'No change.' },
      { api_roles: ['viewer'] },
    ]) {
      await strict.patch(`/v2/app_clients/${client.id}`, given);
      statuses.push(await read(strict, token));
    }
    expect(statuses).toEqual([403, 403, 200, 200, 200]);
  });

  test.each([
    ['open', open],
    ['strict', strict],
  ])('dies with its client, in the %s mode', async (_, server) => {
    const client = await viewer(server);
    const token = await tokenOf(server.url, client);
    expect(await read(server, token)).toBe(200);
    expect((await server.delete(`/v2/app_clients/${client.id}`)).status).toBe(204);
    expect(await read(server, token)).toBe(401);
    const refused = await askForToken(server.url, client);
    expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client']);
    expect((await server.get('/v2/corpora', as(client.client_id))).status).toBe(401);
  });

  test('is good after a restart, and so is its client', async () => {
    const dataDir = temporaryFolder();
    const before = await startForTest({ ...STRICT, dataDir });
    await before.create('/v2/corpora', { key: 'one' });
    const [kept, gone] = [await viewer(before), await viewer(before)];
    const tokens = [await tokenOf(before.url, kept), await tokenOf(before.url, gone)];
    await before.delete(`/v2/app_clients/${gone.id}`);
    const listed = await before.read('/v2/app_clients');
    await before.close();
    for (const auth of ['open', 'strict'] as const) {
      const after = await startForTest({ ...STRICT, auth, dataDir });
      expect(await after.read('/v2/app_clients')).toEqual(listed);
      expect(await Promise.all(tokens.map((token) => read(after, token)))).toEqual([200, 401]);
      expect((await askForToken(after.url, kept)).status).toBe(200);
      expect((await askForToken(after.url, gone)).status).toBe(401);
      await after.close();
    }
  });

  test('makes keys that its client sees with another token', async () => {
    const client = await viewer(strict);
    const [first, second] = [await tokenOf(strict.url, client), await tokenOf(strict.url, client)];
    const body = JSON.stringify({ name: 'k' });
    const headers = { authorization: `Bearer ${first}`, 'content-type': 'application/json' };
    const made = await fetch(`${strict.url}/v2/api_keys`, { method: 'POST', headers, body });
    const { api_keys } = (await getWithToken(strict.url, '/v2/api_keys', second)).body;
    expect(api_keys).toEqual([await made.json()]);
  });
});

test('what is not exactly a token of this server is refused under strict', async () => {
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const token = await tokenOf(strict.url, await viewer(strict));
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const sign = (alg: string) => new SignJWT(claims).setProtectedHeader({ alg }).sign(new Uint8Array(64).fill(1));
  const changed = signature.replace(/^./, (letter) => (letter === 'A' ? 'B' : 'A'));
  const forged = {
    'a changed signature': `${header}.${payload}.${changed}`,
    'a cut signature': `${header}.${payload}.${signature.slice(0, -4)}`,
    'no signature': `${header}.${payload}.`,
    'changed claims': `${header}.${encode({ ...claims, owner: true })}.${signature}`,
    'alg none': `${encode({ alg: 'none', typ: 'JWT' })}.${encode({ ...claims, owner: true })}.`,
    'alg none with a signature': `${encode({ alg: 'none' })}.${payload}.${signature}`,
    'another key': await sign('HS256'),
    'another algorithm': await sign('HS512'),
    'another server': await tokenOf(open.url, await viewer(open)),
    'no JSON': `eyJ.${payload}.${signature}`,
  };
  expect(await read(strict, token)).toBe(200);
  for (const [what, bad] of Object.entries(forged)) {
    const answers = [
      await getWithToken(strict.url, '/v2/corpora', bad),
      await getWith(strict.url, '/v2/corpora', { 'x-api-key': bad }),
    ];
    for (const { status, text } of answers) {
      expect([what, status]).toEqual([what, 401]);
      expect(text).not.toContain(bad.split('.')[1]);
    }
  }
});

describe('a client that nobody made', () => {
  const UNKNOWN = { client_id: 'nobody', client_secret: 'anything' };

  test('is let in as the owner in the open mode', async () => {
    const token = await tokenOf(open.url, UNKNOWN);
    expect((await getWithToken(open.url, '/v2/corpora/one', token)).status).toBe(200);
    expect((await getWithToken(open.url, '/v2/users', token)).status).toBe(200);
  });

  test('is refused under strict as one with a wrong secret is, and so is a token of the open mode', async () => {
    const dataDir = temporaryFolder();
    const before = await startForTest({ dataDir });
    const client = await newAppClient(before);
    const token = await tokenOf(before.url, UNKNOWN);
    await before.close();
    const after = await startForTest({ ...STRICT, dataDir });
    const [unknown, wrong] = [
      await askForToken(after.url, UNKNOWN),
      await askForToken(after.url, { ...client, client_secret: 'wrong' }),
    ];
    expect([unknown.status, unknown.body.error]).toEqual([401, 'invalid_client']);
    expect([wrong.status, wrong.text]).toEqual([unknown.status, unknown.text]);
    expect((await getWithToken(after.url, '/v2/corpora', token)).status).toBe(401);
  });
});
