import { beforeAll, describe, expect, test } from 'vitest';
import { as, newKey } from '../access/support/credentials.ts';
import type { Json } from '../support/client.ts';
import { emulatorForFile, startForTest, uniqueName } from '../support/emulator.ts';
import { temporaryFolder } from '../support/process.ts';

const clock = { now: Date.UTC(2026, 0, 1) };
const api = emulatorForFile({ now: () => clock.now });

beforeAll(async () => {
  for (const key of ['one', 'two']) await api.create('/v2/corpora', { key });
});

const email = () => `${uniqueName('someone')}@example.com`;
const pathOf = (name: string) => `/v2/users/${encodeURIComponent(name)}`;
const count = async (): Promise<number> => (await api.read('/v2/users?limit=100')).users.length;
const NONE = { api_roles: [], corpus_roles: [], agent_roles: [] };
const POLICY = { name: expect.any(String), allowed_operations: expect.any(Object) };
const ROLES = {
  api_roles: ['viewer'],
  corpus_roles: [{ corpus_key: 'one', role: 'editor' }],
  agent_roles: [{ agent_key: 'a', role: 'agent_user' }],
};

describe('a user', () => {
  test('is shown whole and alike by create, get and list', async () => {
    const given = { email: email(), username: 'Änne / Müller', description: 'Tests.', ...ROLES };
    const created = await api.create('/v2/users', given);
    const time = new Date(clock.now).toISOString();
    const id = expect.stringMatching(/^usr_[0-9a-f]{32}$/);
    expect(created).toEqual({
      id,
      enabled: false,
      created_at: time,
      updated_at: time,
      ...given,
      api_policy: POLICY,
    });
    for (const name of [given.username, given.email, created.id]) expect(await api.read(pathOf(name))).toEqual(created);
    expect((await api.read('/v2/users?limit=100')).users).toContainEqual(created);
  });

  test('has the email as name when it is given none, and may share an email, but not a name', async () => {
    const address = email();
    const first = await api.create('/v2/users', { email: address });
    expect(first).toMatchObject({ email: address, username: address, ...NONE });
    expect(first).not.toHaveProperty('description');
    const before = await count();
    for (const given of [{ email: address }, { email: email(), username: address }]) {
      const refused = await api.post('/v2/users', given);
      expect(refused.status).toBe(400);
      expect(refused.body.field_errors).toEqual({ 'body.username': expect.stringContaining('already the name') });
    }
    expect(await count()).toBe(before);
    await api.create('/v2/users', { email: address, username: uniqueName('second') });
    expect(await api.read(pathOf(address))).toEqual(first);
  });

  test('is found by name before email before id', async () => {
    const [named, mailed] = [email(), email()];
    const other = await api.create('/v2/users', { email: named, username: uniqueName('u') });
    const owner = await api.create('/v2/users', { email: mailed, username: named });
    expect(await api.read(pathOf(named))).toEqual(owner);
    const disguised = await api.create('/v2/users', { email: email(), username: other.id });
    expect(await api.read(pathOf(other.id))).toEqual(disguised);
  });

  test.each<[object, object]>([
    [{}, {}],
    [{ enabled: true }, { enabled: true }],
    [{ description: '' }, { description: '' }],
    [{ api_roles: [] }, { api_roles: [] }],
    [
      { corpus_roles: [{ corpus_key: 'two', role: 'viewer' }] },
      { corpus_roles: [{ corpus_key: 'two', role: 'viewer' }] },
    ],
    [NONE, NONE],
    [{ description: null, api_roles: null, enabled: null }, {}],
    [{ email: 'other@example.com', username: 'other', id: 'usr_1' }, {}],
  ])('changed by %j: each list replaces its own, the rest stays', async (change, changed) => {
    const created = await api.create('/v2/users', { email: email(), description: 'Old.', ...ROLES });
    clock.now += 1000;
    const answer = await api.patch(pathOf(created.email), change);
    const updated_at = new Date(clock.now).toISOString();
    expect([answer.status, answer.body]).toEqual([200, { ...created, ...changed, updated_at, api_policy: POLICY }]);
    expect(await api.read(pathOf(created.id))).toEqual(answer.body);
  });

  test('once deleted is gone, and its name is free', async () => {
    const address = email();
    const first = await api.create('/v2/users', { email: address, ...ROLES });
    const deleted = await api.delete(pathOf(address));
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect((await api.get(pathOf(address))).status).toBe(404);
    const second = await api.create('/v2/users', { email: address });
    expect(second).toMatchObject(NONE);
    expect(second.id).not.toBe(first.id);
  });

  test('gets no code when the password is reset', async () => {
    const created = await api.create('/v2/users', { email: email() });
    for (const body of [undefined, {}]) {
      const answer = await api.post(`${pathOf(created.email)}/reset_password`, body);
      expect([answer.status, answer.body]).toEqual([200, {}]);
    }
    expect(await api.read(pathOf(created.email))).toEqual(created);
  });
});

