import { beforeAll, describe, expect, test } from 'vitest';
import { as, getWithToken, newAppClient, newKey, tokenOf } from '../access/support/credentials.ts';
import type { Json } from '../support/client.ts';
import { emulatorForFile, startForTest } from '../support/emulator.ts';

const api = emulatorForFile();

beforeAll(() => api.create('/v2/corpora', { key: 'one' }));

const client = (given: object = {}) => ({ type: 'client_credentials', name: 'c', ...given });
const count = async (): Promise<number> => (await api.read('/v2/app_clients?limit=100')).app_clients.length;
const ROLES = {
  api_roles: ['corpus_viewer'],
  corpus_roles: [{ corpus_key: 'one', role: 'owner' }],
  agent_roles: [{ agent_key: 'a', role: 'agent_user' }],
};
const POLICY = { name: expect.any(String), allowed_operations: expect.any(Object) };
const NONE = { api_roles: [], corpus_roles: [], agent_roles: [] };

describe('an app client', () => {
  test('is shown whole and alike by create, get and list, and may have the name of another', async () => {
    const given = client({ name: 'Mine', description: 'For tests.', ...ROLES });
    const [created, twin] = [await api.create('/v2/app_clients', given), await api.create('/v2/app_clients', given)];
    const { type: _, ...shown } = given;
    expect(created).toEqual({
      id: expect.stringMatching(/^app_[0-9a-f]{32}$/),
      client_id: expect.stringMatching(/^[0-9a-z]{26}$/),
      client_secret: expect.stringMatching(/^[0-9a-z]{60}$/),
      ...shown,
      api_policy: POLICY,
    });
    expect(await api.read(`/v2/app_clients/${created.id}`)).toEqual(created);
    expect((await api.read('/v2/app_clients?limit=100')).app_clients).toContainEqual(created);
    for (const field of ['id', 'client_id', 'client_secret']) expect(twin[field]).not.toBe(created[field]);
  });

  test('that is given no roles has none: its token opens only what every caller may do', async () => {
    const created = await newAppClient(api, { api_roles: null });
    expect(created).toEqual({
      id: created.id,
      name: 'c',
      client_id: expect.any(String),
      client_secret: expect.any(String),
      ...NONE,
      api_policy: POLICY,
    });
    const token = await tokenOf(api.url, created);
    expect((await getWithToken(api.url, '/v2/llms', token)).status).toBe(200);
    expect((await getWithToken(api.url, '/v2/corpora/one', token)).status).toBe(403);
  });

  test.each<[object, object]>([
    [{}, {}],
    [{ description: 'New.' }, { description: 'New.' }],
    [{ description: '' }, { description: '' }],
    [{ api_roles: ['viewer'] }, { api_roles: ['corpus_viewer', 'viewer'] }],
    [
      { api_roles: ['owner', 'corpus_viewer', 'administrator'] },
      { api_roles: ['corpus_viewer', 'owner', 'administrator'] },
    ],
    [{ corpus_roles: [] }, {}],
    [
      { corpus_roles: [{ corpus_key: 'one', role: 'editor' }] },
      { corpus_roles: [...ROLES.corpus_roles, { corpus_key: 'one', role: 'editor' }] },
    ],
    [
      { agent_roles: [{ agent_key: 'b', role: 'agent_viewer' }] },
      { agent_roles: [...ROLES.agent_roles, { agent_key: 'b', role: 'agent_viewer' }] },
    ],
    [NONE, {}],
    [{ api_roles: null, description: null }, {}],
    [{ name: 'other', type: 'other', client_secret: 'chosen', id: 'app_1' }, {}],
  ])('changed by %j: roles are added, new ones last', async (change, changed) => {
    const created = await newAppClient(api, { description: 'Old.', ...ROLES });
    const answer = await api.patch(`/v2/app_clients/${created.id}`, change);
    expect([answer.status, answer.body]).toEqual([200, { ...created, ...changed, api_policy: POLICY }]);
    expect(await api.read(`/v2/app_clients/${created.id}`)).toEqual(answer.body);
  });
});

