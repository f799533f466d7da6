import { describe, expect, test } from 'vitest';
import { agentsFor, inline, searchOf, text } from '../support/agents.ts';
import type { Json } from '../support/client.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { parseEvents, typesOf } from '../support/stream-events.ts';

const api = emulatorForFile();

const { sessionOf, say, stream, scripted } = agentsFor(api);

/** Whatever differs between two runs of the same. */
const withoutIds = ({ id, created_at, session_key, event_id, tool_call_id, ...rest }: Json) => rest;

async function corpusAboutRefunds(): Promise<string> {
  const key = uniqueName('refunds');
  await api.create('/v2/corpora', { key });
  const parts = ['A refund takes five days.', 'Shipping takes two days.', 'Our office is in Oslo.'];
  await api.create(`/v2/corpora/${key}/documents`, {
    id: 'faq',
    type: 'core',
    document_parts: parts.map((part) => ({ text: part })),
  });
  return key;
}

describe('a turn without tools', () => {
  test('answers with its events, oldest first, which the session keeps', async () => {
    const at = await sessionOf();
    const body = await say(at, 'Hello there.');
    expect(typesOf(body.events)).toEqual(['input_message', 'agent_output']);
    expect(body.session_key).toBe(at.split('/').at(-1));
    expect(body.events[0]).toMatchObject({
      messages: [{ type: 'text', content: 'Hello there.' }],
      message_diffs: [''],
    });
    expect((await api.read(`${at}/events`)).events).toEqual(body.events.toReversed());
    expect(await api.read(`${at}/events/${body.events[1].id}`)).toEqual(body.events[1]);
    expect(await api.read(at)).toMatchObject({
      status: 'stopped',
      current_step_name: 'main',
      description: 'Hello there.',
      session_context_usage: { total_tokens: expect.any(Number), model_context_window: 128_000 },
    });
  });

  test('streams what it answers with, in frames with the status 201', async () => {
    const plain = await say(await sessionOf(), 'I like tea. What do I like?');
    const at = await sessionOf();
    const answer = await api.post(`${at}/events`, text('I like tea. What do I like?', { stream_response: true }));
    expect({ status: answer.status, type: answer.headers.get('content-type') }).toEqual({
      status: 201,
      type: 'text/event-stream;charset=utf-8',
    });
    const events = parseEvents(answer.text);
    const pieces = events.filter(({ type }) => type === 'streaming_agent_output');
    expect([...new Set(typesOf(events))]).toEqual([
      'input_message',
      'streaming_agent_output',
      'streaming_agent_output_end',
      'context_consumed',
      'end',
    ]);
    const stored = (await api.read(`${at}/events`)).events.toReversed();
    expect(pieces.map(({ content }) => content).join('')).toBe(stored[1].content);
    expect(events.find(({ type }) => type === 'streaming_agent_output_end')?.event_id).toBe(stored[1].id);
    expect(stored.map(withoutIds)).toEqual(plain.events.map(withoutIds));
  });

  test('is refused for what cannot be found, read or rendered, with nothing stored', async () => {
    const at = await sessionOf({ first_step: { name: 'main', instructions: inline('#if($x') } });
    const refused = await api.post(`${at}/events`, text('Hi'));
    expect(refused.status).toBe(422);
    expect(refused.body.messages[0]).toMatch(/^Failed to render instruction 'i': /);
    expect((await api.read(`${at}/events`)).events).toEqual([]);
    expect((await api.read(at)).status).toBe('unstarted');
    expect((await api.post(`${at}x/events`, text('Hi'))).status).toBe(404);
    expect((await api.post(`${at}/events`, {})).body.field_errors).toEqual({ 'body.messages': 'is required.' });
    expect((await api.post(`${at}/events`, { type: 'interrupt' })).body.messages).toEqual([
      'Nothing to interrupt, session is not running',
    ]);
  });

  test('begins with what the client has missed', async () => {
    const at = await sessionOf();
    const { events: known } = await say(at, 'I like tea.');
    const since = (event: string) => api.post(`${at}/events`, text('What do I like?', { since: event }));
    const { events } = (await since(known[0].id)).body;
    expect(events[0]).toEqual(known[1]);
    expect(typesOf(events)).toEqual(['agent_output', 'input_message', 'agent_output']);
    expect(typesOf((await since('start')).body.events)).toHaveLength(6);
    expect(Object.keys((await since('aev_unknown')).body.field_errors)).toEqual(['body.since']);
  });

  test('hides and deletes events from the list and from the model', async () => {
    const at = await sessionOf();
    const { events } = await say(at, 'I like tea.');
    await api.post(`${at}/events/${events[1].id}/hide`);
    expect(typesOf((await api.read(`${at}/events`)).events)).toEqual(['input_message']);
    expect((await api.read(`${at}/events?include_hidden=true`)).events).toHaveLength(2);
    await api.post(`${at}/events/${events[1].id}/unhide`);
    expect((await api.read(`${at}/events?limit=1`)).events[0].id).toBe(events[1].id);
    expect((await api.delete(`${at}/events/${events[0].id}`)).status).toBe(204);
    expect((await api.get(`${at}/events/${events[0].id}`)).status).toBe(404);
  });
});

