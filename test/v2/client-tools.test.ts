/** Tools that the client runs: the turn stops for it, and goes on from what it says came out. */
import { describe, expect, test } from 'vitest';
import { entryOf } from '../journal/support/journal.ts';
import { agentOf, agentsFor, searchOf, text } from '../support/agents.ts';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { typesOf } from '../support/stream-events.ts';

const api = emulatorForFile();
const { sessionOf, say, stream, scripted, tell } = agentsFor(api);

const INPUT = { type: 'object', properties: { document: { type: 'string' } }, required: ['document'] };

async function clientTool(more: object = {}): Promise<string> {
  const tool = { type: 'client', name: uniqueName('sign'), description: 'Asks for a signature.', input_schema: INPUT };
  return (await api.create('/v2/tools', { ...tool, ...more })).id;
}

const call = (name: string, id: string, args: object = { document: id }) => ({ name, id, arguments: args });
const outstanding = async (at: string): Promise<Json[]> =>
  (await api.read(`${at}/outstanding_client_tool_calls`)).client_tool_calls;
const answer = (at: string, tool_outputs: object[], more: object = {}) =>
  api.post(`${at}/events`, { type: 'tool_output', tool_outputs, ...more });
const success = ({ event_id }: Json, output: object = { signed: true }) => ({ type: 'success', event_id, output });

/** A session that waits for the client to answer these calls of `sign`; then its model says `Done.` */
async function waiting(calls: object[] = [call('sign', 'a')], tool: object = {}, agent: object = {}) {
  const tool_id = await clientTool(tool);
  const at = await sessionOf({ tool_configurations: { sign: { type: 'client', tool_id } }, ...agent });
  await scripted(at, { tool_calls: calls }, { text: 'Done.' });
  const { events } = await say(at, 'Have it signed.');
  return { at, events, tool_id };
}

/** What the model was sent in the last call that says something of this session. */
const lastRequest = async (at: string): Promise<Json[]> =>
  (await entryOf(api, { operation: 'createAgentInput', path: at })).notes[0].notes.findLast(
    ({ kind }: Json) => kind === 'model',
  ).messages;

