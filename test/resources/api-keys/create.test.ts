import { beforeAll, describe, expect, test } from 'vitest';
import { as } from '../../access/support/credentials.ts';
import type { Json } from '../../support/client.ts';
import { emulatorForFile, startForTest } from '../../support/emulator.ts';

const api = emulatorForFile();

beforeAll(async () => {
  for (const key of ['one', 'two']) await api.create('/v2/corpora', { key });
});

const on = (role: string, ...keys: string[]) => keys.map((corpus_key) => ({ corpus_key, role }));
const count = async (): Promise<number> => (await api.read('/v2/api_keys?limit=100')).api_keys.length;

describe('a key', () => {
  test('is shown whole and alike by create, get and list, and is good at once', async () => {
    const roles = {
      api_roles: ['corpus_viewer', 'pipeline_viewer'],
      corpus_roles: on('editor', 'one'),
      agent_roles: [{ agent_key: 'agt', role: 'agent_user' }],
    };
    const created = await api.create('/v2/api_keys', { name: 'Mine', ...roles });
    expect(created).toEqual({
      id: expect.stringMatching(/^aky_[0-9a-f]{32}$/),
      name: 'Mine',
      secret_key: expect.stringMatching(/^zut_[a-zA-Z0-9]{40}$/),
      enabled: true,
      ...roles,
      api_policy: { name: expect.any(String), allowed_operations: expect.any(Object) },
    });
    expect(await api.read(`/v2/api_keys/${created.id}`)).toEqual(created);
    expect((await api.read('/v2/api_keys?limit=100')).api_keys).toContainEqual(created);
    expect((await api.get('/v2/corpora/two', as(created.secret_key))).status).toBe(200);
  });

  test('may have the name of another, and gets an id and a secret of its own', async () => {
    const [a, b] = [
      await api.create('/v2/api_keys', { name: 'twin' }),
      await api.create('/v2/api_keys', { name: 'twin' }),
    ];
    expect([a.name, b.name]).toEqual(['twin', 'twin']);
    expect(a.id).not.toBe(b.id);
    expect(a.secret_key).not.toBe(b.secret_key);
  });

  test('is given a role once, however often it is named', async () => {
    const given = { api_roles: ['viewer', 'viewer'], api_key_role: 'serving', corpus_keys: ['one', 'one'] };
    const { api_roles, corpus_roles } = await api.create('/v2/api_keys', { name: 'k', ...given });
    expect([api_roles, corpus_roles]).toEqual([['viewer'], on('viewer', 'one')]);
  });
});

const OWNER = ['owner'];

describe('kinds of key and their prefixes', () => {
  test.each<[object, string, string | undefined, string[], object[]]>([
    [{}, 'zut', 'personal', OWNER, []],
    [{ api_key_role: 'personal' }, 'zut', 'personal', OWNER, []],
    [{ api_key_role: null, corpus_keys: null, api_roles: null, corpus_roles: null }, 'zut', 'personal', OWNER, []],
    [{ api_key_role: 'serving', corpus_keys: ['one', 'two'] }, 'zqt', 'serving', [], on('viewer', 'one', 'two')],
    [
      { api_key_role: 'serving_and_indexing', corpus_keys: ['one'] },
      'zwt',
      'serving_and_indexing',
      [],
      on('editor', 'one'),
    ],
    [
      { api_key_role: 'serving', corpus_keys: ['one'], api_roles: ['viewer'] },
      'zut',
      'serving',
      ['viewer'],
      on('viewer', 'one'),
    ],
    [
      { api_key_role: 'serving', corpus_keys: ['one'], corpus_roles: on('editor', 'two') },
      'zwt',
      'serving',
      [],
      [...on('editor', 'two'), ...on('viewer', 'one')],
    ],
    [{ corpus_roles: on('viewer', 'one', 'two') }, 'zqt', undefined, [], on('viewer', 'one', 'two')],
    [
      { corpus_roles: [...on('editor', 'one'), ...on('viewer', 'two')] },
      'zwt',
      undefined,
      [],
      [...on('editor', 'one'), ...on('viewer', 'two')],
    ],
    [{ corpus_roles: on('administrator', 'one') }, 'zut', undefined, [], on('administrator', 'one')],
    [{ agent_roles: [{ agent_key: 'a', role: 'agent_viewer' }] }, 'zut', undefined, [], []],
    [{ api_roles: [] }, 'zut', undefined, [], []],
  ])('%j', async (given, prefix, role, apiRoles, corpusRoles) => {
    const created = await api.create('/v2/api_keys', { name: 'k', ...given });
    expect(created.secret_key.slice(0, 4)).toBe(`${prefix}_`);
    expect(created.api_key_role).toBe(role);
    expect([created.api_roles, created.corpus_roles]).toEqual([apiRoles, corpusRoles]);
  });

  test('serving keys query their corpora, indexing ones write to them, and nothing else', async () => {
    const secrets = await Promise.all(
      ['serving', 'serving_and_indexing'].map(async (api_key_role): Promise<string> => {
        const made = await api.create('/v2/api_keys', { name: 'k', api_key_role, corpus_keys: ['one'] });
        return made.secret_key;
      }),
    );
    const document = { id: 'd', type: 'core', document_parts: [{ text: 'A pump.' }] };
    const query = (...keys: string[]) => ({
      query: 'q',
      search: { corpora: keys.map((corpus_key) => ({ corpus_key })) },
    });
    const statuses = async (secret: string) => {
      const answers = [
        await api.post('/v2/query', query('one'), as(secret)),
        await api.post('/v2/query', query('one', 'two'), as(secret)),
        await api.get('/v2/corpora/two/query?query=q', as(secret)),
        await api.post('/v2/corpora/one/documents', document, as(secret)),
        await api.post('/v2/corpora/two/documents', document, as(secret)),
        await api.delete('/v2/corpora/one', as(secret)),
        await api.post('/v2/corpora', { key: 'three' }, as(secret)),
      ];
      return answers.map(({ status }) => status);
    };
    expect(await statuses(secrets[0]!)).toEqual([200, 403, 403, 403, 403, 403, 403]);
    expect(await statuses(secrets[1]!)).toEqual([200, 403, 403, 201, 403, 403, 403]);
  });
});

