/**
 * What the published clients need of agents: the Python SDK refuses an answer that lacks a member or has one of another
 * type, and a whole list for one item of a type it does not know; the others read unguarded.
 */
import { beforeAll, expect, test } from 'vitest';
import { agentsFor, searchOf, text } from '../support/agents.ts';
import type { Answer, Json } from '../support/client.ts';
import { emulatorForFile } from '../support/emulator.ts';

const api = emulatorForFile({ auth: 'strict', apiKey: 'zut_test' });
const AGENT = '/v2/agents/support';
const SESSION = `${AGENT}/sessions/first`;
const TEXT = expect.any(String);
const NUMBER = expect.any(Number);
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);

const schema = {
  type: 'object',
  properties: { answer: { type: 'string' } },
  required: ['answer'],
  additionalProperties: false,
};
let instruction: string;
let input: string;

beforeAll(async () => {
  await api.create('/v2/corpora', { key: 'books' });
  const document_parts = [{ text: 'Bees make honey.' }];
  await api.create('/v2/corpora/books/documents', { id: 'bees', type: 'core', document_parts });
  ({ id: instruction } = await api.create('/v2/instructions', { name: 'Help', type: 'initial', template: 'Help.' }));
  // As the Python SDK and JSON of other clients have it: null for what they do not say.
  await api.create('/v2/agents', {
    key: 'support',
    name: 'Support',
    description: null,
    metadata: null,
    enabled: null,
    compaction: null,
    model: { name: 'gpt-4o', parameters: null, retry_configuration: null },
    tool_configurations: { kb: { ...searchOf('books'), argument_override: null, description_template: null } },
    first_step: {
      name: 'main',
      instructions: [{ type: 'inline', template: 'Help.', name: null }],
      output_parser: null,
      next_steps: null,
      allowed_tools: null,
      reminders: null,
    },
  });
  await api.create(`${AGENT}/sessions`, {
    key: 'first',
    name: null,
    metadata: null,
    secrets: null,
    from_session: null,
  });
  const said = { ...text('What do bees make?'), type: null, stream_response: null, since: null, behavior: null };
  input = (await api.create(`${SESSION}/events`, said)).events[0].id;
});

const step = {
  instructions: [{ type: 'inline', name: TEXT, template: 'Help.' }],
  output_parser: { type: 'default' },
};
const agent = {
  key: 'support',
  name: 'Support',
  enabled: true,
  model: { name: 'gpt-4o' },
  tool_configurations: { kb: { type: 'corpora_search', query_configuration: expect.any(Object) } },
  first_step: { name: 'main', ...step },
  first_step_name: 'main',
  steps: { main: step },
  created_at: TIME,
};
const session = {
  key: 'first',
  agent_key: 'support',
  name: 'first',
  enabled: true,
  status: 'stopped',
  created_at: TIME,
};
const base = { id: TEXT, session_key: 'first', created_at: TIME };
const named = { tool_call_id: TEXT, tool_configuration_name: 'kb', tool_name: 'corpora_search' };
const EVENTS = [
  { ...base, type: 'input_message', messages: [{ type: 'text', content: 'What do bees make?' }] },
  { ...base, type: 'tool_input', ...named, tool_input: { query: 'What do bees make?' } },
  {
    ...base,
    type: 'tool_output',
    ...named,
    error: false,
    tool_output: {
      search_results: [{ text: TEXT, score: NUMBER, document_id: 'bees', part_metadata: {}, document_metadata: {} }],
    },
  },
  { ...base, type: 'agent_output', content: expect.stringContaining('honey') },
];
const rules = { id: expect.any(String), name: 'Help', type: 'initial', template: 'Help.', version: 1, enabled: true };

const patched = (path: string, body: object) => () => api.patch(path, body);
const REQUIRED: [what: string, ask: () => Promise<Answer>, needed: Json][] = [
  ['an agent', () => api.get(AGENT), agent],
  ['agents', () => api.get('/v2/agents?limit=10'), { agents: [agent], metadata: {} }],
  ['a changed agent', patched(AGENT, { metadata: { a: 1 } }), { ...agent, metadata: { a: 1 } }],
  [
    'an identity',
    () => api.get(`${AGENT}/identity`),
    { mode: 'auto', client_id: TEXT, api_roles: [], agent_roles: [] },
  ],
  ['an identity of one’s own', patched(`${AGENT}/identity`, { mode: 'manual' }), { mode: 'manual', client_id: TEXT }],
  ['secrets', () => api.put(`${AGENT}/secrets`, { secrets: { token: 'hush' } }), { secrets: { token: '****' } }],
  ['an instruction', () => api.get(`/v2/instructions/${instruction}`), rules],
  ['instructions', () => api.get('/v2/instructions?limit=10'), { instructions: [rules], metadata: {} }],
  ['a session', () => api.get(SESSION), session],
  ['sessions', () => api.get(`${AGENT}/sessions?limit=10`), { sessions: [session], metadata: {} }],
  ['metadata of a session', patched(SESSION, { metadata: { a: 1 } }), { ...session, metadata: { a: 1 } }],
  ['events, newest first', () => api.get(`${SESSION}/events?limit=10`), { events: EVENTS.toReversed(), metadata: {} }],
  ['an event', () => api.get(`${SESSION}/events/${input}`), EVENTS[0]],
  ['artifacts', () => api.get(`${SESSION}/artifacts`), { artifacts: [], metadata: {} }],
  [
    'a turn',
    async () => {
      await api.create(`${AGENT}/sessions`, { key: 'second' });
      return api.post(`${AGENT}/sessions/second/events`, text('What do bees make?'));
    },
    { session_key: 'second', events: EVENTS.map((event) => ({ ...event, session_key: 'second' })) },
  ],
  [
    'a fork',
    () => api.post(`${AGENT}/sessions`, { key: 'fork', from_session: { session_key: 'first' } }),
    { ...session, key: 'fork', name: 'fork' },
  ],
];