describe('a turn that searches', () => {
  test('offline: calls the search tool with the question and answers from what came back', async () => {
    const corpus = await corpusAboutRefunds();
    const at = await sessionOf({ tool_configurations: { kb: searchOf(corpus) } });
    const { events } = await say(at, 'How long does a refund take?');
    expect(typesOf(events)).toEqual(['input_message', 'tool_input', 'tool_output', 'agent_output']);
    const [, input, output, answer] = events;
    expect(input).toMatchObject({
      tool_configuration_name: 'kb',
      tool_name: 'corpora_search',
      tool_type: 'corpora_search',
      tool_input: { query: 'How long does a refund take?' },
    });
    expect(output).toMatchObject({ tool_call_id: input.tool_call_id, error: false });
    expect(output.tool_output.search_results[0]).toMatchObject({
      text: 'A refund takes five days.',
      document_id: 'faq',
    });
    expect(answer.content).toContain('A refund takes five days.');
  });

  test('goes through steps: a schema first, then by its condition a search', async () => {
    const corpus = await corpusAboutRefunds();
    const at = await sessionOf({
      first_step: undefined,
      first_step_name: 'clarify',
      tool_configurations: { kb: searchOf(corpus) },
      steps: {
        clarify: {
          instructions: inline('What is asked?'),
          allowed_tools: [],
          output_parser: {
            type: 'structured',
            json_schema: {
              name: 'intent',
              schema: { type: 'object', properties: { topic: { enum: ['shipping', 'refund'] } }, required: ['topic'] },
            },
          },
          next_steps: [
            { step_name: 'other', condition: "get('$.output.topic') == 'nothing'" },
            { step_name: 'answer', condition: "get('$.output.topic') != 'nothing'" },
          ],
        },
        answer: { instructions: inline('Answer.'), reentry_step: 'clarify' },
        other: {},
      },
    });
    const events = await stream(at, 'How long does a refund take?');
    expect([...new Set(typesOf(events))]).toEqual([
      'input_message',
      'context_consumed',
      'structured_output',
      'step_transition',
      'tool_input',
      'tool_output',
      'streaming_agent_output',
      'streaming_agent_output_end',
      'end',
    ]);
    expect(events.find(({ type }) => type === 'structured_output')).toMatchObject({ schema_name: 'intent' });
    expect(events.find(({ type }) => type === 'step_transition')).toMatchObject({
      from_step: 'clarify',
      to_step: 'answer',
    });
    expect((await api.read(at)).current_step_name).toBe('clarify');
  });
});