describe('refused, and nothing is stored or changed', () => {
  test.each<[string, RegExp, object]>([
    ['body.email', /required/, { email: undefined }],
    ['body.email', /email/, { email: 'nobody' }],
    ['body.email', /email/, { email: '' }],
    ['body.username', /at least 1 char/, { username: '' }],
    ['body.username', /at most 128/, { username: 'x'.repeat(129) }],
    ['body.description', /at most 255/, { description: 'x'.repeat(256) }],
    ['body.api_roles[0]', /should be one of/, { api_roles: ['king'] }],
    ['body.corpus_roles[0].role', /required/, { corpus_roles: [{ corpus_key: 'one' }] }],
    ['body.agent_roles[0].role', /should be one of/, { agent_roles: [{ agent_key: 'a', role: 'owner' }] }],
  ])('%s: %s', async (field, rule, given) => {
    const before = await count();
    const refused = await api.post('/v2/users', { email: email(), ...given });
    expect(refused.status).toBe(400);
    expect(refused.body.field_errors).toEqual({ [field]: expect.stringMatching(rule) });
    expect(await count()).toBe(before);
  });

  test.each<[number, object]>([
    [403, { api_roles: ['owner'] }],
    [404, { corpus_roles: [{ corpus_key: 'nowhere', role: 'viewer' }] }],
    [400, { description: 'x'.repeat(256) }],
    [400, { api_roles: ['king'] }],
  ])('%i for an administrator who gives %j', async (status, given) => {
    const administrator = await newKey(api, { api_roles: ['administrator'] });
    const created = await api.create('/v2/users', { email: email(), ...ROLES });
    const before = await count();
    expect((await api.patch(pathOf(created.email), { enabled: false, ...given }, as(administrator))).status).toBe(
      status,
    );
    expect((await api.post('/v2/users', { email: email(), ...given }, as(administrator))).status).toBe(status);
    expect(await api.read(pathOf(created.email))).toEqual(created);
    expect(await count()).toBe(before);
  });

  test.each([
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/reset_password'],
  ])('%s …%s of a user who is not there', async (method, action) => {
    const path = pathOf('no/body@example.com') + action;
    const missing = await api.call(method, path, method === 'PATCH' ? {} : undefined);
    expect([missing.status, missing.body.id]).toEqual([404, 'no/body@example.com']);
  });
});

