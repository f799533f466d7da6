import { beforeAll, describe, expect, test } from 'vitest';
import { emulatorForFile, startForTest } from '../support/emulator.ts';
import { temporaryFolder } from '../support/process.ts';
import {
  as,
  askForToken,
  getWith,
  getWithToken,
  newAppClient,
  newKey,
  postForm,
  tokenOf,
} from './support/credentials.ts';

const OWNER_KEY = 'zut_the-owner';
const NEW_CLIENT = { type: 'client_credentials', name: 'c', api_roles: ['owner'] };

const open = emulatorForFile();
const strict = emulatorForFile({ auth: 'strict', apiKey: OWNER_KEY });
const isolated = emulatorForFile({ isolation: 'key', apiKey: OWNER_KEY });

describe('x-emulator-account', () => {
  const inAccount = (name: string, key = 'any') => ({ headers: { 'x-api-key': key, 'x-emulator-account': name } });

  beforeAll(async () => {
    await open.post('/v2/corpora', { key: 'c' }, inAccount('Mine'));
  });

  test.each<[string, number]>([
    ['Mine', 200],
    ['mine', 404],
    ['MINE', 404],
    ['default', 404],
    ['Default', 404],
  ])('chooses the account, told apart by case too: %s %i', async (name, status) => {
    for (const key of ['any', 'other']) {
      expect((await open.get('/v2/corpora/c', inAccount(name, key))).status).toBe(status);
    }
  });

  test('of names that differ by case keeps each its own in files', async () => {
    const dataDir = temporaryFolder();
    const names = ['case', 'Case', 'CASE'];
    const before = await startForTest({ dataDir });
    for (const name of names) await before.post('/v2/corpora', { key: `c-${name}` }, inAccount(name));
    await before.close();
    const after = await startForTest({ dataDir });
    for (const name of names) {
      const { corpora } = (await after.get('/v2/corpora', inAccount(name))).body;
      expect(corpora.map(({ key }: { key: string }) => key)).toEqual([`c-${name}`]);
    }
  });

  test.each(['', '.', '..', '../up', 'a/b', 'a b', 'a.', '.a', '-a', 'x'.repeat(65), 'a%2fb', 'a~b'])(
    'is refused when it is "%s"',
    async (name) => {
      const refused = await open.get('/v2/corpora', inAccount(name));
      expect(refused.status).toBe(400);
      expect(refused.body.field_errors).toEqual({ 'header.x-emulator-account': expect.stringContaining('1 to 64') });
    },
  );

  test('is taken up to 64 letters', async () => {
    for (const name of ['a', 'x'.repeat(64), 'a.b-c_D', '1']) {
      expect((await open.get('/v2/corpora', inAccount(name))).status).toBe(200);
    }
  });

  test('names no other account than the one a credential belongs to', async () => {
    const client = await newAppClient(open);
    const credentials = [await newKey(open, {}), await tokenOf(open.url, client)];
    for (const credential of credentials) {
      const headers = { 'x-api-key': credential };
      const at = (name: string) => getWith(open.url, '/v2/corpora', { ...headers, 'x-emulator-account': name });
      expect((await at('default')).status).toBe(200);
      for (const name of ['Mine', 'nobody']) {
        const refused = await at(name);
        expect([refused.status, refused.body.messages]).toEqual([403, [expect.stringContaining(`'${name}'`)]]);
        expect(refused.text).not.toContain(credential);
      }
    }
  });

  test('is only for the open mode', async () => {
    for (const name of ['default', 'other']) {
      const refused = await strict.get('/v2/corpora', inAccount(name, OWNER_KEY));
      expect(refused.status).toBe(400);
      expect(refused.body.field_errors).toEqual({
        'header.x-emulator-account': expect.stringContaining('--auth open'),
      });
    }
  });

  test('makes tokens of the account it names, for clients nobody made', async () => {
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'i', client_secret: 's' });
    const tokenIn = async (headers: Record<string, string>): Promise<string> => {
      const answer = await fetch(`${open.url}/oauth2/token`, { method: 'POST', body: form, headers });
      return ((await answer.json()) as { access_token: string }).access_token;
    };
    const status = async (token: string) => (await getWithToken(open.url, '/v2/corpora/c', token)).status;
    expect(await status(await tokenIn({ 'x-emulator-account': 'Mine' }))).toBe(200);
    expect(await status(await tokenIn({}))).toBe(404);
  });

  test('holds at the token endpoint as it does elsewhere', async () => {
    const ask = async (url: string, client: { client_id: string; client_secret: string }, name: string) => {
      const form = {
        grant_type: 'client_credentials',
        client_id: client.client_id,
        client_secret: client.client_secret,
      };
      return postForm(url, '/oauth/token', form, { 'x-emulator-account': name });
    };
    const client = await newAppClient(open);
    expect((await ask(open.url, client, 'default')).status).toBe(200);
    const refusals = [
      await ask(open.url, client, 'Mine'),
      await ask(strict.url, (await strict.post('/v2/app_clients', NEW_CLIENT, as(OWNER_KEY))).body, 'default'),
    ];
    for (const { status, body } of refusals) {
      expect([status, body.error]).toEqual([400, 'invalid_request']);
      expect(body.error_description).toContain('x-emulator-account');
    }
    // Who does not know the secret is not told whose client it is.
    const wrong = await ask(open.url, { ...client, client_secret: 'wrong' }, 'Mine');
    expect([wrong.status, wrong.body.error]).toEqual([401, 'invalid_client']);
  });

  test('wins over the account that a key opens', async () => {
    const path = '/v2/corpora/c';
    await isolated.post('/v2/corpora', { key: 'c' }, as('first'));
    const statuses = [as('first'), as('second'), inAccount('third', 'first')].map((options) =>
      isolated.get(path, options),
    );
    expect((await Promise.all(statuses)).map(({ status }) => status)).toEqual([200, 404, 404]);
  });
});

