import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { emulatorForFile, inNewAccount, uniqueName } from '../support/emulator.ts';

const api = emulatorForFile();
const agent = {
  name: 'Q&A bot',
  model: { name: 'gpt-4o' },
  first_step: { name: 'main' },
  compaction: { enabled: false },
};
let key: string;
let path: string;
beforeAll(async () => {
  key = (await api.create('/v2/agents', agent)).key;
  path = `/v2/agents/${key}/sessions`;
});

describe('a session', () => {
  test('needs nothing, and is named after its agent', async () => {
    const session = await api.create(path, {});
    expect(session).toEqual({
      key: expect.stringMatching(/^ase_q_a_bot_[0-9a-f]{4}$/),
      agent_key: key,
      name: session.key,
      metadata: {},
      current_step_name: null,
      enabled: true,
      status: 'unstarted',
      tti_minutes: 0,
      created_at: expect.stringMatching(/\.\d{3}Z$/),
      effective_compaction: expect.objectContaining({ enabled: false, threshold_percent: 80 }),
      alias_key: null,
    });
    expect(await api.read(`${path}/${session.key}`)).toEqual(session);
  });

  test('is changed; its metadata are replaced, its secrets merged and never shown', async () => {
    const session = await api.create(path, {
      name: 'Mine',
      metadata: { a: 1 },
      secrets: { token: 'a-secret-nobody-sees', other: 'b' },
    });
    expect(session).toMatchObject({ name: 'Mine', secrets: { token: '****', other: '****' } });
    const change = { metadata: { b: { c: [2] } }, enabled: false, secrets: { other: null, more: 'c' }, tti_minutes: 5 };
    const { body } = await api.patch(`${path}/${session.key}`, change);
    expect(body).toMatchObject({ name: 'Mine', metadata: { b: { c: [2] } }, enabled: false, tti_minutes: 5 });
    expect(body.secrets).toEqual({ token: '****', more: '****' });
    expect(body.metadata).not.toHaveProperty('a');
  });

  test('has a key of its own with its agent', async () => {
    const own = uniqueName('session');
    await api.create(path, { key: own });
    expect((await api.post(path, { key: own })).status).toBe(409);
    expect((await api.delete(`${path}/${own}`)).status).toBe(204);
    expect((await api.get(`${path}/${own}`)).status).toBe(404);
  });

  test.each([
    [{ tti_minutes: -1 }, 'body.tti_minutes'],
    [{ secrets: { a: '' } }, 'body.secrets.a'],
    [{ key: 'a b' }, 'body.key'],
  ])('%j is refused', async (fields, field) => {
    const { status, body } = await api.post(path, fields);
    expect({ status, fields: Object.keys(body.field_errors ?? {}) }).toEqual({ status: 400, fields: [field] });
  });

  test('is not begun with an agent that is disabled or not there', async () => {
    const { key: off } = await api.create('/v2/agents', { ...agent, enabled: false });
    expect((await api.post(`/v2/agents/${off}/sessions`, {})).status).toBe(400);
    expect((await api.post('/v2/agents/nowhere/sessions', {})).status).toBe(404);
    expect((await api.get('/v2/agents/nowhere/sessions')).status).toBe(404);
  });

  test('is forked from one that is there, with events of its own, and goes on', async () => {
    const { key: source } = await api.create(path, { metadata: { a: 1 }, name: 'Source' });
    const from = (from_session: object) => api.post(path, { from_session: { session_key: source, ...from_session } });
    expect((await from({ agent_key: key })).body).toMatchObject({ metadata: {}, status: 'unstarted' });
    const say = (session: string, content: string) =>
      api.create(`${path}/${session}/events`, { messages: [{ type: 'text', content }] });
    const eventsOf = async (session: string) => (await api.read(`${path}/${session}/events`)).events.toReversed();
    const told = ({ id, session_key, created_at, ...rest }: Json) => rest;
    await say(source, 'One');
    await say(source, 'Two');
    const events = await eventsOf(source);
    await api.post(`${path}/${source}/events/${events[0].id}/hide`, {});
    const visible = events.slice(1);

    const { body: fork } = await from({});
    expect(fork).toMatchObject({ metadata: {}, status: 'stopped', name: fork.key });
    const copies = await eventsOf(fork.key);
    expect(copies.map(told)).toEqual(visible.map(told));
    const ids = new Set([...events, ...copies].map(({ id }: Json) => id));
    expect(ids.size).toBe(events.length + copies.length);
    const times = copies.map(({ created_at }: Json) => created_at);
    expect(new Set(times).size).toBe(times.length);
    expect(times.toSorted()).toEqual(times);
    await say(fork.key, 'Three');
    expect((await eventsOf(fork.key)).length).toBeGreaterThan(copies.length);
    expect(await eventsOf(source)).toHaveLength(visible.length);

    const partly = (await from({ include_up_to_event_id: visible[1].id })).body;
    expect((await eventsOf(partly.key)).map(told)).toEqual(visible.slice(0, 2).map(told));
    expect((await from({ session_key: 'nowhere' })).status).toBe(404);
    expect((await from({ include_up_to_event_id: events[0].id })).status).toBe(400);
    expect((await from({ compact_up_to_event_id: 'aev_none' })).status).toBe(400);
    expect((await from({ include_up_to_event_id: 'a', compact_up_to_event_id: 'b' })).status).toBe(400);
  });
});

