import { describe, expect, test } from 'vitest';
import { startEmulator } from '../../src/index.ts';
import { emulatorForFile } from '../support/emulator.ts';
import { temporaryFolder } from '../support/process.ts';
import { as, getWith, getWithToken, newAppClient, newKey, tokenOf } from './support/credentials.ts';

const OWNER_KEY = 'zut_the-owner';
const strict = { auth: 'strict', apiKey: OWNER_KEY } as const;

describe('which header counts', () => {
  const api = emulatorForFile(strict);
  const GOOD = OWNER_KEY;
  const BAD = 'zut_nobody-knows-this';

  test.each<[number, Record<string, string>]>([
    [200, { 'x-api-key': GOOD }],
    [200, { 'X-API-KEY': `  ${GOOD} ` }],
    [200, { authorization: `Bearer ${GOOD}` }],
    [200, { authorization: `bearer   ${GOOD}` }],
    [200, { 'x-api-key': GOOD, authorization: 'Bearer dummy' }],
    [200, { 'x-api-key': GOOD, authorization: 'Basic eDp4' }],
    [200, { 'x-api-key': GOOD, 'customer-id': '1', 'x-source': 'tests', 'x-fern-language': 'Python' }],
    [401, { 'x-api-key': BAD, authorization: `Bearer ${GOOD}` }],
    [401, { 'x-api-key': '', authorization: `Bearer ${GOOD}` }],
    [401, { 'x-api-key': BAD }],
    [401, { 'x-api-key': GOOD.toUpperCase() }],
    [401, { 'x-api-key': `${GOOD}x` }],
    [401, { authorization: `Bearer ${BAD}` }],
    [401, { authorization: 'Bearer ' }],
    [401, { authorization: GOOD }],
    [401, { authorization: `Basic ${Buffer.from(`x:${GOOD}`).toString('base64')}` }],
    [401, {}],
  ])('%i for %j', async (status, headers) => {
    const answer = await getWith(api.url, '/v2/corpora', headers);
    expect(answer.status).toBe(status);
    if (status === 200) return;
    expect(answer.body).toEqual({
      messages: [expect.any(String)],
      request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    for (const value of Object.values(headers)) if (value) expect(answer.text).not.toContain(value);
  });

  test('a refusal says what would do', async () => {
    const [none, unknown] = [await getWith(api.url, '/v2/corpora', {}), await api.get('/v2/corpora', as(BAD))];
    expect(none.body.messages).toEqual([expect.stringMatching(/x-api-key.*Authorization/)]);
    expect(unknown.body.messages).toEqual([expect.stringMatching(/not accepted.*--auth strict/)]);
  });

  test('is told before anything else about a request', async () => {
    const answers = [
      await api.post('/v2/corpora', {}, as(BAD)),
      await api.post('/v2/corpora', undefined, { raw: '{', headers: { 'x-api-key': BAD } }),
      await api.get('/v2/corpora/nowhere', as(BAD)),
      await api.get('/v2/agents', as(BAD)),
      await api.get('/v2/corpora?limit=x', as(BAD)),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
  });
});

describe('the open mode', () => {
  const api = emulatorForFile();

  test.each(['x', 'zut_1', 'eyJhbGciOiJub25lIn0.e30.', 'a key with blanks'])('lets in %s as the owner', async (key) => {
    for (const path of ['/v2/users', '/v2/app_clients', '/v2/corpora']) {
      expect((await api.get(path, as(key))).status).toBe(200);
      expect((await getWithToken(api.url, path, key)).status).toBe(200);
    }
  });

  test('still asks for a credential', async () => {
    expect((await getWith(api.url, '/v2/corpora', {})).status).toBe(401);
  });

  test('gives a credential made here its own rights and no more', async () => {
    const key = await newKey(api, { api_roles: ['viewer'] });
    const token = await tokenOf(api.url, await newAppClient(api, { api_roles: ['viewer'] }));
    for (const credential of [key, token]) {
      expect((await getWithToken(api.url, '/v2/corpora', credential)).status).toBe(200);
      const refused = await getWithToken(api.url, '/v2/users', credential);
      expect(refused.status).toBe(403);
      expect(refused.body.messages).toEqual([expect.stringMatching(/listUsers.*administrator, owner/)]);
      expect(refused.text).not.toContain(credential);
    }
  });
});

describe('the owner key of the strict mode', () => {
  const isOwner = async (url: string, key: string) => (await getWith(url, '/v2/users', { 'x-api-key': key })).status;

  async function withServer<T>(options: object, look: (server: { url: string; ownerKey?: string }) => Promise<T>) {
    const server = await startEmulator({ auth: 'strict', ...options });
    try {
      return await look(server);
    } finally {
      await server.close();
    }
  }

  test('is made at the first start, told once, kept, and stands back for one that is given', async () => {
    const dataDir = temporaryFolder();
    const made = await withServer({ dataDir }, async ({ url, ownerKey = '' }) => {
      expect(ownerKey).toMatch(/^zut_[0-9a-f]{48}$/);
      expect([await isOwner(url, ownerKey), await isOwner(url, OWNER_KEY)]).toEqual([200, 401]);
      return ownerKey;
    });
    await withServer({ dataDir, apiKey: OWNER_KEY }, async ({ url, ownerKey }) => {
      expect(ownerKey).toBeUndefined();
      expect([await isOwner(url, OWNER_KEY), await isOwner(url, made)]).toEqual([200, 401]);
    });
    await withServer({ dataDir }, async ({ url, ownerKey }) => {
      expect(ownerKey).toBeUndefined();
      expect([await isOwner(url, OWNER_KEY), await isOwner(url, made)]).toEqual([401, 200]);
    });
    expect(await withServer({}, async ({ ownerKey }) => ownerKey)).not.toBe(made);
    expect(await withServer({ auth: 'open' }, async ({ ownerKey }) => ownerKey)).toBeUndefined();
  });
});