describe('refused, and nothing is stored or changed', () => {
  test.each<[string, RegExp, object]>([
    ['body.type', /required/, { type: undefined }],
    ['body.type', /client_credentials/, { type: 'password' }],
    ['body.name', /required/, { name: undefined }],
    ['body.name', /at least 1 char/, { name: '' }],
    ['body.description', /type string/, { description: 5 }],
    ['body.api_roles[0]', /should be one of/, { api_roles: ['king'] }],
    ['body.corpus_roles[0].role', /should be one of/, { corpus_roles: [{ corpus_key: 'one', role: 'reader' }] }],
    ['body.agent_roles[0].agent_key', /required/, { agent_roles: [{ role: 'agent_user' }] }],
  ])('%s: %s', async (field, rule, given) => {
    const before = await count();
    const refused = await api.post('/v2/app_clients', client(given));
    expect(refused.status).toBe(400);
    expect(refused.body.field_errors).toEqual({ [field]: expect.stringMatching(rule) });
    expect(await count()).toBe(before);
  });

  test.each<[number, object]>([
    [403, { api_roles: ['owner'] }],
    [404, { corpus_roles: [{ corpus_key: 'nowhere', role: 'viewer' }] }],
    [400, { api_roles: ['king'] }],
  ])('%i for an administrator who gives %j, also to itself', async (status, given) => {
    const administrator = await newKey(api, { api_roles: ['administrator'] });
    const created = await newAppClient(api, ROLES);
    const change = { description: 'New.', ...given };
    expect((await api.patch(`/v2/app_clients/${created.id}`, change, as(administrator))).status).toBe(status);
    expect(await api.read(`/v2/app_clients/${created.id}`)).toEqual(created);
    const before = await count();
    expect((await api.post('/v2/app_clients', client(given), as(administrator))).status).toBe(status);
    expect(await count()).toBe(before);
  });

  test.each(['GET', 'PATCH', 'DELETE'])('%s of one that is not there; its client_id is no id', async (method) => {
    const { client_id } = await newAppClient(api);
    for (const id of ['app_0', client_id]) {
      const missing = await api.call(method, `/v2/app_clients/${id}`, method === 'PATCH' ? {} : undefined);
      expect(missing.status).toBe(404);
      expect(missing.body).toMatchObject({ id, messages: [`App client '${id}' was not found.`] });
    }
  });
});

describe('a list', () => {
  const namesOf = ({ app_clients }: Json): string[] => app_clients.map(({ name }: Json) => name);

  test('is in order of creation, in pages, filtered by a regular expression over the name', async () => {
    const own = await startForTest();
    expect(await own.read('/v2/app_clients')).toEqual({ app_clients: [], metadata: {} });
    for (const name of ['nightly', 'demo', 'night']) await newAppClient(own, { name, description: 'demo' });
    expect(namesOf(await own.read('/v2/app_clients'))).toEqual(['nightly', 'demo', 'night']);
    expect(namesOf(await own.read('/v2/app_clients?filter=%5EDEMO%24'))).toEqual(['demo']);
    const first = await own.read('/v2/app_clients?limit=1&filter=night');
    expect(namesOf(first)).toEqual(['nightly']);
    const rest = await own.read(`/v2/app_clients?limit=1&page_key=${first.metadata.page_key}`);
    expect(namesOf(rest)).toEqual(['night']);
    expect(rest.metadata).toEqual({});
  });

  test.each(['limit=0', 'limit=101', 'filter=(', 'page_key=nonsense'])('with %s is refused', async (query) => {
    const refused = await api.get(`/v2/app_clients?${query}`);
    expect(refused.status).toBe(400);
    expect(Object.keys(refused.body.field_errors)).toEqual([`query.${query.split('=')[0]}`]);
  });
});