describe('a call of a client tool', () => {
  test('stops the turn, is told with its arguments, and goes on from its output', async () => {
    const { at, events } = await waiting();
    expect(typesOf(events)).toEqual(['input_message', 'tool_input', 'client_tool_pending']);
    const [, input, pending] = events;
    expect(input.tool_type).toBe('client');
    expect(pending.pending_calls).toEqual([
      {
        event_id: input.id,
        tool_configuration_name: 'sign',
        tool_name: input.tool_name,
        arguments: { document: 'a' },
      },
    ]);
    expect(await outstanding(at)).toEqual(pending.pending_calls);
    expect((await api.read(at)).status).toBe('stopped');
    expect(typesOf((await api.read(`${at}/events`)).events)).toEqual(['tool_input', 'input_message']);

    const answered = await answer(at, [success(pending.pending_calls[0])]);
    expect(answered.status).toBe(201);
    expect(typesOf(answered.body.events)).toEqual(['tool_output', 'agent_output']);
    expect(answered.body.events[0]).toMatchObject({
      tool_call_id: 'a',
      tool_configuration_name: 'sign',
      tool_output: { signed: true },
      error: false,
    });
    expect(await outstanding(at)).toEqual([]);
    expect((await lastRequest(at)).slice(-2)).toMatchObject([
      { role: 'assistant', toolCalls: [{ id: 'a', name: 'sign' }] },
      { role: 'tool', toolCallId: 'a', content: '{"signed":true}' },
    ]);
  });

  test('in a stream ends it, and so does the answer', async () => {
    const tool_id = await clientTool();
    const at = await sessionOf({ tool_configurations: { sign: { type: 'client', tool_id } } });
    await scripted(at, { tool_calls: [call('sign', 'a')] }, { text: 'Done.' });
    expect(typesOf(await stream(at, 'Sign.')).slice(-3)).toEqual(['tool_input', 'client_tool_pending', 'end']);
    const streamed = await answer(
      at,
      (await outstanding(at)).map((one) => success(one)),
      { stream_response: true },
    );
    expect(streamed.text.match(/(?<=^event:)\w+/gm)).toEqual([
      'tool_output',
      'streaming_agent_output',
      'streaming_agent_output_end',
      'context_consumed',
      'end',
    ]);
  });

  test('waits for the others of its answer, and those that fail at once are not for the client', async () => {
    const corpus = await createCorpus(api, ['A refund takes five days.']);
    const tool_id = await clientTool();
    const at = await sessionOf({
      tool_configurations: { kb: searchOf(corpus), sign: { type: 'client', tool_id } },
    });
    const calls = [call('sign', 'a'), call('kb', 'k', { query: 'refund' }), call('sign', 'b'), call('sign', 'c', {})];
    await scripted(at, { tool_calls: calls }, { text: 'Done.' });
    const { events } = await say(at, 'Go.');
    const outputs = events.filter(({ type }: Json) => type === 'tool_output');
    expect(outputs.map(({ tool_call_id, error }: Json) => [tool_call_id, error]).toSorted()).toEqual([
      ['c', true],
      ['k', false],
    ]);
    expect(events.at(-1).pending_calls.map(({ arguments: args }: Json) => args.document)).toEqual(['a', 'b']);
    const [a, b] = await outstanding(at);
    const answered = await answer(at, [
      { type: 'error', event_id: b!.event_id, error: { why: 'No pen.' } },
      success(a!),
    ]);
    expect(answered.body.events.slice(0, 2)).toMatchObject([
      { tool_call_id: 'a', tool_output: { signed: true }, error: false },
      { tool_call_id: 'b', tool_output: { error: { why: 'No pen.' } }, error: true },
    ]);
    const results = (await lastRequest(at)).filter(({ role }) => role === 'tool');
    expect(results.map(({ toolCallId, isError = false }) => [toolCallId, isError])).toEqual([
      ['a', false],
      ['k', false],
      ['b', true],
      ['c', true],
    ]);
  });

  test('can follow another, and the step stays', async () => {
    const tool_id = await clientTool();
    const at = await sessionOf({
      tool_configurations: { sign: { type: 'client', tool_id } },
      first_step: { name: 'main', next_steps: [{ step_name: 'second' }] },
      steps: { second: { reentry_step: 'main', allowed_tools: ['sign'] } },
    });
    const twice = [{ tool_calls: [call('sign', 'a')] }, { tool_calls: [call('sign', 'b')] }];
    await scripted(at, { text: 'First.' }, ...twice, { text: 'Done.' });
    await say(at, 'Go.');
    expect((await api.read(at)).current_step_name).toBe('second');
    const again = await answer(
      at,
      (await outstanding(at)).map((one) => success(one)),
    );
    expect(typesOf(again.body.events)).toEqual(['tool_output', 'tool_input', 'client_tool_pending']);
    const last = await answer(
      at,
      (await outstanding(at)).map((one) => success(one)),
    );
    expect(typesOf(last.body.events)).toEqual(['tool_output', 'agent_output']);
    expect((await api.read(at)).current_step_name).toBe('main');
  });

  test('has arguments that the agent sets, with secrets for the client alone, and is transformed both ways', async () => {
    const tool_id = await clientTool();
    const at = await sessionOf(
      {
        tool_configurations: {
          sign: {
            type: 'client',
            tool_id,
            argument_override: { key: { $ref: 'session.secrets.pen' } },
            input_transform: '.args + {who: .session.metadata.who}',
            output_transform: '{outcome: .signed}',
          },
        },
      },
      { metadata: { who: 'Ada' }, secrets: { pen: 'hush-hush-pen' } },
    );
    await scripted(at, { tool_calls: [call('sign', 'a')] }, { text: 'Done.' });
    const { events } = await say(at, 'Go.');
    const args = { document: 'a', key: 'hush-hush-pen', who: 'Ada' };
    expect(events.at(-1).pending_calls[0].arguments).toEqual(args);
    expect((await outstanding(at))[0]!.arguments).toEqual(args);
    await api.patch(at, { metadata: { who: 'Bob' } });
    const [pending] = await outstanding(at);
    expect(pending!.arguments.who).toBe('Bob');
    const answered = await answer(at, [success(pending!)]);
    expect(answered.body.events[0].tool_output).toEqual({ outcome: true });
    const entries = await api.read(`/_emulator/journal?path=${at}&limit=100`);
    for (const { id } of entries.entries) {
      expect(JSON.stringify(await api.read(`/_emulator/journal/${id}`))).not.toContain('hush-hush');
    }
    expect(entries.entries.length).toBeGreaterThan(3);
  });

  test('may be answered by a script in its place', async () => {
    const tool_id = await clientTool();
    const at = await sessionOf({ tool_configurations: { sign: { type: 'client', tool_id } } });
    await scripted(at, { tool_calls: [call('sign', 'a')] }, { text: 'Done.' });
    const match = { agent: agentOf(at), tool: { type: 'client' } };
    await api.create('/_emulator/scripts', { match, answers: [{ output: { signed: 'by script' } }] });
    expect(typesOf((await say(at, 'Go.')).events)).toEqual([
      'input_message',
      'tool_input',
      'tool_output',
      'agent_output',
    ]);
  });
});

