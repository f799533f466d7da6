/** Summaries that a client asks for. */
import { describe, expect, test, vi } from 'vitest';
import { entryOf } from '../journal/support/journal.ts';
import { agentOf, agentsFor, text } from '../support/agents.ts';
import type { Json } from '../support/client.ts';
import { emulatorForFile } from '../support/emulator.ts';
import { parseEvents, typesOf } from '../support/stream-events.ts';
import { heldModel } from '../support/upstreams/held-model.ts';

const api = emulatorForFile();
const { sessionOf, say } = agentsFor(api);

const compact = (at: string, more: object = {}) => api.post(`${at}/events`, { type: 'compact', ...more });
const listed = async (at: string, more = ''): Promise<Json[]> =>
  (await api.read(`${at}/events?limit=100${more}`)).events.toReversed();

/** Resolves when so many inputs to a session wait for their answers. */
const runningIn = (at: string, count: number) =>
  vi.waitFor(
    async () => {
      const { entries } = await api.read(`/_emulator/journal?${new URLSearchParams({ path: at })}`);
      expect(entries.filter(({ state }: Json) => state === 'running')).toHaveLength(count);
    },
    { timeout: 30_000, interval: 20 },
  );

/** A session of three turns, each of two events, and what its summaries say. */
async function threeTurns(agent: object = {}) {
  const at = await sessionOf(agent);
  const match = { agent: agentOf(at), purpose: 'compaction' };
  await api.create('/_emulator/scripts', { match, answer: { text: 'All of it in short.' } });
  for (const content of ['First.', 'Second.', 'Third.']) await say(at, content);
  return at;
}