test.each(REQUIRED)('%s has what SDKs require', async (_, ask, needed) => {
  const { status, body } = await ask();
  expect(status).toBeLessThan(300);
  expect(body).toMatchObject(needed);
});

/** The types of tools that the Python SDK knows; one of another breaks the whole list. */
const KNOWN =
  `corpora_search web_search web_get lambda mcp dynamic_vectara sub_agent artifact_create artifact_read artifact_grep
  image_read document_conversion get_document_text`.split(/\s+/);

test('the catalogue of tools has types that SDKs know, each with its schema', async () => {
  const { tools, metadata } = await api.read('/v2/tools?limit=100');
  expect(metadata).toEqual({});
  for (const tool of tools) {
    expect(tool).toMatchObject({ id: TEXT, name: TEXT, title: TEXT, description: TEXT, enabled: true });
    expect(tool.input_schema).toMatchObject({ type: 'object' });
    expect(KNOWN).toContain(tool.type);
  }
});

test('the pager ends after as many pages as there are', async () => {
  const seen: string[] = [];
  let page: Json = { metadata: { page_key: '' } };
  while (page.metadata.page_key !== undefined) {
    const key: string = page.metadata.page_key;
    page = await api.read(`${SESSION}/events?limit=1${key && `&page_key=${encodeURIComponent(key)}`}`);
    seen.push(...page.events.map(({ type }: Json) => type));
  }
  expect(seen).toEqual(EVENTS.map(({ type }) => type).reverse());
});

test('a schema keeps the members of its nodes that SDKs require', async () => {
  const output_parser = { type: 'structured', json_schema: { name: 'answer', strict: true, schema } };
  const { first_step } = await api.create('/v2/agents', {
    key: 'structured',
    name: 'Structured',
    model: { name: 'gpt-4o' },
    first_step: { name: 'main', instructions: [{ type: 'reference', id: instruction }], output_parser },
  });
  expect(first_step.output_parser).toEqual(output_parser);
  expect(first_step.instructions).toMatchObject([{ type: 'reference', id: instruction }]);
});

test('a stream is read line by line, an event of a known type in each, and none says [DONE]', async () => {
  await api.create(`${AGENT}/sessions`, { key: 'streamed' });
  const answer = await api.post(
    `${AGENT}/sessions/streamed/events`,
    text('What do bees make?', { stream_response: true }),
    { headers: { accept: '*/*' } },
  );
  expect([answer.status, answer.headers.get('content-type')]).toEqual([201, 'text/event-stream;charset=utf-8']);
  const frames = answer.text.trimEnd().split('\n\n');
  const events: Json[] = frames.map((frame) => JSON.parse(/^event:\S+\ndata:(.*)$/.exec(frame)![1]!));
  expect(frames.map((frame) => /^event:(\S+)/.exec(frame)![1])).toEqual(events.map(({ type }) => type));
  expect(answer.text).not.toContain('[DONE]');
  const known = `input_message tool_input tool_output streaming_agent_output streaming_agent_output_end
    context_consumed end`.split(/\s+/);
  expect([...new Set(events.map(({ type }) => type))].sort()).toEqual(known.sort());
  const usage = { input_tokens: { count: NUMBER }, output_tokens: { count: NUMBER }, total_tokens: NUMBER };
  expect(events.find(({ type }) => type === 'context_consumed')?.session_context_usage).toMatchObject(usage);
});

test.each<[status: number, why: string, ask: () => Promise<Answer>]>([
  [
    409,
    'an agent again',
    () => api.post('/v2/agents', { key: 'support', name: 'S', model: { name: 'gpt-4o' }, first_step: {} }),
  ],
  [409, 'a session again', () => api.post(`${AGENT}/sessions`, { key: 'first' })],
  [400, 'an interrupt of nothing', () => api.post(`${SESSION}/events`, { type: 'interrupt' })],
  [400, 'an input that is none, streamed', () => api.post(`${SESSION}/events`, { stream_response: true })],
  [404, 'an agent that there is not', () => api.get('/v2/agents/none')],
  [
    404,
    'a session that there is not',
    () => api.post(`${AGENT}/sessions/none/events`, text('Hi', { stream_response: true })),
  ],
  [401, 'a wrong key', () => api.get(AGENT, { headers: { 'x-api-key': 'zut_wrong' } })],
])('a %i is JSON with messages: %s', async (status, _, ask) => {
  const answer = await ask();
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    status,
    expect.stringMatching(/^application\/json/),
  ]);
  expect(answer.body).toMatchObject({ messages: [TEXT], request_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
});

test('a session that runs is polled until it has stopped', async () => {
  const at = `${AGENT}/sessions/polled`;
  await api.create(`${AGENT}/sessions`, { key: 'polled' });
  expect((await api.read(at)).status).toBe('unstarted');
  const turn = agentsFor(api).say(at, 'What do bees make?');
  await expect.poll(async () => (await api.read(at)).status).toBe('stopped');
  expect((await turn).events.at(-1).content).toContain('honey');
  const { status, text: body } = await api.delete(at);
  expect([status, body]).toEqual([204, '']);
});
