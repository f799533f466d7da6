/** Agents that have other agents work for them. */
import { describe, expect, test, vi } from 'vitest';
import { entryOf } from '../journal/support/journal.ts';
import { agentOf, agentsFor, searchOf, text } from '../support/agents.ts';
import { API_KEY, type Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { parseEvents, typesOf } from '../support/stream-events.ts';
import { heldModel } from '../support/upstreams/held-model.ts';

const api = emulatorForFile();
const { sessionOf, say, scripted, stream } = agentsFor(api);

/** The key of a new agent, which has no session yet. */
const agent = async (more: object = {}): Promise<string> => agentOf(await sessionOf({ name: 'Expert', ...more }));

const calling = (agent_key: string, more: object = {}) => ({
  tool_configurations: { expert: { type: 'sub_agent', sub_agent_configuration: { agent_key, ...more } } },
});
const task = (message: string, more: object = {}, id = 'call_1') => ({
  tool_calls: [{ id, name: 'expert', arguments: { message, ...more } }],
});
const outputsIn = (events: Json[]): Json[] =>
  events.filter(({ type }) => type === 'tool_output').map(({ tool_output }) => tool_output);
const outputIn = (events: Json[]): Json => outputsIn(events)[0]!;
const sessionOfChild = (agentKey: string, { session_key }: Json) => `/v2/agents/${agentKey}/sessions/${session_key}`;
const answering = (agentKey: string, ...answers: object[]) => scripted(`/v2/agents/${agentKey}`, ...answers);
const eventsOf = async (at: string): Promise<Json[]> => (await api.read(`${at}/events?limit=100`)).events.toReversed();

async function upload(at: string, filename: string, fields: Record<string, string> = {}): Promise<Json> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('files', new Blob([`This is ${filename}.`]), filename);
  const answer = await fetch(`${api.url}${at}/events`, {
    method: 'POST',
    headers: { 'x-api-key': API_KEY },
    body: form,
  });
  return (await answer.json()) as Json;
}