describe('a summary that a client asks for', () => {
  test('stands in the place of all but the newest turns, even where an agent makes none by itself', async () => {
    const at = await threeTurns({ compaction: { enabled: false, keep_recent_inputs: 2 } });
    const before = await listed(at);
    const { status, body } = await compact(at);
    expect([status, body.session_key]).toEqual([201, at.split('/').at(-1)]);
    expect(body.events).toEqual([
      {
        type: 'compaction',
        id: expect.stringMatching(/^aev_/),
        session_key: body.session_key,
        created_at: expect.any(String),
        turns_compacted: 1,
        events_compacted: 2,
        summary_text: 'All of it in short.',
        summary_key: expect.stringMatching(/^sum_/),
      },
    ]);
    expect(await listed(at)).toEqual([body.events[0], ...before.slice(2)]);
    expect((await listed(at, '&include_hidden=true')).slice(0, 2)).toEqual(before.slice(0, 2));
    expect((await api.read(at)).status).toBe('stopped');
  });

  test('comes as a stream', async () => {
    const at = await threeTurns();
    const events = parseEvents((await compact(at, { stream_response: true })).text);
    expect(typesOf(events)).toEqual(['compaction_started', 'compaction', 'context_consumed', 'end']);
    expect(events[1]).toMatchObject({ turns_compacted: 2, events_compacted: 4 });
    const { session_context_usage } = await api.read(at);
    expect(events[2]!.session_context_usage).toEqual(session_context_usage);
  });

  test('reaches up to the end of the turn of an event, the newest turn too', async () => {
    const at = await threeTurns({ compaction: { keep_recent_inputs: 3 } });
    const events = await listed(at);
    const upTo = async (event: number) => (await compact(at, { compact_up_to_event_id: events[event]!.id })).body;
    expect((await upTo(2)).events[0]).toMatchObject({ turns_compacted: 2, events_compacted: 4 });
    expect((await upTo(5)).events[0]).toMatchObject({ turns_compacted: 1, events_compacted: 3 });
    expect(typesOf(await listed(at))).toEqual(['compaction']);
    await say(at, 'Fourth.');
    expect(typesOf(await listed(at))).toEqual(['compaction', 'input_message', 'agent_output']);
  });

  test('minds what the client says, or else what the agent says', async () => {
    const at = await threeTurns({ compaction: { compaction_message: 'Mind the names.' } });
    const systemOf = async () => {
      const { notes } = await entryOf(api, { operation: 'createAgentInput', path: at });
      return notes[0]!.notes.find(({ kind }: Json) => kind === 'model').messages[0].content;
    };
    await compact(at, { compaction_message: 'Mind the numbers.' });
    const asClientSaid = await systemOf();
    expect(asClientSaid).toContain('Mind the numbers.');
    expect(asClientSaid).not.toContain('names.');
    for (const content of ['Fourth.', 'Fifth.']) await say(at, content);
    await compact(at);
    expect(await systemOf()).toContain('Mind the names.');
  });

  test('is refused where nothing is to be summed up, and for an event that is not there', async () => {
    const at = await sessionOf();
    const other = await sessionOf();
    const refused = async (more: object = {}) => {
      const { status, body } = await compact(at, more);
      return [status, body.messages?.[0] ?? body.field_errors];
    };
    const tooFew = [400, 'INVALID_ARGUMENT: Not enough conversation turns to compact.'];
    expect(await refused()).toEqual(tooFew);
    const [first] = (await say(at, 'First.')).events;
    const [foreign] = (await say(other, 'First.')).events;
    expect(await refused()).toEqual(tooFew);
    for (const compact_up_to_event_id of ['aev_none', foreign.id]) {
      const { status, body } = await compact(at, { compact_up_to_event_id });
      expect([status, Object.keys(body.field_errors)]).toEqual([400, ['body.compact_up_to_event_id']]);
    }
    await compact(at, { compact_up_to_event_id: first.id });
    expect(await refused()).toEqual(tooFew);
    const { status, body } = await compact(at, { compact_up_to_event_id: first.id });
    expect([status, Object.keys(body.field_errors)]).toEqual([400, ['body.compact_up_to_event_id']]);
    await api.patch(at, { enabled: false });
    expect((await compact(at)).body.messages[0]).toContain('is disabled');
    expect((await compact(`${at}_none`)).status).toBe(404);
    expect((await api.read(at)).status).toBe('stopped');
  });

  test('leaves the session as it was when its model fails', async () => {
    const at = await sessionOf();
    const match = { agent: agentOf(at), purpose: 'compaction' };
    const answers = [{ error: { status: 500, message: 'Down.' } }, { error: { status: 500, message: 'Down.' } }];
    await api.create('/_emulator/scripts', { match, answers, exhausted: 'stop-matching' });
    for (const content of ['First.', 'Second.']) await say(at, content);
    const before = await listed(at);
    const { status, body } = await compact(at);
    expect([status, body.messages[0]]).toEqual([500, expect.stringContaining('Down.')]);
    const streamed = parseEvents((await compact(at, { stream_response: true })).text);
    expect(typesOf(streamed)).toEqual(['compaction_started', 'error', 'end']);
    expect(await listed(at)).toEqual(before);
    expect((await compact(at)).status).toBe(201);
  });

  test('waits for the turn that runs, and is refused when its own turn comes where nothing is to be summed up', async () => {
    const model = await heldModel(api);
    const at = await sessionOf({ model: { name: model.name } });
    const first = api.post(`${at}/events`, text('First.'));
    const asked = await model.next();
    expect((await compact(at, { compact_up_to_event_id: 'aev_none' })).status).toBe(400);
    const early = compact(at);
    await runningIn(at, 2);
    asked.say({ content: 'One.' });
    expect(typesOf((await first).body.events)).toEqual(['input_message', 'agent_output']);
    expect((await early).body.messages).toEqual(['INVALID_ARGUMENT: Not enough conversation turns to compact.']);

    const second = api.post(`${at}/events`, text('Second.'));
    const secondAsked = await model.next();
    const queued = compact(at);
    await runningIn(at, 2);
    secondAsked.say({ content: 'Two.' });
    await second;
    const summary = await model.next();
    expect((await api.read(at)).status).toBe('running');
    expect((await api.post(`${at}/events`, text('No.'))).status).toBe(409);
    summary.say({ content: 'In short.' });
    const { events } = (await queued).body;
    expect(events.at(-1)).toMatchObject({ type: 'compaction', summary_text: 'In short.' });
    expect(typesOf(await listed(at))).toEqual(['compaction', 'input_message', 'agent_output']);
  });

  test('is interrupted as a turn is', async () => {
    const model = await heldModel(api);
    const at = await sessionOf({ model: { name: model.name } });
    for (const content of ['First.', 'Second.']) {
      const said = say(at, content);
      (await model.next()).say({ content: 'Well.' });
      await said;
    }
    const answer = compact(at, { stream_response: true });
    await model.next();
    await api.create(`${at}/events`, { type: 'interrupt' });
    expect(typesOf(parseEvents((await answer).text))).toEqual(['compaction_started', 'session_interrupted', 'end']);
    expect(typesOf(await listed(at))).not.toContain('compaction');
    expect((await api.read(at)).status).toBe('stopped');
  });

  test('is in the journal with what the model was asked, and without secrets', async () => {
    const at = await sessionOf({}, { secrets: { pin: 'pin-of-the-safe-4711' } });
    for (const content of ['It is pin-of-the-safe-4711.', 'Second.']) await say(at, content);
    await compact(at);
    const entry = await entryOf(api, { operation: 'createAgentInput', path: at });
    expect(entry.notes).toHaveLength(1);
    expect(entry.notes[0]).toMatchObject({
      kind: 'compaction',
      agent: agentOf(at),
      session: at.split('/').at(-1),
      turns: 1,
      events: 2,
      summary: expect.any(String),
      ms: expect.any(Number),
      notes: expect.arrayContaining([expect.objectContaining({ kind: 'model' })]),
    });
    expect(entry.stages.map(({ name }: Json) => name)).toContain('compaction');
    const explained = (await api.get(`/_emulator/journal/${entry.id}/explain`)).text;
    expect(explained).toContain('was to sum up 2 events of session');
    expect(JSON.stringify(entry) + explained).not.toContain('pin-of-the-safe-4711');
  });
});
