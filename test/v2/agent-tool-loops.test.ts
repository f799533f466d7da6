/** Loops of an agent with a provider that speaks as OpenAI does: what it is sent after calls that go well, badly or on and on. */
import { expect, test } from 'vitest';
import { agentOf, agentsFor, inline, searchOf } from '../support/agents.ts';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { typesOf } from '../support/stream-events.ts';
import { json } from '../upstream/support/serve.ts';
import { posted } from '../upstream/support/simulate.ts';
import { DIALECTS, provider, type Said } from './support/provider.ts';

const api = emulatorForFile();
const { sessionOf, say, tell } = agentsFor(api);
const openAi = DIALECTS.find(({ type }) => type === 'openai-compatible')!;

/** A session of an agent with these tools, and the provider of its model. */
async function sessionWith(tool_configurations: object, agent: object = {}) {
  const upstream = await provider(openAi);
  const { name } = await api.create('/v2/llms', { name: uniqueName('llm'), ...upstream.llm });
  const first_step = { name: 'main', instructions: inline('Help.') };
  const at = await sessionOf({ model: { name }, tool_configurations, first_step, ...agent });
  upstream.received();
  return { at, ...upstream };
}

const called = (id: string, name: string, args: object | string) => ({
  id,
  type: 'function',
  function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) },
});
const calling = (calls: object[], content: string | null = null) =>
  json({ choices: [{ message: { content, tool_calls: calls }, finish_reason: 'tool_calls' }] });
const result = (tool_call_id: string, content: unknown) => ({ role: 'tool', tool_call_id, content });
const failed = (tool_call_id: string, error: string) => result(tool_call_id, JSON.stringify({ error }));

test('of calls at once every one is answered, in their order, whatever became of it', async () => {
  const corpus = await createCorpus(api, ['A refund takes five days.']);
  const { at, answers, received } = await sessionWith({
    kb: searchOf(corpus),
    slow: searchOf(corpus),
    gone: searchOf('no-such-corpus'),
  });
  const match = { agent: agentOf(at), tool: { name: 'slow' } };
  await api.create('/_emulator/scripts', { match, answer: { output: { found: 'late' }, delay_ms: 50 } });
  const calls = [
    called('a', 'slow', { query: 'refund' }),
    called('b', 'kb', { query: 'refund' }),
    called('b', 'kb', {}),
    called('c', 'gone', { query: 'refund' }),
    called('d', 'nothing', {}),
    called('e', 'kb', '{"query": '),
  ];
  answers.push(calling(calls, 'I look.'), { text: 'Five days.' });
  const { events } = await say(at, 'How long does a refund take?');
  expect(events.at(-1)).toMatchObject({ type: 'agent_output', content: 'Five days.' });
  const ended = events.filter(({ type }: Json) => type === 'tool_output');
  expect(ended.at(-1).tool_call_id).toBe('a');
  const [first, second, ...more] = received();
  expect(more).toEqual([]);
  expect(first.messages).toEqual([
    { role: 'system', content: 'Help.' },
    { role: 'user', content: 'How long does a refund take?' },
  ]);
  expect(second.tools).toEqual(first.tools);
  expect(first.tools.map((tool: Json) => tool.function.name)).toEqual(['gone', 'kb', 'slow']);
  expect(second.messages).toEqual([
    ...first.messages,
    {
      role: 'assistant',
      content: 'I look.',
      tool_calls: [...calls.slice(0, 2), { ...calls[2], id: 'b_2' }, ...calls.slice(3, 5), called('e', 'kb', {})],
    },
    result('a', '{"found":"late"}'),
    result('b', expect.stringContaining('A refund takes five days.')),
    failed('b_2', "Invalid arguments: 'query' is required."),
    failed('c', "Corpus 'no-such-corpus' was not found."),
    failed('d', "Tool 'nothing' is not available in this step."),
    failed('e', 'Invalid arguments: they should be a JSON object.'),
  ]);
});

test('a provider that fails amid a loop is sent all that was found when the session goes on', async () => {
  const corpus = await createCorpus(api, ['A refund takes five days.']);
  const { at, answers, received } = await sessionWith({ kb: searchOf(corpus) });
  const call = called('a', 'kb', { query: 'refund' });
  answers.push(calling([call]), json({ error: { message: 'Overloaded.' } }, 529), { text: 'Five days.' });
  const answer = await tell(at, 'How long does a refund take?');
  expect([answer.status, answer.body.messages]).toEqual([
    500,
    [expect.stringMatching(/^INTERNAL: Failed to generate agent output: LLM '.*' returned HTTP 529: Overloaded\.$/)],
  ]);
  expect(typesOf((await say(at, 'Well?')).events)).toEqual(['input_message', 'agent_output']);
  const [, second, third] = received();
  expect(second.messages.slice(2)).toEqual([
    { role: 'assistant', content: null, tool_calls: [call] },
    result('a', expect.stringContaining('A refund takes five days.')),
  ]);
  expect(third.messages).toEqual([...second.messages, { role: 'user', content: 'Well?' }]);
});

test('a model that calls on and on is asked 101 times, and the session goes on', async () => {
  const skills = { tone: { description: 'How to speak.', content: 'Softly.' } };
  const { at, answers, received } = await sessionWith({}, { skills });
  const on: Said = { calls: [{ id: 'a', name: 'invoke_skill', args: {} }] };
  answers.push(...Array.from({ length: 101 }, () => on), { text: 'Enough.' });
  const answer = await tell(at, 'Go.');
  expect([answer.status, answer.body.messages]).toEqual([
    500,
    ['INTERNAL: Agent exceeded the maximum number of actions (100).'],
  ]);
  expect(received()).toHaveLength(101);
  expect((await say(at, 'And now?')).events.at(-1).content).toBe('Enough.');
  const [last] = received();
  const roles = last.messages.map(({ role }: Json) => role).join(' ');
  expect(roles).toBe(`system user ${'assistant tool '.repeat(100)}user`);
  expect((await posted('openai-chat', last)).status).toBe(200);
});