describe('a turn as a script has it', () => {
  const call = (name: string, args: object | string, id?: string) => ({ name, arguments: args, ...(id && { id }) });

  test('runs parallel calls and tells the model what failed', async () => {
    const corpus = await corpusAboutRefunds();
    const at = await sessionOf({
      tool_configurations: {
        kb: searchOf(corpus),
        gone: searchOf('no-such-corpus'),
        page: { type: 'dynamic_vectara', tool_id: 'tol_vectara_slack_post_message' },
      },
    });
    const calls = [
      call('kb', { query: 'refund' }, 'call_a'),
      call('kb', { query: 'shipping' }, 'call_a'),
      call('gone', { query: 'refund' }),
      call('page', { channel_id: 'C1', text: 'Hello.' }),
      call('nothing', {}),
      call('kb', '{"query": '),
      call('kb', {}),
    ];
    await scripted(at, { text: 'I look it up.', tool_calls: calls }, { text: 'Five days.' });
    const { events } = await say(at, 'How long does a refund take?');
    expect(typesOf(events)).toEqual([
      'input_message',
      'agent_output',
      ...calls.map(() => 'tool_input'),
      ...calls.map(() => 'tool_output'),
      'agent_output',
    ]);
    const inputs = events.filter(({ type }: Json) => type === 'tool_input');
    const errors = new Map(
      events
        .filter(({ type }: Json) => type === 'tool_output')
        .map(({ tool_call_id, error, tool_output }: Json) => [tool_call_id, error && tool_output.error]),
    );
    expect(inputs.map(({ tool_call_id }: Json) => errors.get(tool_call_id))).toEqual([
      false,
      false,
      "Corpus 'no-such-corpus' was not found.",
      "The tool 'slack_post_message' is not emulated. A script can say what it answers.",
      "Tool 'nothing' is not available in this step.",
      'Invalid arguments: they should be a JSON object.',
      "Invalid arguments: 'query' is required.",
    ]);
    expect(inputs[1].tool_call_id).toBe('call_a_2');
  });

  test('loads a skill, whose text the model then reads', async () => {
    const at = await sessionOf({ skills: { tone: { description: 'How to speak.', content: 'Speak like a pirate.' } } });
    await scripted(at, { tool_calls: [call('invoke_skill', { skill_name: 'tone' })] }, { text: 'Arr.' });
    const { events } = await say(at, 'Hello');
    expect(typesOf(events)).toEqual(['input_message', 'tool_input', 'tool_output', 'skill_load', 'agent_output']);
    expect(events[3]).toMatchObject({ skill_name: 'tone', content: 'Speak like a pirate.' });
    const unknown = await api.post(`${at}/events`, { messages: [{ type: 'skill', skill_name: 'nope' }] });
    expect(unknown.body.field_errors).toEqual({ 'body.messages[0].skill_name': "'nope' is no skill of this step." });
  });

  test.each([
    [{ status: 429, message: 'slow down' }, 500, "LLM 'gpt-4o' returned HTTP 429: slow down"],
    [{ kind: 'unreachable', reason: 'no route' }, 502, "LLM 'gpt-4o' could not be reached: no route"],
    [{ kind: 'idle', seconds: 9 }, 504, "LLM 'gpt-4o' sent no data for 9 seconds"],
  ])('fails as its model does, and can go on: %j', async (error, status, message) => {
    const at = await sessionOf();
    await scripted(at, { error }, { error }, { text: 'Back again.' });
    const failed = await api.post(`${at}/events`, text('Hello'));
    expect([failed.status, failed.body.messages]).toEqual([
      status,
      [`INTERNAL: Failed to generate agent output: ${message}`],
    ]);
    expect((await stream(at, 'Hello?')).slice(-2)).toEqual([
      { type: 'error', messages: failed.body.messages },
      { type: 'end' },
    ]);
    expect((await api.read(at)).status).toBe('stopped');
    expect((await say(at, 'And now?')).events.at(-1).content).toBe('Back again.');
  });

  test('asks again where the agent says so', async () => {
    const retry_configuration = { max_retries: 2, initial_backoff_ms: 100, max_backoff_ms: 1000 };
    const at = await sessionOf({ model: { name: 'gpt-4o', retry_configuration } });
    await scripted(at, { error: { status: 503 } }, { text: 'Here.' });
    expect((await say(at, 'Hello')).events.at(-1).content).toBe('Here.');
  });

  test('goes on when the client leaves, and takes no second input meanwhile', async () => {
    const at = await sessionOf();
    await scripted(at, { chunks: ['Slow', { text: ' answer.', after_ms: 1500 }] });
    const leaving = new AbortController();
    const answer = await api.open('POST', `${at}/events`, text('Hello', { stream_response: true }), {
      signal: leaving.signal,
    });
    await answer.body!.getReader().read();
    leaving.abort();
    const second = await api.post(`${at}/events`, text('Hello?'));
    expect(second.status).toBe(409);
    expect(second.body.messages[0]).toMatch(/^Session is already running\. /);
    await expect.poll(async () => (await api.read(at)).status, { timeout: 5000 }).toBe('stopped');
    expect((await api.read(`${at}/events`)).events[0]).toMatchObject({ type: 'agent_output', content: 'Slow answer.' });
  });

  test.each([
    ['session', 6],
    ['agent', 4],
  ])('ends with its %s', async (_, length) => {
    const at = await sessionOf();
    await scripted(at, { chunks: ['Slow', { text: ' answer.', after_ms: 60_000 }] });
    const running = api.post(`${at}/events`, text('Hello'));
    await expect.poll(async () => (await api.read(at)).status).toBe('running');
    expect((await api.delete(at.split('/').slice(0, length).join('/'))).status).toBe(204);
    expect((await running).status).toBe(404);
    expect((await api.get(at)).status).toBe(404);
  });

  test('stops when it is interrupted', async () => {
    const at = await sessionOf();
    await scripted(at, { chunks: ['Slow', { text: ' answer.', after_ms: 60_000 }] }, { text: 'Yes.' });
    const running = stream(at, 'Hello');
    await expect.poll(async () => (await api.read(at)).status).toBe('running');
    const { events } = await api.create(`${at}/events`, { type: 'interrupt' });
    expect(typesOf(events)).toEqual(['session_interrupted']);
    expect(typesOf(await running).slice(-2)).toEqual(['session_interrupted', 'end']);
    expect((await api.read(at)).status).toBe('stopped');
    expect(typesOf((await api.read(`${at}/events`)).events)).toEqual(['input_message']);
    expect((await say(at, 'Still there?')).events.at(-1).content).toBe('Yes.');
  });
});
