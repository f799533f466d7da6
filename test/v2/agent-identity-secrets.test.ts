import { describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { emulatorForFile, startForTest, uniqueName } from '../support/emulator.ts';

const api = emulatorForFile();

const made = (fields: object = {}) =>
  api.create('/v2/agents', { name: 'a', model: { name: 'gpt-4o' }, first_step: { name: 'main' }, ...fields });
const searching = (corpus_key: unknown) => ({
  type: 'corpora_search',
  query_configuration: { search: { corpora: [{ corpus_key }] } },
});

describe('the identity of an agent', () => {
  test('has the roles that its tools need, as they are now', async () => {
    const { key: other } = await made();
    const { key } = await made({ tool_configurations: { a: searching('one'), b: searching('one') } });
    const identity = await api.read(`/v2/agents/${key}/identity`);
    expect(identity).toEqual({
      mode: 'auto',
      client_id: expect.stringMatching(/\w{8}/),
      api_roles: [],
      corpus_roles: [{ corpus_key: 'one', role: 'viewer' }],
      agent_roles: [],
    });
    await api.patch(`/v2/agents/${key}`, {
      tool_configurations: {
        a: searching({ $ref: 'session.metadata.corpus' }),
        b: { type: 'sub_agent', sub_agent_configuration: { agent_key: other } },
        c: {
          type: 'dynamic_vectara',
          tool_id: 'tol_vectara_core_document_index',
          argument_override: { corpus_key: 'two' },
        },
        d: { type: 'dynamic_vectara', tool_id: 'tol_structured_document_index' },
      },
    });
    expect(await api.read(`/v2/agents/${key}/identity`)).toEqual({
      mode: 'auto',
      client_id: identity.client_id,
      api_roles: ['corpus_viewer', 'corpus_developer'],
      corpus_roles: [{ corpus_key: 'two', role: 'editor' }],
      agent_roles: [{ agent_key: other, role: 'agent_user' }],
    });
  });

  test('is given by hand, and goes back to what the tools need', async () => {
    await api.post('/v2/corpora', { key: 'one', name: 'one' });
    const { key } = await made({ tool_configurations: { a: searching('one') } });
    const change = async (body: object) => (await api.patch(`/v2/agents/${key}/identity`, body)).body;
    expect(await change({ api_roles: ['owner'] })).toMatchObject({ mode: 'auto', api_roles: [] });
    const corpus_roles = [{ corpus_key: 'one', role: 'viewer' }];
    expect(await change({ mode: 'manual' })).toMatchObject({ mode: 'manual', corpus_roles });
    expect(await change({ api_roles: ['viewer'] })).toMatchObject({ api_roles: ['viewer'], corpus_roles });
    expect(await change({ corpus_roles: [] })).toMatchObject({ api_roles: ['viewer'], corpus_roles: [] });
    expect(await change({ mode: 'auto', api_roles: ['owner'] })).toMatchObject({
      mode: 'auto',
      api_roles: [],
      corpus_roles,
    });
  });

  test.each([
    [{ mode: 'other' }, 'body.mode'],
    [{ mode: 'manual', api_roles: ['king'] }, 'body.api_roles[0]'],
    [{ mode: 'manual', corpus_roles: [{ corpus_key: 'gone', role: 'viewer' }] }, 'body.corpus_roles[0].corpus_key'],
    [{ mode: 'manual', agent_roles: [{ agent_key: 'gone', role: 'agent_user' }] }, 'body.agent_roles[0].agent_key'],
  ])('%j is refused', async (body, field) => {
    const { key } = await made();
    const answer = await api.patch(`/v2/agents/${key}/identity`, body);
    expect({ status: answer.status, fields: Object.keys(answer.body.field_errors ?? {}) }).toEqual({
      status: 400,
      fields: [field],
    });
  });
});

describe('the secrets of an agent', () => {
  test('are replaced, merged and taken away, and never shown', async () => {
    const { key } = await made();
    const path = `/v2/agents/${key}/secrets`;
    expect(await api.read(path)).toEqual({ secrets: {} });
    expect((await api.put(path, { secrets: { a: 'one', b: '' } })).body).toEqual({ secrets: { a: '****', b: '****' } });
    expect((await api.patch(path, { secrets: { b: null, c: 'three' } })).body).toEqual({
      secrets: { a: '****', c: '****' },
    });
    expect((await api.put(path, { secrets: { d: 'four' } })).body).toEqual({ secrets: { d: '****' } });
    expect((await api.put(path, {})).status).toBe(400);
    expect((await api.put(path, { secrets: { e: 'x'.repeat(4097) } })).status).toBe(400);
    expect((await api.get('/v2/agents/nowhere/secrets')).status).toBe(404);
  });

  test('go with it', async () => {
    const key = uniqueName('agent');
    await made({ key });
    await api.put(`/v2/agents/${key}/secrets`, { secrets: { a: 'one' } });
    await api.delete(`/v2/agents/${key}`);
    await made({ key });
    expect(await api.read(`/v2/agents/${key}/secrets`)).toEqual({ secrets: {} });
  });

  test('stand in nothing that is told of them: answers, errors, the journal, lists of snapshots', async () => {
    const SECRET = 'marzipan-under-the-bridge';
    const { key } = await made();
    const secrets = { weather: SECRET, other: SECRET };
    const long = { weather: SECRET.padEnd(5000, '!') };
    const session = await api.create(`/v2/agents/${key}/sessions`, { secrets });
    const told = [
      await api.put(`/v2/agents/${key}/secrets`, { secrets }),
      await api.patch(`/v2/agents/${key}/secrets`, { secrets }),
      await api.patch(`/v2/agents/${key}/secrets`, { secrets: long }),
      await api.patch(`/v2/agents/${key}/sessions/${session.key}`, { secrets }),
      await api.post(`/v2/agents/${key}/sessions`, { secrets: long }),
      await api.get(`/v2/agents/${key}`),
      await api.get(`/v2/agents/${key}/secrets`),
      await api.get(`/v2/agents/${key}/sessions`),
      await api.post('/_emulator/snapshots', { name: 'secrets' }),
      await api.get('/_emulator/snapshots'),
    ].map(({ body }) => body);
    const { entries } = (await api.get('/_emulator/journal?limit=1000')).body;
    const details = await Promise.all(
      entries.map(async ({ id }: { id: string }) => (await api.get(`/_emulator/journal/${id}`)).body),
    );
    expect(entries.length).toBeGreaterThan(5);
    expect(JSON.stringify([session, told, entries, details])).not.toContain(SECRET);
  });
});

test('a role on one agent leads to that agent and no other, and nobody gives an agent what they lack', async () => {
  const strict = await startForTest({ auth: 'strict', apiKey: 'zut_the-owner' });
  const owner = { headers: { 'x-api-key': 'zut_the-owner' } };
  const agent = { name: 'a', model: { name: 'gpt-4o' }, first_step: { name: 'main' } };
  for (const key of ['right', 'wrong']) await strict.post('/v2/agents', { ...agent, key }, owner);
  const holder = async (role: string) => {
    const roles = { agent_roles: [{ agent_key: 'right', role }] };
    const client = { name: 'c', type: 'client_credentials', ...roles };
    const { client_id, client_secret } = (await strict.post('/v2/app_clients', client, owner)).body;
    const { body } = await strict.post('/oauth/token', { grant_type: 'client_credentials', client_id, client_secret });
    const headers = { authorization: `Bearer ${body.access_token}`, 'content-type': 'application/json' };
    return async (method: string, path: string, sent?: object) => {
      const answer = await fetch(strict.url + path, { method, headers, body: sent && JSON.stringify(sent) });
      return { status: answer.status, body: await answer.json() };
    };
  };
  const user = await holder('agent_user');
  expect((await user('POST', '/v2/agents/right/sessions', {})).status).toBe(201);
  expect((await user('POST', '/v2/agents/wrong/sessions', {})).status).toBe(403);
  const { body: session } = await strict.post('/v2/agents/wrong/sessions', {}, owner);
  const stolen = { from_session: { agent_key: 'wrong', session_key: session.key } };
  expect((await user('POST', '/v2/agents/right/sessions', stolen)).status).toBe(403);
  expect((await user('GET', '/v2/agents/right')).status).toBe(403);
  expect((await user('GET', '/v2/instructions')).status).toBe(403);
  expect((await user('GET', '/v2/agents')).body).toMatchObject({ agents: [{ key: 'right' }] });

  const administrator = await holder('agent_administrator');
  const give = (api_roles: string[]) =>
    administrator('PATCH', '/v2/agents/right/identity', { mode: 'manual', api_roles });
  expect((await give(['owner'])).status).toBe(403);
  expect((await give([])).status).toBe(200);
  expect((await administrator('GET', '/v2/agents/wrong/secrets')).status).toBe(403);
  expect((await administrator('GET', '/v2/instructions')).status).toBe(200);
});

test('under strict credentials tools do what the identity of their agent may, and no more', async () => {
  const strict = await startForTest({ auth: 'strict', apiKey: 'zut_the-owner' });
  const owner = { headers: { 'x-api-key': 'zut_the-owner' } };
  const make = async (path: string, body: object) => (await strict.post(path, body, owner)).body;
  for (const key of ['open', 'shut']) {
    await make('/v2/corpora', { key });
    await make(`/v2/corpora/${key}/documents`, { id: 'd', type: 'core', document_parts: [{ text: 'Tea is hot.' }] });
  }
  const search = (key: string) => ({
    type: 'corpora_search',
    query_configuration: { search: { corpora: [{ corpus_key: key }] } },
  });
  const tool_configurations = { open: search('open'), shut: search('shut') };
  const agent = { key: 'a', name: 'A', model: { name: 'gpt-4o' }, first_step: { name: 'main' }, tool_configurations };
  await make('/v2/agents', agent);
  await make('/v2/agents/a/sessions', { key: 's' });
  const tool_calls = ['open', 'shut'].map((name) => ({ name, id: name, arguments: { query: 'tea' } }));
  await make('/_emulator/scripts', { answers: [{ tool_calls }, { text: 'Done.' }], exhausted: 'cycle' });
  const searched = async () => {
    const { events } = await make('/v2/agents/a/sessions/s/events', { messages: [{ content: 'Go.' }] });
    const outputs: Json[] = events.filter(({ type }: Json) => type === 'tool_output');
    return Object.fromEntries(
      outputs.map(({ tool_call_id, tool_output }) => [tool_call_id, tool_output.error ?? 'found']),
    );
  };
  expect(await searched()).toEqual({ open: 'found', shut: 'found' });
  const corpus_roles = [{ corpus_key: 'open', role: 'viewer' }];
  await strict.patch('/v2/agents/a/identity', { mode: 'manual', corpus_roles }, owner);
  expect(await searched()).toEqual({ open: 'found', shut: 'Denied access to resource shut.' });
  await strict.patch(
    '/v2/agents/a/identity',
    { mode: 'manual', corpus_roles: [], api_roles: ['corpus_viewer'] },
    owner,
  );
  expect(await searched()).toEqual({ open: 'found', shut: 'found' });
});

test('under strict credentials documents are read and written, and agents called, by whose agent may', async () => {
  const strict = await startForTest({ auth: 'strict', apiKey: 'zut_the-owner' });
  const owner = { headers: { 'x-api-key': 'zut_the-owner' } };
  const make = async (path: string, body: object) => (await strict.post(path, body, owner)).body;
  await make('/v2/corpora', { key: 'c' });
  await make('/v2/corpora/c/documents', { id: 'd', type: 'core', document_parts: [{ text: 'Tea is hot.' }] });
  const agent = { name: 'A', model: { name: 'gpt-4o' }, first_step: { name: 'main' } };
  await make('/v2/agents', { ...agent, key: 'other' });
  const tool_configurations = {
    read: { type: 'get_document_text', argument_override: { corpus_key: 'c', document_id: 'd' } },
    write: {
      type: 'dynamic_vectara',
      tool_id: 'tol_structured_document_index',
      argument_override: { corpus_key: 'c' },
    },
    ask: { type: 'sub_agent', sub_agent_configuration: { agent_key: 'other' } },
  };
  await make('/v2/agents', { ...agent, key: 'a', tool_configurations });
  await make('/v2/agents/a/sessions', { key: 's' });
  const said = {
    read: {},
    write: { sections: [{ text: 'Tea is green.' }] },
    ask: { message: 'Go.' },
  };
  const tool_calls = Object.entries(said).map(([name, given]) => ({ name, id: name, arguments: given }));
  const script = { match: { agent: 'a' }, answers: [{ tool_calls }, { text: 'Done.' }], exhausted: 'cycle' };
  await make('/_emulator/scripts', script);
  const errors = async () => {
    const { events } = await make('/v2/agents/a/sessions/s/events', { messages: [{ content: 'Go.' }] });
    const outputs: Json[] = events.filter(({ type }: Json) => type === 'tool_output');
    return Object.fromEntries(outputs.map(({ tool_call_id, tool_output }) => [tool_call_id, tool_output.error]));
  };
  const may = (roles: object) =>
    strict.patch('/v2/agents/a/identity', { mode: 'manual', corpus_roles: [], agent_roles: [], ...roles }, owner);
  await may({});
  const denied = (what: string) => `Denied access to resource ${what}.`;
  expect(await errors()).toEqual({ read: denied('c'), write: denied('c'), ask: denied('other') });
  await may({
    corpus_roles: [{ corpus_key: 'c', role: 'viewer' }],
    agent_roles: [{ agent_key: 'other', role: 'agent_user' }],
  });
  expect(await errors()).toEqual({ write: denied('c') });
  await may({ corpus_roles: [{ corpus_key: 'c', role: 'editor' }], api_roles: ['agent_user'] });
  expect(await errors()).toEqual({});
});