describe('isolation by key', () => {
  const nameOf = async (credential: string): Promise<string> =>
    (await getWithToken(isolated.url, '/_emulator/account', credential)).body.name;

  test('gives each unknown key and client its own account, named without giving it away', async () => {
    const clients = ['one', 'two'].map((client_secret) => ({ client_id: 'same', client_secret }));
    const tokens = await Promise.all(clients.map((client) => tokenOf(isolated.url, client)));
    const names = await Promise.all(['key-a', 'key-b', 'key-A', ...tokens].map(nameOf));
    expect(new Set(names).size).toBe(5);
    expect(await nameOf('key-a')).toBe(names[0]);
    expect(await nameOf(await tokenOf(isolated.url, clients[0]!))).toBe(names[3]);
    for (const name of names) expect(name).toMatch(/^key-[0-9a-f]{24}$/);
  });

  test('keeps what a key creates in the account of that key', async () => {
    const { body: key } = await isolated.post('/v2/api_keys', { name: 'k' }, as('maker'));
    const { body: client } = await isolated.post('/v2/app_clients', NEW_CLIENT, as('maker'));
    const token = (await askForToken(isolated.url, client)).body.access_token;
    const names = [await nameOf('maker'), await nameOf(key.secret_key), await nameOf(token)];
    expect(new Set(names).size).toBe(1);
  });

  test('leaves the default account to the owner key', async () => {
    expect(await nameOf(OWNER_KEY)).toBe('default');
  });

  test('a token of an account that was deleted is refused and does not make it anew', async () => {
    const { body: client } = await isolated.post('/v2/app_clients', NEW_CLIENT, as('leaver'));
    const { access_token } = (await askForToken(isolated.url, client)).body;
    const name = await nameOf('leaver');
    expect((await isolated.delete(`/_emulator/accounts/${name}`)).status).toBe(204);
    expect((await getWithToken(isolated.url, '/v2/corpora', access_token)).status).toBe(401);
    const { accounts } = await isolated.read('/_emulator/accounts');
    expect(accounts.map((account: { name: string }) => account.name)).not.toContain(name);
  });
});
