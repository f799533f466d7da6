/** Long conversations: what is summed up, when, and what the model is told then. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { typesOf } from '../support/stream-events.ts';
import { json, serve } from '../upstream/support/serve.ts';

const api = emulatorForFile();
const simulated = emulatorForFile({ upstream: 'simulate' });

const text = (content: string) => ({ messages: [{ type: 'text', content }] });

async function sessionAt(client: typeof api, agent: object): Promise<string> {
  const key = uniqueName('agent');
  await client.create('/v2/agents', { key, name: 'Long', first_step: { name: 'main' }, ...agent });
  return `/v2/agents/${key}/sessions/${(await client.create(`/v2/agents/${key}/sessions`, {})).key}`;
}
const say = async (client: typeof api, at: string, content: string): Promise<Json[]> =>
  (await client.create(`${at}/events`, text(content))).events;
const eventsOf = async (client: typeof api, at: string, more = ''): Promise<Json[]> =>
  (await client.read(`${at}/events?limit=100${more}`)).events.toReversed();

interface Said {
  text?: string;
  calls?: object[];
  /** Of what it was asked, as it counts. */
  tokens?: number;
  status?: number;
}

/** An agent's model with a window of 10,000 tokens that gives these answers in turn, and what it was asked. */
async function modelSaying(...answers: Said[]) {
  const asked: Json[] = [];
  let isTested = false;
  const { url: uri } = await serve((response, request) => {
    const said = isTested ? answers[asked.length] : {};
    if (isTested) asked.push(JSON.parse(request.body));
    isTested = true;
    if (!said || said.status) return json({ error: { message: 'Enough.' } }, said?.status ?? 500)(response, request);
    const { text: content = 'Well.', calls, tokens: prompt_tokens = 10 } = said;
    const message = { role: 'assistant', content, ...(calls && { tool_calls: calls }) };
    const usage = { prompt_tokens, completion_tokens: 5, total_tokens: prompt_tokens + 5 };
    json({ choices: [{ message, finish_reason: calls ? 'tool_calls' : 'stop' }], usage })(response, request);
  });
  const name = uniqueName('llm');
  const capabilities = { context_limit: 10_000, tool_calling: true };
  await api.create('/v2/llms', { type: 'openai-compatible', name, model: 'm', uri, capabilities });
  return { model: { name }, asked };
}

const called = (name: string, args: object, id = 'call_1') => ({
  id,
  type: 'function',
  function: { name, arguments: JSON.stringify(args) },
});
const contentsOf = ({ messages }: Json): string[] => messages.map(({ content }: Json) => content);