test('sessions are listed by name and description, oldest first', async () => {
  const { key: own } = await api.create('/v2/agents', agent);
  for (const name of ['One', 'Two', 'Three'])
    await api.create(`/v2/agents/${own}/sessions`, { name, description: 'Talk' });
  const names = async (query: string) =>
    (await api.read(`/v2/agents/${own}/sessions${query}`)).sessions.map(({ name }: { name: string }) => name);
  expect(await names('')).toEqual(['One', 'Two', 'Three']);
  expect(await names('?filter=^T')).toEqual(['One', 'Two', 'Three']);
  expect(await names('?filter=^T[wh]')).toEqual(['Two', 'Three']);
});

test('sessions are listed by their metadata', async () => {
  const { key: own } = await api.create('/v2/agents', agent);
  const metadata = {
    ann: { user: 'ann', age: 30, vip: true, tags: ['a', 'b'], place: { city: 'Oslo' } },
    bob: { user: 'bob', age: '30', tags: ['c'], 'place.city': 'Rome' },
    none: {},
  };
  for (const [name, each] of Object.entries(metadata))
    await api.create(`/v2/agents/${own}/sessions`, { name, metadata: each });
  const list = (filter: string) => api.get(`/v2/agents/${own}/sessions?metadata_filter=${encodeURIComponent(filter)}`);
  const wanted: [string, string[]][] = [
    ["user = 'ann'", ['ann']],
    ['age > 29', ['ann']],
    ['age + 1 = 31 AND vip', ['ann']],
    ['age <> 31', ['ann']],
    ["user LIKE '_n%'", ['ann']],
    ["user NOT LIKE 'a%'", ['bob']],
    ["user LIKE 'a.n'", []],
    ["'a' IN tags", ['ann']],
    ["NOT 'a' IN tags", ['bob']],
    ["tags IN ('b', 'c')", ['ann', 'bob']],
    ["user IN ('bob', 'eve')", ['bob']],
    ['user IS NULL', ['none']],
    ['user IS NOT NULL', ['ann', 'bob']],
    [`"place.city" = 'Oslo' OR "place.city" = 'Rome'`, ['ann', 'bob']],
    ["NOT (user = 'ann')", ['bob']],
    ['constructor IS NULL', ['ann', 'bob', 'none']],
    ['', ['ann', 'bob', 'none']],
  ];
  const found = await Promise.all(
    wanted.map(async ([filter]) => [filter, (await list(filter)).body.sessions?.map(({ name }: Json) => name)]),
  );
  expect(found).toEqual(wanted);
  for (const filter of ['user =', "user = 'a", 'user ~ 1', `${'('.repeat(200)}1`]) {
    const { status, body } = await list(filter);
    expect([status, Object.keys(body.field_errors)]).toEqual([400, ['query.metadata_filter']]);
    expect(body.messages[0]).toMatch(/^INVALID_ARGUMENT: The filter expression contains an error\. /);
  }
});

test('a session that is idle for longer than it may be is gone, by the emulator’s clock', async () => {
  const own = inNewAccount(api);
  const { key: agentKey } = await own.create('/v2/agents', agent);
  const at = `/v2/agents/${agentKey}/sessions`;
  const names = async () => (await own.read(at)).sessions.map(({ name }: Json) => name);
  await own.post('/_emulator/clock', { set: '2030-01-31T12:00:00Z', frozen: true });
  await own.create(at, { key: 'short', tti_minutes: 5 });
  await own.create(at, { key: 'endless' });
  await own.post('/_emulator/clock', { set: '2030-01-31T12:05:00Z', frozen: true });
  expect(await names()).toEqual(['short', 'endless']);
  await own.post('/_emulator/clock', { set: '2030-01-31T12:05:01Z', frozen: true });
  expect((await own.get(`${at}/short`)).status).toBe(404);
  expect(await names()).toEqual(['endless']);
  await own.create(at, { key: 'short' });
  await own.delete('/_emulator/clock');
});