describe('a list', () => {
  const namesOf = ({ users }: Json): string[] => users.map(({ username }: Json) => username);

  test('is in order of creation, in pages, by corpus, and the same after a restart', async () => {
    const dataDir = temporaryFolder();
    const own = await startForTest({ dataDir });
    await own.create('/v2/corpora', { key: 'c' });
    const corpus_roles = [{ corpus_key: 'c', role: 'viewer' }];
    for (const [username, given] of Object.entries({ c: { corpus_roles }, b: {}, a: { corpus_roles } })) {
      await own.create('/v2/users', { email: 'u@example.com', username, ...given });
    }
    const all = await own.read('/v2/users');
    expect(namesOf(all)).toEqual(['owner@example.com', 'c', 'b', 'a']);
    const first = await own.read('/v2/users?limit=1&corpus_key=c');
    expect(namesOf(first)).toEqual(['c']);
    const rest = await own.read(`/v2/users?limit=1&page_key=${first.metadata.page_key}`);
    expect([namesOf(rest), rest.metadata]).toEqual([['a'], {}]);
    await own.close();
    const again = await (await startForTest({ dataDir })).read('/v2/users');
    expect(again.users.slice(1)).toEqual(all.users.slice(1));
  });

  test.each(['limit=0', 'limit=101', 'corpus_key=a%20b', 'page_key=nonsense'])('with %s is refused', async (query) => {
    const refused = await api.get(`/v2/users?${query}`);
    expect(refused.status).toBe(400);
    expect(Object.keys(refused.body.field_errors)).toEqual([`query.${query.split('=')[0]}`]);
  });
});

describe('the owner of an account', () => {
  test('is its first user from the beginning, can be changed, and cannot be deleted', async () => {
    const own = await startForTest();
    const [owner, ...others] = (await own.read('/v2/users')).users;
    expect(others).toEqual([]);
    expect(owner).toMatchObject({ enabled: true, api_roles: ['owner'] });
    expect(await own.read(pathOf(owner.username))).toEqual(owner);
    await own.create('/v2/users', { email: email() });
    const changed = await own.patch(pathOf(owner.id), { description: 'Me.' });
    expect([changed.status, changed.body]).toMatchObject([200, { id: owner.id, description: 'Me.', enabled: true }]);
    const { users } = await own.read('/v2/users');
    expect([users.length, users[0]]).toEqual([2, changed.body]);
    expect((await own.post('/v2/users', { email: owner.email })).status).toBe(400);
    expect((await own.delete(pathOf(owner.id))).status).toBe(403);
  });
});

describe('roles come back in the order in which they were given, and with what they allow', () => {
  const api_roles = ['owner', 'administrator', 'viewer', 'agent_user', 'corpus_viewer'];
  const corpus_roles = [
    { corpus_key: 'two', role: 'viewer' },
    { corpus_key: 'one', role: 'owner' },
    { corpus_key: 'one', role: 'editor' },
  ];
  const agent_roles = [
    { agent_key: 'b', role: 'agent_viewer' },
    { agent_key: 'a', role: 'agent_user' },
  ];
  test.each<[string, object]>([
    ['/v2/users', { email: 'ordered@example.com' }],
    ['/v2/api_keys', { name: 'ordered' }],
    ['/v2/app_clients', { name: 'ordered', type: 'client_credentials' }],
  ])('%s', async (path, given) => {
    const all = await api.create(path, { ...given, api_roles, corpus_roles, agent_roles });
    expect(all).toMatchObject({ api_roles, corpus_roles, agent_roles });
    const id = path === '/v2/users' ? all.email : all.id;
    expect(await api.read(`${path}/${encodeURIComponent(id)}`)).toEqual(all);
    expect(all.api_policy.allowed_operations.createCorpus).toEqual({ allow_any_resource: true });

    const few = await api.create(path, { ...given, email: email(), corpus_roles, agent_roles });
    const allowed = few.api_policy.allowed_operations;
    expect(allowed.createCorpus).toBeUndefined();
    expect(allowed.getCorpus).toEqual({
      allow_any_resource: false,
      allowed_resources: { 'path.corpus_key': ['two', 'one'] },
    });
    expect(allowed.deleteCorpus.allowed_resources).toEqual({ 'path.corpus_key': ['one'] });
    expect(allowed.query.allowed_resources).toEqual({ 'body.search.corpora.corpus_key': ['two', 'one'] });
    expect(allowed.getAgent.allowed_resources).toEqual({ 'path.agent_key': ['b'] });
  });
});
