/** What an entry says of an agent's turn: a tree of steps, calls of models and tools, and transitions. */
import { expect, test } from 'vitest';
import { agentOf, agentsFor, instructions } from '../support/agents.ts';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile } from '../support/emulator.ts';
import { entryOf } from './support/journal.ts';

const api = emulatorForFile();
const { sessionOf, scripted, tell } = agentsFor(api);

const entryAt = (at: string) => entryOf(api, { operation: 'createAgentInput', path: at });
const explained = async ({ id }: Json) => (await api.get(`/_emulator/journal/${id}/explain`)).text;
const kinds = (notes: Json[]): string[] => notes.map(({ kind }) => kind);

test('a turn holds its steps, what models and tools were asked, and why the next step followed', async () => {
  const corpus = await createCorpus(api, ['A refund takes five days.']);
  const at = await sessionOf({
    tool_configurations: {
      kb: {
        type: 'corpora_search',
        query_configuration: { search: { corpora: [{ corpus_key: corpus }], limit: 1 } },
      },
    },
    first_step: {
      name: 'classify',
      instructions,
      allowed_tools: [],
      output_parser: { type: 'structured', json_schema: { name: 'intent', schema: { type: 'object' } } },
      next_steps: [
        { step_name: 'sales', condition: "get('$.output.intent') == 'sales'" },
        { step_name: 'help', condition: "get('$.output.intent') == 'help'" },
      ],
    },
    steps: { sales: { instructions }, help: { instructions } },
  });
  await scripted(
    at,
    { json: { intent: 'help' } },
    { tool_calls: [{ id: 'call_1', name: 'kb', arguments: { query: 'refund' } }] },
    { text: 'Five days.' },
  );
  await tell(at, 'How long does a refund take?');
  const entry = await entryAt(at);
  const [turn] = entry.notes;
  expect(kinds(entry.notes)).toEqual(['turn']);
  expect(turn).toMatchObject({
    agent: agentOf(at),
    session: at.split('/')[5],
    step: 'classify',
    llm: 'gpt-4o',
    input: 'How long does a refund take?',
    outcome: 'ended',
    took_ms: expect.any(Number),
  });
  expect(kinds(turn.notes)).toEqual(
    ['step', 'model', 'script_matched', 'transition', 'step', 'model', 'script_matched', 'tool_call'].concat([
      'model',
      'script_matched',
    ]),
  );
  expect(turn.notes[0]).toMatchObject({ step: 'classify', tools: [], schema: 'intent' });
  const [sales, help] = turn.notes[3].tried;
  expect(turn.notes[3]).toMatchObject({ from: 'classify', to: 'help' });
  expect([sales.held, help.held]).toEqual([false, true]);
  const call = turn.notes[7];
  expect(call).toMatchObject({
    id: 'call_1',
    name: 'kb',
    tool: 'corpora_search',
    type: 'corpora_search',
    arguments: { query: 'refund' },
    output: { search_results: [{ text: 'A refund takes five days.' }] },
    error: false,
    answered_by: 'emulator',
    ms: expect.any(Number),
  });
  expect(kinds(call.notes)).toContain('search');
  expect(entry.llms).toEqual(['gpt-4o']);
  const text = await explained(entry);
  for (const said of [
    `The agent "${agentOf(at)}" took a turn`,
    'It was told: How long does a refund take?',
    '  The step "help" follows "classify".',
    `  To "sales": get('$.output.intent') == 'sales' was false.`,
    '  The model called the tool "kb" (corpora_search) as call_1, with {"query":"refund"}',
    '    assistant: (calls kb with {"query":"refund"})',
    '    The search found 1 candidates',
    '  The emulator answered after',
    'The turn ended after',
  ]) {
    expect(text).toContain(said);
  }
});