describe('an answer is refused, with nothing stored,', () => {
  const cases: [string, (calls: Json[]) => object, Record<string, unknown>][] = [
    ['without outputs', () => ({}), { 'body.tool_outputs': 'is required.' }],
    [
      'for a call that nobody made',
      ([a, b]) => ({ tool_outputs: [success(a!), success(b!), success({ event_id: 'aev_x' })] }),
      { 'body.tool_outputs[2].event_id': 'is of no call that waits for the client.' },
    ],
    [
      'for a call answered twice',
      ([a, b]) => ({ tool_outputs: [success(a!), success(b!), success(a!)] }),
      { 'body.tool_outputs[2].event_id': 'is given twice.' },
    ],
    [
      'for some of the calls only',
      ([a]) => ({ tool_outputs: [success(a!)] }),
      { 'body.tool_outputs': expect.stringMatching(/^should answer every call that waits: aev_/) },
    ],
    [
      'for an output that does not fit its schema',
      ([a, b]) => ({ tool_outputs: [success(a!, { signed: 'yes' }), success(b!, {})] }),
      {
        'body.tool_outputs[0].output': "'signed' should be of type boolean.",
        'body.tool_outputs[1].output': "'signed' is required.",
      },
    ],
    [
      'for an output that is no object',
      ([a, b]) => ({ tool_outputs: [success(a!), { ...success(b!), output: 'yes' }] }),
      { 'body.tool_outputs[1].output': expect.any(String) },
    ],
  ];
  const output_schema = { type: 'object', properties: { signed: { type: 'boolean' } }, required: ['signed'] };

  test.for(cases)('%s', async ([, body, findings]) => {
    const { at } = await waiting([call('sign', 'a'), call('sign', 'b')], { output_schema });
    const calls = await outstanding(at);
    const refused = await api.post(`${at}/events`, { type: 'tool_output', ...body(calls) });
    expect({ status: refused.status, findings: refused.body.field_errors }).toEqual({ status: 400, findings });
    expect((await api.read(`${at}/events`)).events).toHaveLength(3);
    expect(
      (
        await answer(
          at,
          calls.map((one) => success(one)),
        )
      ).status,
    ).toBe(201);
  });

  test('when no call waits, or they were answered already', async () => {
    const { at } = await waiting();
    const calls = await outstanding(at);
    expect((await answer(at, [success(calls[0]!)])).status).toBe(201);
    const again = await answer(at, [success(calls[0]!)]);
    expect({ status: again.status, fields: Object.keys(again.body.field_errors) }).toEqual({
      status: 400,
      fields: ['body.type'],
    });
  });
});

describe('while a session waits for the client', () => {
  test('it takes no message, and is not compacted', async () => {
    const { at } = await waiting();
    for (const refused of [
      await tell(at, 'Hello?'),
      await api.post(`${at}/events`, text('Hello?', { since: 'start' })),
      await api.post(`${at}/events`, { type: 'compact' }),
    ]) {
      expect({ status: refused.status, messages: refused.body.messages }).toEqual({
        status: 409,
        messages: ['Session is waiting for client tool outputs.'],
      });
    }
    expect(await outstanding(at)).toHaveLength(1);
  });

  test('an interrupt answers its calls, and it can go on', async () => {
    const { at } = await waiting([call('sign', 'a'), call('sign', 'b')]);
    const { events } = await api.create(`${at}/events`, { type: 'interrupt' });
    expect(typesOf(events)).toEqual(['tool_output', 'tool_output', 'session_interrupted']);
    expect(events[0]).toMatchObject({ tool_output: { error: 'Interrupted by the user.' }, error: true });
    expect(await outstanding(at)).toEqual([]);
    expect(typesOf((await say(at, 'And now?')).events)).toEqual(['input_message', 'agent_output']);
  });

  test('a fork of it waits, too, for answers of its own', async () => {
    const { at, events } = await waiting();
    const from_session = { session_key: at.split('/').at(-1) };
    const { key } = await api.create(`/v2/agents/${agentOf(at)}/sessions`, { from_session });
    const fork = `/v2/agents/${agentOf(at)}/sessions/${key}`;
    const [pending] = await outstanding(fork);
    expect(pending).toMatchObject({ arguments: { document: 'a' } });
    expect(pending!.event_id).not.toBe(events[1].id);
    expect((await answer(fork, [success(pending!)])).body.events.at(-1).content).toBe('Done.');
    expect(await outstanding(at)).toHaveLength(1);
  });

  test('the call can be hidden, and nothing waits any more', async () => {
    const { at, events } = await waiting();
    await api.post(`${at}/events/${events[1].id}/hide`);
    expect(await outstanding(at)).toEqual([]);
    expect(typesOf((await say(at, 'Never mind.')).events)).toEqual(['input_message', 'agent_output']);
  });

  test('its tool may go from the agent, and the answer counts', async () => {
    const { at } = await waiting();
    await api.patch(`/v2/agents/${agentOf(at)}`, { tool_configurations: {} });
    const [pending] = await outstanding(at);
    expect(pending!.arguments).toEqual({ document: 'a' });
    expect((await answer(at, [success(pending!)])).body.events.at(-1).content).toBe('Done.');
  });

  test('the journal says so, and what the client answered', async () => {
    const { at } = await waiting();
    const explained = async () => {
      const { id } = await entryOf(api, { operation: 'createAgentInput', path: at });
      return (await api.get(`/_emulator/journal/${id}/explain`)).text;
    };
    const parked = await explained();
    expect(parked).toMatch(/The turn stopped after [\d.]+ ms to wait for the client/);
    expect(parked).toContain('It is for the client to answer.');
    await answer(at, [success((await outstanding(at))[0]!)]);
    const { notes } = (await entryOf(api, { operation: 'createAgentInput', path: at })).notes[0];
    expect(notes[0]).toMatchObject({
      kind: 'tool_call',
      answered_by: 'client',
      output: { signed: true },
      error: false,
    });
    expect(await explained()).toContain('The client answered: {"signed":true}');
  });
});
