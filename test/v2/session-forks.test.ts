/** Forks that begin with a summary. */
import { expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { typesOf } from '../support/stream-events.ts';

const api = emulatorForFile();

const text = (content: string) => ({ messages: [{ type: 'text', content }] });
const told = ({ id, session_key, created_at, ...rest }: Json) => rest;

/** An agent's sessions, one of which has two turns. */
async function twoTurns() {
  const key = uniqueName('agent');
  await api.create('/v2/agents', { key, name: 'Fork', model: { name: 'gpt-4o' }, first_step: { name: 'main' } });
  const at = `/v2/agents/${key}/sessions`;
  const { key: source } = await api.create(at, {});
  await api.create(`${at}/${source}/events`, text('My cat is called Minka. She is grey.'));
  await api.create(`${at}/${source}/events`, text('My dog is called Rex.'));
  const eventsOf = async (session: string): Promise<Json[]> =>
    (await api.read(`${at}/${session}/events?include_hidden=true`)).events.toReversed();
  const fork = (from: object) => api.post(at, { from_session: { session_key: source, ...from } });
  const say = (session: string, content: string) => api.create(`${at}/${session}/events`, text(content));
  return { key, at, source, eventsOf, fork, say };
}

test('a fork begins with a summary of what came up to an event, and answers from it', async () => {
  const { source, eventsOf, fork, say } = await twoTurns();
  const events = await eventsOf(source);
  const { status, body } = await fork({ compact_up_to_event_id: events[1]!.id });
  expect([status, body.status]).toEqual([201, 'stopped']);
  const [compaction, ...rest] = await eventsOf(body.key);
  expect(compaction).toMatchObject({ type: 'compaction', turns_compacted: 1, events_compacted: 2 });
  expect(compaction!.summary_key).toMatch(/^sum_[0-9a-zA-Z]{22}$/);
  expect(compaction!.summary_text).toBe('My cat is called Minka.\n\nShe is grey.');
  expect(rest.map(told)).toEqual(events.slice(2).map(told));
  expect(await eventsOf(source)).toEqual(events);
  expect((await say(body.key, 'What is my cat called?')).events.at(-1).content).toContain('Minka');

  const first = (await fork({ compact_up_to_event_id: events[0]!.id })).body;
  expect(typesOf(await eventsOf(first.key))).toEqual(['compaction', 'agent_output', 'input_message', 'agent_output']);
  const whole = (await fork({ compact_up_to_event_id: events.at(-1)!.id })).body;
  expect(typesOf(await eventsOf(whole.key))).toEqual(['compaction']);
  const again = (await fork({ session_key: body.key, compact_up_to_event_id: compaction!.id })).body;
  expect((await eventsOf(again.key))[0]).toMatchObject({ turns_compacted: 0, summary_text: compaction!.summary_text });
});

test('a fork whose summary fails is a 502, and no session', async () => {
  const { key, at, source, eventsOf, fork } = await twoTurns();
  const [event] = await eventsOf(source);
  const answers = [{ error: { status: 429, message: 'slow down' } }, { text: ' ' }, { text: 'Two pets.' }];
  await api.post('/_emulator/scripts', { match: { agent: key, purpose: 'compaction' }, answers });
  const failed = await fork({ compact_up_to_event_id: event!.id });
  expect([failed.status, failed.body.messages]).toEqual([
    502,
    ["INTERNAL: Failed to generate agent output: LLM 'gpt-4o' returned HTTP 429: slow down"],
  ]);
  expect((await fork({ compact_up_to_event_id: event!.id })).status).toBe(502);
  expect((await api.read(at)).sessions).toHaveLength(1);
  const { body } = await fork({ compact_up_to_event_id: event!.id });
  expect((await eventsOf(body.key))[0]!.summary_text).toBe('Two pets.');
});