describe('refused, and nothing is stored', () => {
  test.each<[string, RegExp, Json]>([
    ['body.name', /required/, { name: undefined }],
    ['body.name', /required/, { name: null }],
    ['body.name', /at least 1 char/, { name: '' }],
    ['body.name', /type string/, { name: 5 }],
    ['body.api_roles', /type array/, { api_roles: 'owner' }],
    ['body.api_roles[1]', /"king" should be one of \[owner, administrator/, { api_roles: ['viewer', 'king'] }],
    ['body.corpus_roles[0].corpus_key', /required/, { corpus_roles: [{ role: 'viewer' }] }],
    ['body.corpus_roles[0].role', /required/, { corpus_roles: [{ corpus_key: 'one' }] }],
    ['body.corpus_roles[0].role', /should be one of \[viewer, editor, /, { corpus_roles: on('reader', 'one') }],
    ['body.agent_roles[0].agent_key', /required/, { agent_roles: [{ role: 'agent_user' }] }],
    ['body.agent_roles[0].role', /should be one of/, { agent_roles: [{ agent_key: 'a', role: 'viewer' }] }],
    ['body.api_key_role', /should be one of \[serving, /, { api_key_role: 'owner' }],
    ['body.corpus_keys[0]', /at least 1 char/, { api_key_role: 'serving', corpus_keys: [''] }],
    ['body.corpus_keys[0]', /pattern/, { api_key_role: 'serving', corpus_keys: ['a b'] }],
    ['body.corpus_keys', /is required with api_key_role serving\./, { api_key_role: 'serving' }],
    ['body.corpus_keys', /is required/, { api_key_role: 'serving_and_indexing', corpus_keys: [] }],
    ['body.corpus_keys', /goes only with/, { corpus_keys: ['one'] }],
    ['body.corpus_keys', /goes only with/, { api_key_role: 'personal', corpus_keys: ['one'] }],
  ])('%s: %s', async (field, rule, given) => {
    const before = await count();
    const refused = await api.post('/v2/api_keys', { name: 'k', ...given });
    expect(refused.status).toBe(400);
    expect(refused.body.field_errors).toEqual({ [field]: expect.stringMatching(rule) });
    expect(refused.body.messages).toHaveLength(1);
    expect(await count()).toBe(before);
  });

  test.each<[object]>([
    [{ api_key_role: 'serving', corpus_keys: ['one', 'nowhere'] }],
    [{ corpus_roles: [...on('viewer', 'one'), ...on('viewer', 'nowhere')] }],
  ])('a corpus that is not there: %j', async (given) => {
    const before = await count();
    const refused = await api.post('/v2/api_keys', { name: 'k', ...given });
    expect(refused.status).toBe(404);
    expect(refused.body).toMatchObject({ id: 'nowhere', messages: [expect.stringContaining("'nowhere'")] });
    expect(await count()).toBe(before);
  });
});

test('roles on a corpus go with it: one made later under its key is another', async () => {
  const own = await startForTest();
  await own.create('/v2/corpora', { key: 'c' });
  await own.create('/v2/corpora', { key: 'kept' });
  const key = await own.create('/v2/api_keys', { name: 'k', corpus_roles: on('owner', 'c', 'kept') });
  const bearer = await own.create('/v2/app_clients', {
    type: 'client_credentials',
    name: 'c',
    corpus_roles: on('viewer', 'c'),
  });
  await own.create('/v2/users', { email: 'a@example.com', corpus_roles: on('viewer', 'c') });
  expect((await own.delete('/v2/corpora/c', as(key.secret_key))).status).toBe(204);
  await own.create('/v2/corpora', { key: 'c' });
  expect((await own.get('/v2/corpora/c', as(key.secret_key))).status).toBe(403);
  expect((await own.read(`/v2/api_keys/${key.id}`)).corpus_roles).toEqual(on('owner', 'kept'));
  expect((await own.read(`/v2/app_clients/${bearer.id}`)).corpus_roles).toEqual([]);
  expect((await own.read('/v2/users/a@example.com')).corpus_roles).toEqual([]);
});