describe('a session that outgrows its model', () => {
  test('compacts twice in 40 turns and answers from before, from the summary and from what it leaves out', async () => {
    const { name } = await simulated.create('/v2/llms', {
      name: uniqueName('llm'),
      type: 'openai-compatible',
      model: 'gpt-4o',
      uri: 'https://api.openai.com/v1/chat/completions',
      auth: { type: 'bearer', token: 'secret-token' },
      capabilities: { context_limit: 4096 },
    });
    const at = await sessionAt(simulated, { model: { name }, compaction: { threshold_percent: 50 } });
    await say(simulated, at, 'My cat is called Minka.');
    const more = 'It stands on a shelf in the cellar. '.repeat(10);
    const aside = 'Its key hangs behind the red door.';
    for (let n = 2; n < 40; n += 1) {
      await say(simulated, at, `Box ${n} holds ${n} apples. ${more}${n === 5 ? aside : ''}`);
    }
    expect((await say(simulated, at, 'What is my cat called?')).at(-1)!.content).toContain('Minka');
    const all = await eventsOf(simulated, at, '&include_hidden=true');
    expect(all.length).toBe(82);
    expect(typesOf(all).filter((type) => type === 'compaction')).toHaveLength(2);
    const shown = typesOf(await eventsOf(simulated, at));
    expect([shown[0], shown.filter((type) => type === 'compaction').length]).toEqual(['compaction', 1]);
    expect(all.find(({ type }) => type === 'compaction')!.summary_text).not.toContain('door');
    const back = await say(simulated, at, 'Where does the key hang? Ask `search_compacted_events`.');
    expect(typesOf(back).slice(-3)).toEqual(['tool_input', 'tool_output', 'agent_output']);
    expect(back.at(-1)!.content).toContain('red door');
  });

  test('has what came before its newest inputs summed up, as the agent said when it began', async () => {
    const { model, asked } = await modelSaying(
      { text: 'One.', tokens: 100 },
      { text: 'Two.', tokens: 7990 },
      { text: 'Both were said.', tokens: 7000 },
      { text: 'Three.', tokens: 300 },
      { text: 'Four.' },
    );
    const reminders = [{ type: 'templated', template: 'Be brief.', hooks: ['input_message'], fire_every: 2 }];
    const at = await sessionAt(api, {
      model,
      first_step: { name: 'main', reminders },
      compaction: { compaction_message: 'Mind the numbers.' },
    });
    await api.patch(at.split('/').slice(0, 4).join('/'), { compaction: { enabled: false, compaction_message: 'No.' } });
    await say(api, at, 'First.');
    const second = await say(api, at, 'Second.');
    const third = await say(api, at, 'Third, which makes it eight thousand tokens.');
    expect(typesOf(third)).toEqual(['input_message', 'compaction', 'agent_output']);
    expect(third[1]).toMatchObject({ turns_compacted: 2, events_compacted: 4, summary_text: 'Both were said.' });

    expect(asked[2].messages).toEqual([
      { role: 'system', content: expect.stringMatching(/^Summarize [\s\S]*\n\nMind the numbers\.$/) },
      { role: 'user', content: 'User: First.\n\nAssistant: One.\n\nUser: Second.\n\nAssistant: Two.' },
    ]);
    expect(asked[2].tools).toBeUndefined();
    expect(contentsOf(asked[3])).toEqual([
      expect.stringMatching(/<conversation_summary>\nBoth were said\.\n<\/conversation_summary>$/),
      'Third, which makes it eight thousand tokens.\n\nBe brief.',
    ]);
    expect(asked[3].tools.map((tool: Json) => tool.function.name)).toEqual(['search_compacted_events']);

    expect(typesOf(await eventsOf(api, at))).toEqual(['compaction', 'input_message', 'agent_output']);
    const all = await eventsOf(api, at, '&include_hidden=true');
    expect(all.slice(2, 5).map(({ id }) => id)).toEqual([second[0]!.id, second[1]!.id, third[1]!.id]);
    expect(Object.keys((await api.read(at)).session_context_usage)).not.toContain('estimated_input');
    const fourth = await say(api, at, 'Fourth.');
    expect(fourth[0]!.message_diffs).toEqual(['Be brief.']);
  });

  test('looks back with a tool, at what the summary stands for', async () => {
    const look = called('search_compacted_events', { query: 'what is the code of the safe' });
    const { model, asked } = await modelSaying(
      { text: 'I keep it.' },
      { text: 'Fine.', tokens: 9000 },
      { text: 'A code was given.' },
      { text: '', calls: [look] },
      { text: 'It is 4711.' },
    );
    const at = await sessionAt(api, { model });
    await say(api, at, 'The code of the safe is 4711.');
    await say(api, at, 'What is the weather like?');
    const events = await say(api, at, 'What was the code?');
    const output = events.find(({ type }) => type === 'tool_output')!;
    expect(output.tool_output.events).toEqual([
      { type: 'input_message', created_at: expect.any(String), text: 'The code of the safe is 4711.' },
    ]);
    expect(contentsOf(asked[4]).at(-1)).toContain('4711');
  });

  test('sums up what is larger than the window, without the middle of what is longest', async () => {
    const { model, asked } = await modelSaying({ text: 'A long text.' }, { text: 'Yes.' });
    const at = await sessionAt(api, { model });
    const long = `Beginning. ${'And so on. '.repeat(6000)}End.`;
    expect(typesOf(await say(api, at, long))).toEqual(['input_message', 'context_limit_exceeded']);
    expect((await say(api, at, 'Shorter?')).at(-1)!.content).toBe('Yes.');
    const transcript = contentsOf(asked[0])[1]!;
    expect(transcript.length).toBeLessThan(31_000);
    expect(transcript).toMatch(/^User: Beginning\.[\s\S]*… \[\d+ characters omitted\] …[\s\S]*End\.$/);
  });

  test('fails with the summary, and goes on when it can be made', async () => {
    const { model } = await modelSaying({ tokens: 8500 }, { status: 429 }, { text: 'All was well.' }, { text: 'Yes.' });
    const at = await sessionAt(api, { model });
    await say(api, at, 'Is all well?');
    const failed = await api.post(`${at}/events`, text('And now?'));
    expect([failed.status, failed.body.messages[0]]).toEqual([500, expect.stringContaining('HTTP 429: Enough.')]);
    expect(typesOf(await eventsOf(api, at))).toEqual(['input_message', 'agent_output', 'input_message']);
    const events = await say(api, at, 'And now?');
    expect(events[1]).toMatchObject({ type: 'compaction', turns_compacted: 2, events_compacted: 3 });
    expect(events.at(-1)!.content).toBe('Yes.');
  });

  test.each([
    ['exclude', []],
    ['include_outputs', ['Result of kb: {"error":"Corpus \'none\' was not found."}']],
    ['include_all', ['Call of kb: {"query":"x"}', 'Result of kb: {"error":"Corpus \'none\' was not found."}']],
  ])('tells the summarizer of tools what is asked for: %s', async (tool_event_policy, told) => {
    const { model, asked } = await modelSaying(
      { text: '', calls: [called('kb', { query: 'x' })] },
      { text: 'Nothing.', tokens: 9000 },
      { text: 'Nothing was found.' },
      { text: 'Indeed.' },
    );
    const kb = { type: 'corpora_search', query_configuration: { search: { corpora: [{ corpus_key: 'none' }] } } };
    const at = await sessionAt(api, { model, tool_configurations: { kb }, compaction: { tool_event_policy } });
    await say(api, at, 'Search.');
    await say(api, at, 'Really?');
    expect(contentsOf(asked[2])[1]).toBe(['User: Search.', ...told, 'Assistant: Nothing.'].join('\n\n'));
  });
});