describe('a sub-agent', () => {
  test('takes its turn in a session of its own, which the stream of the other tells of', async () => {
    const corpus = await createCorpus(api, ['A refund takes five days.']);
    const expert = await agent({ tool_configurations: { kb: searchOf(corpus) } });
    const at = await sessionOf(calling(expert, { session_metadata: { who: { $ref: 'session.metadata.who' } } }));
    await scripted(at, task('How long?', { session_tti_minutes: 5 }), { text: 'It takes five days.' });
    await answering(
      expert,
      { tool_calls: [{ id: 'call_kb', name: 'kb', arguments: { query: 'refund' } }] },
      { text: 'Five days.' },
    );
    const events = await stream(at, 'Ask.');
    const told = events.filter(({ type }) => type === 'tool_activity');
    expect(told[0]).toEqual({
      type: 'tool_activity',
      activity_type: 'sub_agent',
      tool_call_id: 'call_1',
      tool_configuration_name: 'expert',
      tool_name: 'sub_agent',
      created_at: expect.any(String),
      agent_event: expect.objectContaining({
        type: 'input_message',
        messages: [{ type: 'text', content: 'How long?' }],
      }),
    });
    const types = typesOf(events).filter((type) => /^tool/.test(type));
    expect(types).toEqual(['tool_input', ...Array(4).fill('tool_activity'), 'tool_output']);
    const output = outputIn(events);
    expect(output).toEqual({ session_key: expect.stringMatching(/^ase_expert_/), sub_agent_response: 'Five days.' });
    const child = sessionOfChild(expert, output);
    expect(told.map(({ agent_event }) => agent_event)).toEqual(await eventsOf(child));
    expect(await api.read(child)).toMatchObject({
      name: 'Expert',
      metadata: { who: 'Ada' },
      created_by_agent_key: agentOf(at),
      created_by_session_key: at.split('/').at(-1),
      tti_minutes: 5,
      status: 'stopped',
    });
    expect(typesOf(await eventsOf(at))).toEqual(['input_message', 'tool_input', 'tool_output', 'agent_output']);
  });

  test('is not told of where the answer is no stream, and answers with JSON in a text', async () => {
    const json_schema = { name: 'days', schema: { type: 'object' } };
    const expert = await agent({ first_step: { name: 'main', output_parser: { type: 'structured', json_schema } } });
    const at = await sessionOf(calling(expert));
    await scripted(at, task('How long?'), { text: 'Five.' });
    await answering(expert, { json: { days: 5 } });
    const { events } = await say(at, 'Ask.');
    expect(typesOf(events)).toEqual(['input_message', 'tool_input', 'tool_output', 'agent_output']);
    expect(JSON.parse(outputIn(events).sub_agent_response)).toEqual({ days: 5 });
  });

  test.each([
    ['ephemeral', false],
    ['persistent', true],
  ])('%s: begins anew, or goes on, as it is configured', async (session_mode, goesOn) => {
    const expert = await agent();
    const at = await sessionOf(calling(expert, { session_mode }));
    const other = await sessionOf(calling(expert, { session_mode }));
    const keys = async (path: string, ...calls: object[]) => {
      await scripted(path, { tool_calls: calls }, { text: 'Done.' });
      return outputsIn((await say(path, 'Go.')).events).map(({ session_key }) => session_key);
    };
    const one = (id: string) => ({ id, name: 'expert', arguments: { message: id } });
    const [first] = await keys(at, one('a'));
    const [second, third] = await keys(at, one('b'), one('c'));
    expect([second === first, third === second]).toEqual([goesOn, goesOn]);
    expect(await keys(other, one('d'))).not.toContain(first);
    if (!goesOn) return;
    const said = (await eventsOf(sessionOfChild(expert, { session_key: first })))
      .filter(({ type }) => type === 'input_message')
      .map(({ messages }) => messages[0].content);
    expect(said).toEqual(['a', 'b', 'c']);
  });

  test.each([
    ['session_scoped', false],
    ['llm_controlled', false],
    ['agent_scoped', true],
  ])('%s: goes on with the session that the model names', async (session_mode, mayOthers) => {
    const expert = await agent();
    const configuration = calling(expert, { session_mode });
    const at = await sessionOf(configuration);
    const ask = async (path: string, more: object = {}) => {
      await scripted(path, task('Go.', more), { text: 'Done.' });
      return outputIn((await say(path, 'Go.')).events);
    };
    const { session_key } = await ask(at);
    expect((await ask(at)).session_key).not.toBe(session_key);
    expect((await ask(at, { session_key })).session_key).toBe(session_key);
    expect(await eventsOf(sessionOfChild(expert, { session_key }))).toHaveLength(4);
    expect(await ask(at, { session_key: 'none' })).toEqual({ error: "Session 'none' was not found." });

    const { key } = await api.create(`/v2/agents/${agentOf(at)}/sessions`, {});
    const sibling = await ask(`/v2/agents/${agentOf(at)}/sessions/${key}`, { session_key });
    const stranger = await ask(await sessionOf(configuration), { session_key });
    const refusal = { error: `Session '${session_key}' was not found.` };
    expect(sibling.session_key ?? sibling).toEqual(mayOthers ? session_key : refusal);
    expect(stranger).toEqual(refusal);
  });

  test('of a session that was deleted is not gone on with by one of the same key', async () => {
    const expert = await agent();
    const at = await sessionOf(calling(expert, { session_mode: 'persistent' }), { key: 'again' });
    const ask = async () => {
      await scripted(at, task('Go.'), { text: 'Done.' });
      return outputIn((await say(at, 'Go.')).events).session_key;
    };
    const first = await ask();
    await api.delete(at);
    await api.create(`/v2/agents/${agentOf(at)}/sessions`, { key: 'again' });
    expect(await ask()).not.toBe(first);
    expect((await api.get(sessionOfChild(expert, { session_key: first }))).status).toBe(200);
  });

  test('knows by its metadata what the other has found, or says what is missing', async () => {
    const corpus = await createCorpus(api, ['A refund takes five days.']);
    const expert = await agent();
    const session_metadata = { found: { $ref: 'tools.kb.outputs.latest.search_results[0].text' }, $$ref: 'x' };
    const { tool_configurations } = calling(expert, { session_metadata });
    const at = await sessionOf({ tool_configurations: { ...tool_configurations, kb: searchOf(corpus) } });
    const search = { tool_calls: [{ id: 'a', name: 'kb', arguments: { query: 'refund' } }] };
    await scripted(at, task('Too early.'), search, task('Go.'), { text: 'Done.' });
    const [early, , output] = outputsIn((await say(at, 'Ask.')).events);
    expect(early!.error).toContain('tools.kb.outputs.latest');
    expect((await api.read(sessionOfChild(expert, output!))).metadata).toEqual({
      found: 'A refund takes five days.',
      $ref: 'x',
    });
  });

  test('is not told a secret by its metadata, which everybody reads', async () => {
    const expert = await agent();
    const session_metadata = { key: { $ref: 'session.secrets.key' }, who: { $ref: 'session.metadata.who' } };
    const at = await sessionOf(calling(expert, { session_metadata }), {
      metadata: { who: 'Ada' },
      secrets: { key: 'open-sesame-31' },
    });
    await scripted(at, task('Go.'), { text: 'Done.' });
    const output = outputIn((await say(at, 'Ask.')).events);
    expect((await api.read(sessionOfChild(expert, output))).metadata).toEqual({ key: '****', who: 'Ada' });
  });

  test('fails as a tool does, and the turn goes on', async () => {
    const expert = await agent();
    const at = await sessionOf(calling(expert));
    const ask = async (call: object) => {
      await scripted(at, call, { text: 'A pity.' });
      const { events } = await say(at, 'Ask.');
      expect(events.at(-1).content).toBe('A pity.');
      const output = events.find(({ type }: Json) => type === 'tool_output');
      return [output.error, output.tool_output.error];
    };
    await answering(expert, { error: { status: 500, message: 'Down.' } });
    expect(await ask(task('Go.'))).toEqual([true, expect.stringContaining('Down.')]);
    expect(await ask(task('Go.', { session_tti_minutes: 0 }))).toEqual([true, expect.stringContaining('session_tti')]);
    expect(await ask({ tool_calls: [{ id: 'a', name: 'expert', arguments: {} }] })).toEqual([
      true,
      "Invalid arguments: 'message' is required.",
    ]);
    await api.patch(`/v2/agents/${expert}`, { enabled: false });
    expect(await ask(task('Go.'))).toEqual([true, `Agent '${expert}' is disabled.`]);
    await api.delete(`/v2/agents/${expert}`);
    expect(await ask(task('Go.'))).toEqual([true, expect.stringContaining('was not found')]);
  });

  test('has no tools that the client runs', async () => {
    const sign = { type: 'client', name: uniqueName('sign'), description: 'Signs.', input_schema: { type: 'object' } };
    const { id: tool_id } = await api.create('/v2/tools', sign);
    const expert = await agent({ tool_configurations: { sign: { type: 'client', tool_id } } });
    const at = await sessionOf(calling(expert));
    await scripted(at, task('Sign.'), { text: 'Done.' });
    await answering(expert, { tool_calls: [{ id: 'a', name: 'sign', arguments: {} }] }, { text: 'I cannot.' });
    const output = outputIn((await say(at, 'Go.')).events);
    expect(output.sub_agent_response).toBe('I cannot.');
    expect(outputIn(await eventsOf(sessionOfChild(expert, output)))).toEqual({
      error: 'Client tools are not available to sub-agents.',
    });
  });

  test('may call itself, eight deep', async () => {
    const key = await agent();
    await api.patch(`/v2/agents/${key}`, calling(key));
    const before = (await api.read(`/v2/agents/${key}/sessions`)).sessions;
    const at = `/v2/agents/${key}/sessions/${before[0].key}`;
    const down = Array.from({ length: 9 }, (_, depth) => task(`To ${depth + 1}.`));
    await scripted(at, ...down, ...down.map(() => ({ text: 'Up.' })));
    expect((await say(at, 'Go.')).events.at(-1).content).toBe('Up.');
    const { sessions } = await api.read(`/v2/agents/${key}/sessions?limit=100`);
    expect(sessions).toHaveLength(1 + 8);
    const outputs = await Promise.all(
      sessions.map(async (one: Json) => outputIn(await eventsOf(sessionOfChild(key, { session_key: one.key })))),
    );
    expect(outputs.at(-1)).toEqual({ error: 'Agents call each other at most 8 deep.' });
    expect(outputs.slice(0, -1).map(({ sub_agent_response }) => sub_agent_response)).toEqual(Array(8).fill('Up.'));
  });

  test('never waits for itself', async () => {
    const key = await agent();
    await api.patch(`/v2/agents/${key}`, calling(key, { session_mode: 'agent_scoped' }));
    const { key: session } = await api.create(`/v2/agents/${key}/sessions`, {});
    const at = `/v2/agents/${key}/sessions/${session}`;
    await scripted(at, task('One.'), { text: 'Done.' }, { text: 'Made.' });
    const { session_key } = outputIn((await say(at, 'Begin.')).events);
    await scripted(
      at,
      task('Two.', { session_key }),
      task('Three.', { session_key }),
      { text: 'No.' },
      { text: 'Done.' },
    );
    await say(at, 'Go on.');
    expect(outputIn(await eventsOf(sessionOfChild(key, { session_key })))).toEqual({
      error: `Session '${session_key}' is already running.`,
    });
  });

  test('gets copies of artifacts, and what its session gets meanwhile comes back', async () => {
    const model = await heldModel(api);
    const expert = await agent({ model: { name: model.name } });
    const at = await sessionOf(calling(expert));
    await scripted(at, { text: 'I have it.' });
    const [{ artifacts: uploaded }] = (await upload(at, 'table.csv')).events;
    await scripted(at, task('Read it.', { artifact_ids: [uploaded[0].artifact_id] }), { text: 'Done.' });
    const turn = say(at, 'Go.');
    const asked = await model.next();
    const { key } = (await api.read(`/v2/agents/${expert}/sessions`)).sessions.at(-1);
    const child = sessionOfChild(expert, { session_key: key });
    expect((await eventsOf(child))[0]).toMatchObject({
      type: 'artifact_upload',
      artifacts: [{ filename: 'table.csv' }],
    });
    const late = upload(child, 'notes.md', { since: 'start' });
    await vi.waitFor(async () => expect((await api.read(`${child}/artifacts`)).artifacts).toHaveLength(2), 30_000);
    asked.say({ content: 'Five.' });
    const { session_key, artifacts } = outputIn((await turn).events);
    (await model.next()).say({ content: 'I have it, too.' });
    await late;

    expect(session_key).toBe(key);
    expect(artifacts).toEqual([{ artifact_id: expect.any(String), filename: 'notes.md' }]);
    const namesAndSums = async (path: string) =>
      (await api.read(`${path}/artifacts`)).artifacts.map(({ filename, checksum_sha256 }: Json) => [
        filename,
        checksum_sha256,
      ]);
    expect((await namesAndSums(at)).toSorted()).toEqual((await namesAndSums(child)).toSorted());
    const ids = await Promise.all([at, child].map(async (path) => (await api.read(`${path}/artifacts`)).artifacts));
    expect(new Set(ids.flat().map(({ artifact_id }: Json) => artifact_id)).size).toBe(4);

    await scripted(at, task('Read it.', { artifact_ids: ['art_none'] }), { text: 'Done.' });
    expect(outputIn((await say(at, 'Go.')).events)).toEqual({ error: "Artifact 'art_none' was not found." });
  });

  test('is interrupted with the turn that waits for it, however deep it is', async () => {
    const model = await heldModel(api);
    const held = { model: { name: model.name } };
    const inner = await agent(held);
    const middle = await agent({ ...held, ...calling(inner) });
    const at = await sessionOf({ ...held, ...calling(middle) });
    const turn = api.post(`${at}/events`, text('Ask.', { stream_response: true }));
    (await model.next()).say(task('Pass it on.'));
    (await model.next()).say(task('Think long.'));
    const thinking = await model.next();
    expect(thinking.messages.at(-1)!.content).toBe('Think long.');
    const { sessions } = await api.read(`/v2/agents/${inner}/sessions`);
    const child = `/v2/agents/${inner}/sessions/${sessions.at(-1).key}`;
    expect((await api.read(child)).status).toBe('running');
    await api.create(`${at}/events`, { type: 'interrupt' });
    const told = parseEvents((await turn).text);
    expect(typesOf(told).slice(-2)).toEqual(['session_interrupted', 'end']);
    const interrupted = [{ error: 'Interrupted by the user.' }];
    expect(outputsIn(await eventsOf(at))).toEqual(interrupted);
    expect((await api.read(child)).status).toBe('stopped');
    expect(typesOf(await eventsOf(child))).toEqual(['input_message']);
    const between = (await api.read(`/v2/agents/${middle}/sessions`)).sessions.at(-1);
    expect(between.status).toBe('stopped');
    expect(outputsIn(await eventsOf(`/v2/agents/${middle}/sessions/${between.key}`))).toEqual(interrupted);

    const again = say(at, 'And now?');
    (await model.next()).say({ content: 'Nothing.' });
    expect((await again).events.at(-1).content).toBe('Nothing.');
  });

  test('works beside others that were called with it, and its output comes when it has one', async () => {
    const model = await heldModel(api);
    const expert = await agent({ model: { name: model.name } });
    const at = await sessionOf(calling(expert));
    const calls = ['a', 'b'].map((id) => ({ id, name: 'expert', arguments: { message: id } }));
    await scripted(at, { tool_calls: calls }, { text: 'Done.' });
    const turn = say(at, 'Ask both.');
    const asked = [await model.next(), await model.next()];
    const of = (id: string) => asked.find(({ messages }) => messages.at(-1)!.content === id)!;
    of('b').say({ content: 'B first.' });
    await vi.waitFor(async () => expect(outputsIn(await eventsOf(at))).toHaveLength(1), 30_000);
    of('a').say({ content: 'Then A.' });
    const outputs = outputsIn((await turn).events);
    expect(outputs.map(({ sub_agent_response }) => sub_agent_response)).toEqual(['B first.', 'Then A.']);
  });

  test('that somebody else talks to is not waited for', async () => {
    const model = await heldModel(api);
    const expert = await agent({ model: { name: model.name } });
    const at = await sessionOf(calling(expert, { session_mode: 'persistent' }));
    const ask = async () => {
      await scripted(at, task('Go.'), { text: 'Done.' });
      return say(at, 'Go.');
    };
    const first = ask();
    (await model.next()).say({ content: 'One.' });
    const { session_key } = outputIn((await first).events);
    const talk = say(sessionOfChild(expert, { session_key }), 'And you?');
    const asked = await model.next();
    expect(outputIn((await ask()).events)).toEqual({ error: `Session '${session_key}' is already running.` });
    asked.say({ content: 'Fine.' });
    expect((await talk).events.at(-1).content).toBe('Fine.');
  });

  test('stops when the session that waits for it is deleted', async () => {
    const model = await heldModel(api);
    const expert = await agent({ model: { name: model.name } });
    const at = await sessionOf(calling(expert));
    await scripted(at, task('Think long.'));
    const turn = api.post(`${at}/events`, text('Ask.'));
    await model.next();
    await api.delete(at);
    expect((await turn).status).toBe(404);
    const { sessions } = await api.read(`/v2/agents/${expert}/sessions`);
    expect(sessions.map(({ status }: Json) => status)).toEqual(['unstarted', 'stopped']);
  });

  test('that is interrupted itself is an error of the tool', async () => {
    const model = await heldModel(api);
    const expert = await agent({ model: { name: model.name } });
    const at = await sessionOf(calling(expert));
    await scripted(at, task('Think long.'), { text: 'A pity.' });
    const turn = say(at, 'Ask.');
    await model.next();
    const { key } = (await api.read(`/v2/agents/${expert}/sessions`)).sessions.at(-1);
    await api.create(`/v2/agents/${expert}/sessions/${key}/events`, { type: 'interrupt' });
    expect(outputIn((await turn).events)).toEqual({ error: `Session '${key}' was interrupted.` });
  });

  test('stands in the journal inside of the call, and is told where it happened', async () => {
    const clerk = await agent({ name: 'Clerk' });
    const expert = await agent(calling(clerk));
    const at = await sessionOf(calling(expert));
    await scripted(at, task('How long?'), { text: 'Five days.' });
    await answering(expert, task('Look it up.'), { text: 'Five.' });
    await answering(clerk, { text: '5' });
    await say(at, 'Ask.');
    const entry = await entryOf(api, { operation: 'createAgentInput', path: at });
    expect(entry.notes.map(({ kind }: Json) => kind)).toEqual(['turn']);
    const call = entry.notes[0].notes.find(({ kind }: Json) => kind === 'tool_call');
    expect(call).toMatchObject({ name: 'expert', answered_by: 'sub-agent', output: { sub_agent_response: 'Five.' } });
    expect(call.notes).toMatchObject([{ kind: 'turn', agent: expert, input: 'How long?', outcome: 'ended' }]);
    const asked = ['model', 'script_matched'];
    expect(call.notes[0].notes.map(({ kind }: Json) => kind)).toEqual(['step', ...asked, 'tool_call', ...asked]);
    expect(call.notes[0].notes[3].notes).toMatchObject([{ kind: 'turn', agent: clerk, input: 'Look it up.' }]);
    const explained = (await api.get(`/_emulator/journal/${entry.id}/explain`)).text;
    expect(explained).toContain(`        The agent "${clerk}" took a turn in session`);
    expect(explained).toContain(`\n    The agent "${expert}" took a turn in session`);
    expect(explained).toContain('The other agent answered');
  });

  test('is stood in for by a script', async () => {
    const expert = await agent();
    const at = await sessionOf(calling(expert));
    const output = { session_key: 'ase_none', sub_agent_response: 'Scripted.' };
    await api.create('/_emulator/scripts', {
      match: { agent: agentOf(at), tool: { name: 'expert' } },
      answer: { output },
    });
    await scripted(at, task('How long?'), { text: 'Done.' });
    expect(outputIn((await say(at, 'Ask.')).events)).toEqual(output);
    expect((await api.read(`/v2/agents/${expert}/sessions`)).sessions).toHaveLength(1);
  });
});
