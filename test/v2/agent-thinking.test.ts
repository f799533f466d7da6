/** What models think: told and kept in turns of agents, sent back where the provider wants it, and part of no answer. */
import { expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { parseEvents, typesOf } from '../support/stream-events.ts';
import { DIALECTS, type Dialect, provider, type Said } from './support/provider.ts';

const api = emulatorForFile();
const simulated = emulatorForFile({ upstream: 'simulate' });

const text = (content: string, more: object = {}) => ({ messages: [{ type: 'text', content }], ...more });
const withoutIds = ({ id, created_at, session_key, event_id, ...rest }: Json) => rest;

/** An agent with one skill to call, and a session of it. */
async function sessionWith(of: typeof api, model: string, parameters: object = {}) {
  const key = uniqueName('agent');
  await of.create('/v2/agents', {
    key,
    name: 'Thinker',
    model: { name: model, parameters },
    skills: { tone: { description: 'How to speak.', content: 'Softly.' } },
    first_step: {},
  });
  const session = await of.create(`/v2/agents/${key}/sessions`, {});
  return { agent: `/v2/agents/${key}`, at: `/v2/agents/${key}/sessions/${session.key}` };
}

const calling: Said = {
  thinking: 'They want a tone. I load it.',
  text: 'One moment.',
  calls: [{ id: 'call_1', name: 'invoke_skill', args: { skill_name: 'tone' } }],
  usage: [100, 60, 20, 12],
};
const answering: Said = { thinking: 'Now I can answer.', text: 'Hello to you.', usage: [130, 100, 9, 4] };

/** What goes back to each provider with a call, and where. */
const REPLAYED: Record<Dialect['type'], (body: Json) => unknown[]> = {
  'openai-compatible': ({ messages }) => messages.flatMap((one: Json) => one.reasoning_content ?? []),
  'openai-responses': ({ input }) => input.filter(({ type }: Json) => type === 'reasoning'),
  anthropic: ({ messages }) =>
    messages.flatMap(({ content }: Json) => (Array.isArray(content) ? content : [])).filter(isThought),
  'vertex-ai': ({ contents }) =>
    contents.flatMap(({ parts }: Json) => parts.flatMap((one: Json) => one.thoughtSignature ?? [])),
};
const isThought = ({ type }: Json) => type === 'thinking';
const GIVEN_BACK: Record<Dialect['type'], unknown[]> = {
  'openai-compatible': ['They want a tone. I load it.'],
  'openai-responses': [
    {
      type: 'reasoning',
      id: 'rs_1',
      summary: [{ type: 'summary_text', text: 'They want a tone. I load it.' }],
      encrypted_content: 'sealed',
    },
  ],
  anthropic: [{ type: 'thinking', thinking: 'They want a tone. I load it.', signature: 'sealed' }],
  'vertex-ai': ['sealed'],
};

test.each(DIALECTS)('thoughts of $type are told, kept, counted, and given back to none but it', async (dialect) => {
  const upstream = await provider(dialect);
  const { name } = await api.create('/v2/llms', { name: uniqueName('llm'), ...upstream.llm });
  const { at } = await sessionWith(api, name);
  upstream.received();
  upstream.answers.push(calling, answering);
  const plain = await api.create(`${at}/events`, text('Hi'));
  const KEPT = ['thinking', 'agent_output', 'tool_input', 'tool_output', 'skill_load', 'thinking', 'agent_output'];
  expect(typesOf(plain.events)).toEqual(['input_message', ...KEPT]);
  expect(plain.events[1]).toMatchObject({ type: 'thinking', content: calling.thinking });
  const [, second] = upstream.received();
  expect(REPLAYED[dialect.type](second)).toEqual(GIVEN_BACK[dialect.type]);
  const usage = {
    input_tokens: { count: 130, cached_tokens: 100 },
    output_tokens: { count: 9, ...(dialect.type === 'anthropic' ? {} : { reasoning_tokens: 4 }) },
    total_tokens: 139,
    model_context_window: expect.any(Number),
  };
  expect((await api.read(at)).session_context_usage).toEqual(usage);

  const other = await sessionWith(api, name);
  upstream.answers.push(calling, answering);
  const { text: frames } = await api.post(`${other.at}/events`, text('Hi', { stream_response: true }));
  const events = parseEvents(frames);
  const runs = typesOf(events).filter((type, index, all) => type !== all[index - 1]);
  const thought = ['streaming_thinking', 'streaming_thinking_end', 'thinking'];
  const said = ['streaming_agent_output', 'streaming_agent_output_end', 'context_consumed'];
  expect(runs).toEqual(
    ['input_message', thought, said, 'tool_input', 'tool_output', 'skill_load', thought, said, 'end'].flat(),
  );
  expect(events.filter(({ type }) => type === 'context_consumed').at(-1)?.session_context_usage).toEqual(usage);
  const joined = (type: string) => events.map((event) => (event.type === type ? event.content : '')).join('');
  expect(joined('streaming_thinking')).toBe(`${calling.thinking}${answering.thinking}`);
  expect(joined('streaming_agent_output')).toBe(`${calling.text}${answering.text}`);
  const kept = (await api.read(`${other.at}/events?limit=100`)).events.toReversed();
  expect(kept.map(withoutIds)).toEqual(plain.events.map(withoutIds));

  const another = await api.create('/v2/llms', { name: uniqueName('llm'), ...upstream.llm });
  await api.patch(other.agent, { model: { name: another.name } });
  upstream.received();
  await api.create(`${other.at}/events`, text('And now?'));
  expect(upstream.received().map(REPLAYED[dialect.type])).toEqual([[]]);
});

test.each([
  ['anthropic', {}, { thinking: { type: 'enabled', budget_tokens: 1024 }, max_tokens: 2000 }],
  ['vertex-ai', {}, { thinkingConfig: { includeThoughts: true } }],
  ['openai-responses', {}, { reasoning: { effort: 'low', summary: 'auto' } }],
  ['openai-compatible', {}, { thinking: { type: 'enabled' } }],
  ['platform', {}, { thinking: { type: 'enabled' } }],
])('simulated, %s thinks when it is asked to', async (type, _, parameters) => {
  const dialect = DIALECTS.find((one) => one.type === type);
  let name = 'gpt-4o';
  if (dialect) {
    const { model, auth, path } = dialect;
    const uri = `https://provider.example${path}`;
    name = (await simulated.create('/v2/llms', { name: uniqueName('llm'), type, model, auth, uri })).name;
  }
  const { at } = await sessionWith(simulated, name, parameters);
  for (const stream_response of [false, true]) {
    const answer = await simulated.post(`${at}/events`, text('I like tea. What do I like?', { stream_response }));
    const events = stream_response ? parseEvents(answer.text) : answer.body.events;
    const thoughts = events.filter((event: Json) => event.type === 'thinking');
    expect(thoughts.map(({ content }: Json) => content)).toEqual([
      'The user says “I like tea. What do I like?”. I answer from what this prompt gives me.',
    ]);
  }
  const { session_context_usage } = await simulated.read(at);
  if (type !== 'anthropic') expect(session_context_usage.output_tokens.reasoning_tokens).toBeGreaterThan(5);
});

test('a script thinks, and a chat completion says nothing of it', async () => {
  const answers = [
    { thinking: 'Hm, tea.', text: 'Tea.', usage: { prompt_tokens: 5, completion_tokens: 3, cached_tokens: 2 } },
  ];
  await api.post('/_emulator/scripts', { match: { llm: 'gpt-4o' }, answer: answers[0] });
  const { at } = await sessionWith(api, 'gpt-4o');
  const { events } = await api.create(`${at}/events`, text('What?'));
  expect(events.slice(1).map(withoutIds)).toEqual([
    { type: 'thinking', content: 'Hm, tea.' },
    { type: 'agent_output', content: 'Tea.' },
  ]);
  expect((await api.read(at)).session_context_usage.input_tokens).toEqual({ count: 5, cached_tokens: 2 });
  const { entries } = await api.read('/_emulator/journal?limit=10');
  const turn = entries.find((one: Json) => one.operation === 'createAgentInput');
  const [note] = (await api.read(`/_emulator/journal/${turn.id}`)).notes;
  expect(note.notes.find(({ kind }: Json) => kind === 'model')).toMatchObject({ thinking: 'Hm, tea.', text: 'Tea.' });

  const messages = [{ role: 'user', content: 'tea?' }];
  const { body: completion } = await api.post('/v2/llms/chat/completions', { model: 'gpt-4o', messages });
  expect(completion.choices[0].message).toEqual({ role: 'assistant', content: 'Tea.' });
});
