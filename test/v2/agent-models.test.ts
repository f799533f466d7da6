/** Agents with language models of their own: what each dialect is sent, and what it is read as. */
import { expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { typesOf } from '../support/stream-events.ts';
import { json, serve } from '../upstream/support/serve.ts';

const live = emulatorForFile();

const corpusAboutRefunds = async (api: typeof live) => {
  const key = uniqueName('refunds');
  await api.create('/v2/corpora', { key });
  const document_parts = [{ text: 'A refund takes five days.' }, { text: 'Our office is in Oslo.' }];
  await api.create(`/v2/corpora/${key}/documents`, { id: 'faq', type: 'core', document_parts });
  return key;
};

const intent = {
  type: 'structured',
  json_schema: {
    name: 'intent',
    schema: { type: 'object', properties: { topic: { enum: ['refund'] } }, required: ['topic'] },
  },
};
const answer = {
  type: 'structured',
  json_schema: {
    name: 'answer',
    schema: { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'] },
  },
};

/** Clarifies in one schema, then searches and answers in another. */
async function twoSteps(api: typeof live, llm: object): Promise<string> {
  const { name } = await api.create('/v2/llms', { name: uniqueName('llm'), ...llm });
  const corpus_key = await corpusAboutRefunds(api);
  const key = uniqueName('agent');
  const inline = (template: string) => [{ type: 'inline', name: 'i', template }];
  await api.create('/v2/agents', {
    key,
    name: 'Two steps',
    model: { name, parameters: { temperature: 0 } },
    tool_configurations: {
      kb: { type: 'corpora_search', query_configuration: { search: { corpora: [{ corpus_key }], limit: 1 } } },
    },
    first_step_name: 'clarify',
    steps: {
      clarify: {
        instructions: inline('What is it about?'),
        allowed_tools: [],
        output_parser: intent,
        next_steps: [{ step_name: 'answer', condition: "get('$.output.topic') == 'refund'" }],
      },
      answer: { instructions: inline('Search, then answer.'), output_parser: answer },
    },
  });
  const session = await api.create(`/v2/agents/${key}/sessions`, {});
  return `/v2/agents/${key}/sessions/${session.key}`;
}

const TYPES = [
  'input_message',
  'structured_output',
  'step_transition',
  'tool_input',
  'tool_output',
  'structured_output',
];
const bearer = { type: 'bearer', token: 'secret-token' };
const capabilities = { tool_calling: true, structured_outputs: true };

test('a provider is sent the session message by message', async () => {
  const call = { id: 'call_1', type: 'function', function: { name: 'kb', arguments: '{"query":"refund"}' } };
  const said = [
    { content: '{"topic":"refund"}' },
    { content: 'I look.', tool_calls: [call] },
    { content: '```json\n{"answer":"Five days."}\n```' },
  ];
  let calls = 0;
  const upstream = await serve((response, request) =>
    json({ choices: [{ message: said[calls++ % said.length], finish_reason: 'stop' }] })(response, request),
  );
  const uri = `${upstream.url}/v1/chat/completions`;
  const llm = { type: 'openai-compatible', model: 'gpt-4o', uri, auth: bearer, capabilities };
  const at = await twoSteps(live, llm);
  // Registering it tried it out.
  calls = 0;
  const before = upstream.received.length;
  const { events } = await live.create(`${at}/events`, { messages: [{ content: 'How long does a refund take?' }] });
  expect(typesOf(events)).toEqual([...TYPES.slice(0, 3), 'agent_output', ...TYPES.slice(3)]);
  expect(events.at(-1).content).toEqual({ answer: 'Five days.' });
  const bodies: Json[] = upstream.received.slice(before).map(({ body }) => JSON.parse(body));
  const [first, second, third] = bodies;
  expect(first.messages).toEqual([
    { role: 'system', content: 'What is it about?' },
    { role: 'user', content: 'How long does a refund take?' },
  ]);
  expect(first).toMatchObject({ temperature: 0, response_format: { json_schema: { name: 'intent' } } });
  expect(first.tools).toBeUndefined();
  expect(second.messages).toEqual([
    { role: 'system', content: 'Search, then answer.' },
    { role: 'user', content: 'How long does a refund take?' },
    { role: 'assistant', content: '{"topic":"refund"}' },
    {
      role: 'user',
      content: `Continue as step 'answer'. Previous step 'clarify' finished with: {"topic":"refund"}`,
    },
  ]);
  expect(second.tools.map((tool: Json) => tool.function.name)).toEqual(['kb']);
  expect(third.messages.slice(4)).toEqual([
    { role: 'assistant', content: 'I look.', tool_calls: [call] },
    { role: 'tool', tool_call_id: 'call_1', content: JSON.stringify(events[5].tool_output) },
  ]);
  expect(bodies.map(({ stream_options }) => stream_options)).toEqual([undefined, undefined, undefined]);
  await live.post(`${at}/events`, { messages: [{ content: 'Again.' }], stream_response: true });
  expect(JSON.parse(upstream.received.at(-1)!.body)).toMatchObject({
    stream: true,
    stream_options: { include_usage: true },
  });
});

test('reminders follow the inputs and outputs whose turn it is', async () => {
  const heard: Json[] = [];
  const upstream = await serve((response, request) => {
    const { messages } = JSON.parse(request.body);
    heard.push(messages);
    const call = { id: `c${heard.length}`, type: 'function', function: { name: 'invoke_skill', arguments: '{}' } };
    const message = messages.at(-1).role === 'tool' ? { content: 'Done.' } : { tool_calls: [call] };
    json({ choices: [{ message, finish_reason: 'stop' }] })(response, request);
  });
  const uri = `${upstream.url}/v1/chat/completions`;
  const llm = { type: 'openai-compatible', name: uniqueName('llm'), model: 'gpt-4o', uri, auth: bearer, capabilities };
  await live.create('/v2/llms', llm);
  const key = uniqueName('agent');
  const reminder = (template: string, hooks: string[], more: object = {}) => ({
    type: 'templated',
    template,
    hooks,
    ...more,
  });
  const reminders = [
    reminder('Ask $session.metadata.who.', ['input_message'], { skip_first: 1, fire_every: 2 }),
    reminder('Be brief.', ['input_message', 'tool_output']),
  ];
  await live.create('/v2/agents', {
    key,
    name: 'Reminded',
    model: { name: llm.name },
    skills: { tone: { description: 'How to speak.', content: 'Softly.' } },
    first_step: { reminders },
  });
  const session = await live.create(`/v2/agents/${key}/sessions`, { metadata: { who: 'Ada' } });
  const at = `/v2/agents/${key}/sessions/${session.key}/events`;
  const diffs = [];
  for (const content of ['One', 'Two', 'Three']) {
    const { events } = await live.create(at, { messages: [{ content: 'Hear.' }, { content }] });
    diffs.push(events[0].message_diffs);
  }
  expect(diffs).toEqual([
    ['', 'Be brief.'],
    ['', 'Ask Ada.\n\nBe brief.'],
    ['', 'Be brief.'],
  ]);
  const said = (role: string) =>
    heard
      .at(-1)
      .filter((one: Json) => one.role === role)
      .map((one: Json) => one.content);
  expect(said('user').slice(2, 4)).toEqual(['Hear.', 'Two\n\nAsk Ada.\n\nBe brief.']);
  expect(said('tool')).toEqual(Array(3).fill(`{"error":"Invalid arguments: 'skill_name' is required."}\n\nBe brief.`));
});
