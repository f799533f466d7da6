/** What ends a turn that would go on for ever, or whose conversation its model cannot take. */
import { expect, test } from 'vitest';
import { agentsFor, text } from '../support/agents.ts';
import type { Json } from '../support/client.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { parseEvents, typesOf } from '../support/stream-events.ts';
import { DIALECTS, provider } from './support/provider.ts';

const api = emulatorForFile();
const { sessionOf, say, scripted, tell } = agentsFor(api);

/** Types, each with how many there are. */
const counted = (events: Json[]): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(typesOf(events), (type) => type)].map(([type, all]) => [type, all.length]));

const kept = async (at: string): Promise<Json[]> => {
  const events: Json[] = [];
  for (let key = ''; ; ) {
    const page: Json = await api.read(`${at}/events?limit=100${key && `&page_key=${key}`}`);
    events.push(...page.events);
    if (!page.metadata.page_key) return events;
    key = page.metadata.page_key;
  }
};

test('500 transitions in a turn', async () => {
  const at = await sessionOf({
    first_step: { name: 'ping', next_steps: [{ step_name: 'pong' }] },
    steps: { pong: { next_steps: [{ step_name: 'ping' }] } },
  });
  await api.create('/_emulator/scripts', {
    match: { agent: at.split('/')[3] },
    answers: [{ text: 'On.' }],
    exhausted: 'repeat-last',
  });
  // A journal that keeps 501 requests, each longer than the one before, has most of the work.
  const unnoted = { headers: { 'x-emulator-bypass': 'journal' } };
  const { events } = (await api.post(`${at}/events`, text('Go.'), unnoted)).body;
  expect(counted(events)).toEqual({
    input_message: 1,
    agent_output: 501,
    step_transition: 500,
    step_transition_limit_exceeded: 1,
  });
  expect(events.at(-1)).toMatchObject({
    transition_limit: 500,
    message: 'More than 500 step transitions in one turn.',
  });
  expect(await api.read(at)).toMatchObject({ status: 'stopped', current_step_name: 'ping' });
}, 60_000);

test('100 answers with calls in a step', async () => {
  const at = await sessionOf({ skills: { tone: { description: 'How to speak.', content: 'Softly.' } } });
  const agent = at.split('/')[3];
  const tool_calls = [{ name: 'invoke_skill', arguments: { skill_name: 'tone' } }];
  const script = { match: { agent }, answers: [{ tool_calls }], exhausted: 'repeat-last' };
  const { id } = await api.create('/_emulator/scripts', script);
  const failed = await tell(at, 'Go.');
  expect([failed.status, failed.body.messages]).toEqual([
    500,
    ['INTERNAL: Agent exceeded the maximum number of actions (100).'],
  ]);
  expect(counted(await kept(at))).toEqual({ input_message: 1, tool_input: 100, tool_output: 100, skill_load: 100 });
  expect((await api.read(at)).status).toBe('stopped');
  await api.delete(`/_emulator/scripts/${id}`);
  await scripted(at, { text: 'Enough.' });
  expect((await say(at, 'And now?')).events.at(-1).content).toBe('Enough.');
}, 60_000);

test('a conversation that is longer than what the model takes', async () => {
  const { llm, received } = await provider(DIALECTS[0]!);
  const { name } = await api.create('/v2/llms', {
    name: uniqueName('small'),
    ...llm,
    capabilities: { ...llm.capabilities, context_limit: 4096 },
  });
  const at = await sessionOf({ model: { name } });
  received();
  const { events } = await say(at, 'tea '.repeat(5000));
  expect(typesOf(events)).toEqual(['input_message', 'context_limit_exceeded']);
  expect(events[1].context_limit).toBe(4096);
  expect(events[1].actual_tokens).toBeGreaterThan(4096);
  expect(received()).toEqual([]);
  const other = await sessionOf({ model: { name } });
  const streamed = await api.post(`${other}/events`, text('tea '.repeat(5000), { stream_response: true }));
  expect(typesOf(parseEvents(streamed.text))).toEqual(['input_message', 'context_limit_exceeded', 'end']);
  expect((await api.read(at)).status).toBe('stopped');
});