test.each([
  ['a tool that there is not', { name: 'nope', arguments: {} }, 'nobody', "Tool 'nope' is not available in this step."],
  ['arguments that are no object', { name: 'kb', arguments: '[1' }, 'nobody', 'Invalid arguments'],
  ['a search of nothing', { name: 'kb', arguments: { query: 'x' } }, 'emulator', 'gone'],
])('a call fails and says who answered: %s', async (_, call, answered_by, error) => {
  const at = await sessionOf({
    first_step: { name: 'main', instructions },
    tool_configurations: {
      kb: { type: 'corpora_search', query_configuration: { search: { corpora: [{ corpus_key: 'gone' }] } } },
    },
  });
  await scripted(at, { tool_calls: [call] }, { text: 'Sorry.' });
  await tell(at, 'Go.');
  const entry = await entryAt(at);
  const noted = entry.notes[0].notes.find(({ kind }: Json) => kind === 'tool_call');
  expect(noted).toMatchObject({ error: true, answered_by, arguments: call.arguments });
  expect(noted.output.error).toContain(error);
  expect(await explained(entry)).toContain('with an error');
});

test('a turn that fails says with what', async () => {
  const at = await sessionOf({
    first_step: { name: 'main', instructions },
    model: { name: 'gpt-4o', retry_configuration: { enabled: false } },
  });
  await scripted(at, { error: { status: 503, message: 'busy' } });
  const answer = await tell(at, 'Go.');
  const entry = await entryAt(at);
  expect(answer.status).toBe(500);
  expect(entry.notes[0]).toMatchObject({ outcome: 'failed', error: answer.body.messages[0] });
  expect(await explained(entry)).toContain(`ms: ${answer.body.messages[0]}`);
});

test('a condition that comes to neither true nor false is told with what it came to', async () => {
  const at = await sessionOf({
    first_step: {
      name: 'main',
      instructions,
      next_steps: [{ step_name: 'main', condition: "get('$.output.text') - 1 > 2" }],
    },
  });
  await scripted(at, { text: 'words' });
  await tell(at, 'Go.');
  const entry = await entryAt(at);
  const transition = entry.notes[0].notes.at(-1);
  expect(transition).toMatchObject({ kind: 'transition', from: 'main' });
  expect(transition).not.toHaveProperty('to');
  expect(transition.tried).toEqual([
    { to: 'main', condition: "get('$.output.text') - 1 > 2", held: false, value: null },
  ]);
  expect(await explained(entry)).toContain('was null, which is not true.');
});

test('secrets of agents and sessions are hidden wherever they turn up', async () => {
  const at = await sessionOf({
    first_step: {
      name: 'main',
      instructions: [{ type: 'inline', name: 'i', template: 'The word is sesame-sesame.' }],
    },
    tool_configurations: {
      web: { type: 'web_get', argument_override: { headers: { 'X-Word': { $ref: 'agent.secrets.word' } } } },
    },
  });
  await api.put(`${at.split('/sessions')[0]}/secrets`, { secrets: { word: 'sesame-sesame' } });
  await scripted(at, { tool_calls: [{ name: 'web', arguments: { url: 'http://127.0.0.1:9/' } }] }, { text: 'No.' });
  await tell(at, 'Go.');
  const entry = await entryAt(at);
  expect(entry.notes[0].notes.find(({ kind }: Json) => kind === 'tool_call').overridden).toEqual(['headers.X-Word']);
  expect(JSON.stringify(entry)).not.toContain('sesame-sesame');
  expect(await explained(entry)).not.toContain('sesame-sesame');
});

test('a turn goes on being told after its client has left', async () => {
  const at = await sessionOf({ first_step: { name: 'main', instructions } });
  await scripted(at, {
    text: 'One two three four five.',
    timing: { first_token_ms: 60, tokens_per_second: 1000 },
  });
  const leaving = AbortSignal.timeout(30);
  const body = JSON.stringify({ messages: [{ type: 'text', content: 'Go.' }], stream_response: true });
  const response = await api
    .call('POST', `${at}/events`, undefined, { raw: body, signal: leaving })
    .catch(() => 'left');
  expect(response).toBe('left');
  await expect.poll(async () => (await entryAt(at)).notes[0].outcome).toBe('ended');
  const [turn] = (await entryAt(at)).notes;
  expect(turn.notes.at(-2)).toMatchObject({ kind: 'model', text: 'One two three four five.' });
});
