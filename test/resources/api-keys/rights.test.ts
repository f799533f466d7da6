import { beforeAll, describe, expect, test } from 'vitest';
import { as, newKey } from '../../access/support/credentials.ts';
import type { Json } from '../../support/client.ts';
import { emulatorForFile } from '../../support/emulator.ts';

const api = emulatorForFile();

beforeAll(async () => {
  for (const key of ['one', 'two']) await api.create('/v2/corpora', { key });
});

const on = (role: string, ...keys: string[]) => ({ corpus_roles: keys.map((corpus_key) => ({ corpus_key, role })) });
const agent = (role: string, agent_key = 'a') => ({ agent_roles: [{ agent_key, role }] });
const roles = (...api_roles: string[]) => ({ api_roles });
const give = (secret: string, given: object) => api.post('/v2/api_keys', { name: 'made', ...given }, as(secret));

describe('nobody gives what they lack', () => {
  test.each<[string, object, object, string]>([
    ['administrator', roles('administrator'), roles('viewer', 'owner'), 'owner'],
    ['administrator', roles('administrator'), roles('billing_administrator'), 'billing_administrator'],
    ['viewer', roles('viewer'), roles('agent_user'), 'agent_user'],
    ['viewer', roles('viewer'), on('editor', 'one'), "editor of corpus 'one'"],
    ['corpus developer', roles('corpus_developer'), on('administrator', 'one'), "administrator of corpus 'one'"],
    ['agent user', roles('agent_user'), roles('agent_viewer'), 'agent_viewer'],
    ['agent viewer', roles('agent_viewer'), agent('agent_user'), "agent_user of agent 'a'"],
    ['corpus administrator', roles('corpus_administrator'), roles('viewer'), 'viewer'],
    ['viewer of one', on('viewer', 'one'), roles('corpus_viewer'), 'corpus_viewer'],
    ['viewer of one', on('viewer', 'one'), on('viewer', 'two'), "viewer of corpus 'two'"],
    ['viewer of one', on('viewer', 'one'), { api_key_role: 'serving', corpus_keys: ['one', 'two'] }, "'two'"],
    ['viewer of one', on('viewer', 'one'), { api_key_role: 'serving_and_indexing', corpus_keys: ['one'] }, 'editor'],
    ['user of an agent', agent('agent_user'), agent('agent_user', 'b'), "agent_user of agent 'b'"],
    ['user of an agent', agent('agent_user'), agent('agent_viewer'), "agent_viewer of agent 'a'"],
    ['nobody', roles(), roles('corpus_viewer'), 'corpus_viewer'],
    ['nobody', roles(), { api_key_role: 'personal', api_roles: ['viewer'] }, 'viewer'],
  ])('%s %j may not give %j', async (_, own, given, lacking) => {
    const secret = await newKey(api, own);
    const refused = await give(secret, given);
    expect(refused.status).toBe(403);
    expect(refused.body).toEqual({ messages: [expect.stringContaining(lacking)], request_id: expect.any(String) });
    const { api_keys } = await api.read('/v2/api_keys?limit=100');
    expect(api_keys.at(-1).secret_key).toBe(secret);
  });

  test.each<[object, object]>([
    [roles('owner'), roles('owner', 'billing_administrator')],
    [roles('administrator'), roles('administrator', 'corpus_administrator', 'agent_user', 'pipeline_administrator')],
    [roles('viewer'), { ...roles('corpus_viewer', 'agent_viewer', 'pipeline_viewer'), ...on('viewer', 'one') }],
    [roles('corpus_administrator'), on('owner', 'one', 'two')],
    [roles('corpus_developer'), { api_key_role: 'serving_and_indexing', corpus_keys: ['one'] }],
    [roles('agent_administrator'), { ...roles('agent_developer'), ...agent('agent_administrator') }],
    [on('owner', 'one'), on('editor', 'one')],
    [on('viewer', 'one'), { api_key_role: 'serving', corpus_keys: ['one'] }],
    [agent('agent_developer'), agent('agent_user')],
    [roles(), roles()],
  ])('but %j may give %j', async (own, given) => {
    expect((await give(await newKey(api, own), given)).status).toBe(201);
  });

  test.each<[object]>([[roles('agent_user')], [on('editor', 'one')], [agent('agent_viewer')], [roles()]])(
    'a personal key of %j may what that one may, and no more',
    async (own) => {
      const secret = await newKey(api, own);
      for (const given of [{}, { api_key_role: 'personal' }]) {
        const { status, body } = await give(secret, given);
        expect(status).toBe(201);
        const nothing = { api_roles: [], corpus_roles: [], agent_roles: [] };
        expect(body).toMatchObject({ api_key_role: 'personal', ...nothing, ...own });
      }
    },
  );
});

describe('below administrators', () => {
  const idsOf = async (secret: string): Promise<string[]> =>
    (await api.get('/v2/api_keys?limit=100', as(secret))).body.api_keys.map(({ id }: Json) => id);

  test('callers see the keys they made and the one they call with, and no others exist for them', async () => {
    const [mine, other] = [
      await api.create('/v2/api_keys', { name: 'mine', ...roles('viewer') }),
      await api.create('/v2/api_keys', { name: 'other', ...roles('viewer') }),
    ];
    const { body: made } = await give(mine.secret_key, roles('corpus_viewer'));
    expect(await idsOf(mine.secret_key)).toEqual([mine.id, made.id]);
    expect(await idsOf(made.secret_key)).toEqual([made.id]);

    for (const [secret, id] of [
      [mine.secret_key, other.id],
      [made.secret_key, mine.id],
    ]) {
      for (const method of ['GET', 'PATCH', 'DELETE']) {
        const body = method === 'PATCH' ? { enabled: false } : undefined;
        const hidden = await api.call(method, `/v2/api_keys/${id}`, body, as(secret));
        expect([hidden.status, hidden.body.id]).toEqual([404, id]);
      }
    }
    expect((await api.patch(`/v2/api_keys/${made.id}`, { enabled: false }, as(mine.secret_key))).status).toBe(200);
    expect((await api.delete(`/v2/api_keys/${made.id}`, as(mine.secret_key))).status).toBe(204);
    expect(await idsOf(mine.secret_key)).toEqual([mine.id]);
  });

  test('a key that was disabled cannot be enabled by the keys it made', async () => {
    const first = await api.create('/v2/api_keys', { name: 'first', ...roles('viewer') });
    const { body: second } = await give(first.secret_key, {});
    await api.patch(`/v2/api_keys/${first.id}`, { enabled: false });
    expect((await api.patch(`/v2/api_keys/${first.id}`, { enabled: true }, as(second.secret_key))).status).toBe(404);
    expect((await api.get('/v2/corpora', as(first.secret_key))).status).toBe(401);
  });

  test('administrators see every key', async () => {
    const secret = await newKey(api, roles('administrator'));
    const { api_keys } = await api.read('/v2/api_keys?limit=100');
    expect(await idsOf(secret)).toEqual(api_keys.map(({ id }: Json) => id));
  });
});
