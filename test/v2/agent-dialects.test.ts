/** What an agent's model is sent on the wire of each dialect: tools, their results, schemas, roles. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { typesOf } from '../support/stream-events.ts';
import { json } from '../upstream/support/serve.ts';
import { DIALECTS, type Dialect, provider } from './support/provider.ts';

const api = emulatorForFile();
const dialectOf = (type: Dialect['type']) => DIALECTS.find((one) => one.type === type)!;

/** An agent whose model is at a provider of its own, and a session of it. */
async function agentAt(dialect: Dialect, step: object = {}, { llm = {}, parameters = {}, ...agent }: Json = {}) {
  const upstream = await provider(dialect);
  const { name } = await api.create('/v2/llms', { name: uniqueName('llm'), ...upstream.llm, ...llm });
  const key = uniqueName('agent');
  await api.create('/v2/agents', {
    key,
    name: 'Dialects',
    model: { name, parameters },
    tool_configurations: {
      '1st': { type: 'corpora_search', query_configuration: { search: { corpora: [{ corpus_key: 'none' }] } } },
    },
    first_step: { instructions: [{ type: 'inline', name: 'i', template: 'Help.' }], ...step },
    ...agent,
  });
  const session = await api.create(`/v2/agents/${key}/sessions`, {});
  upstream.received();
  const at = `/v2/agents/${key}/sessions/${session.key}/events`;
  const say = (...contents: string[]): Promise<Json> =>
    api.create(at, { messages: contents.map((content) => ({ type: 'text', content })) });
  return { ...upstream, say };
}

const schema = { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'] };
const structured = {
  type: 'structured',
  json_schema: { name: 'answer', description: 'What is so.', strict: true, schema },
};
const SAID = '{"answer":"Five."}';

const loaded = '{"skill_name":"tone","loaded":true}';
const failed = `{"error":"Invalid arguments: 'query' is required."}`;
const calls = [
  { id: 'call_1', name: 'invoke_skill', args: { skill_name: 'tone' } },
  { id: 'call_2', name: '1st', args: {} },
];
const SEARCH = { name: '1st', parameters: expect.objectContaining({ required: ['query'] }) };
const called = (index: number) => ({
  name: calls[index]!.name,
  arguments: JSON.stringify(calls[index]!.args),
});

/** The second request, after two calls at once of which the second failed, by what it has of messages and of tools. */
const SENT: Record<Dialect['type'], [of: string[], body: Json]> = {
  'openai-compatible': [
    ['messages', 'tools'],
    {
      messages: [
        { role: 'system', content: expect.stringMatching(/^Help\./) },
        { role: 'user', content: 'Hi' },
        {
          role: 'assistant',
          content: 'I look.',
          tool_calls: [0, 1].map((one) => ({ id: calls[one]!.id, type: 'function', function: called(one) })),
        },
        { role: 'tool', tool_call_id: 'call_1', content: loaded },
        { role: 'tool', tool_call_id: 'call_2', content: failed },
        { role: 'user', content: 'Softly.' },
      ],
      tools: [
        { type: 'function', function: expect.objectContaining(SEARCH) },
        { type: 'function', function: expect.objectContaining({ name: 'invoke_skill' }) },
      ],
    },
  ],
  'openai-responses': [
    ['input', 'tools'],
    {
      input: [
        { role: 'system', content: expect.stringMatching(/^Help\./) },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'I look.' },
        ...[0, 1].map((one) => ({ type: 'function_call', call_id: calls[one]!.id, ...called(one) })),
        { type: 'function_call_output', call_id: 'call_1', output: loaded },
        { type: 'function_call_output', call_id: 'call_2', output: failed },
        { role: 'user', content: 'Softly.' },
      ],
      tools: [
        expect.objectContaining({ type: 'function', ...SEARCH, strict: false }),
        expect.objectContaining({ type: 'function', name: 'invoke_skill', strict: false }),
      ],
    },
  ],
  anthropic: [
    ['system', 'messages', 'tools'],
    {
      system: expect.stringMatching(/^Help\./),
      messages: [
        { role: 'user', content: 'Hi' },
        {
          role: 'assistant',
          content: [
            { type: 'text', text: 'I look.' },
            ...calls.map(({ id, name, args }) => ({ type: 'tool_use', id, name, input: args })),
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'call_1', content: loaded },
            { type: 'tool_result', tool_use_id: 'call_2', content: failed, is_error: true },
            { type: 'text', text: 'Softly.' },
          ],
        },
      ],
      tools: [
        expect.objectContaining({ name: '1st', input_schema: SEARCH.parameters }),
        expect.objectContaining({ name: 'invoke_skill' }),
      ],
    },
  ],
  'vertex-ai': [
    ['systemInstruction', 'contents', 'tools'],
    {
      systemInstruction: { parts: [{ text: expect.stringMatching(/^Help\./) }] },
      contents: [
        { role: 'user', parts: [{ text: 'Hi' }] },
        {
          role: 'model',
          parts: [
            { text: 'I look.' },
            { functionCall: { id: 'call_1', name: 'invoke_skill', args: calls[0]!.args }, thoughtSignature: 'sealed' },
            { functionCall: { id: 'call_2', name: 't_1st', args: {} } },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { id: 'call_1', name: 'invoke_skill', response: JSON.parse(loaded) } },
            { functionResponse: { id: 'call_2', name: 't_1st', response: JSON.parse(failed) } },
            { text: 'Softly.' },
          ],
        },
      ],
      tools: [
        {
          functionDeclarations: [
            expect.objectContaining({ name: 't_1st', parametersJsonSchema: SEARCH.parameters }),
            expect.objectContaining({ name: 'invoke_skill' }),
          ],
        },
      ],
    },
  ],
};

test.each(DIALECTS)('$type gets calls at once and their results, failed ones too', async (dialect) => {
  const skills = { tone: { description: 'How to speak.', content: 'Softly.' } };
  const { answers, say, received } = await agentAt(dialect, {}, { skills });
  const name = dialect.type === 'vertex-ai' ? 't_1st' : '1st';
  answers.push({ text: 'I look.', calls: [calls[0]!, { ...calls[1]!, name }] }, { text: 'Done.' });
  const { events } = await say('Hi');
  expect(events.flatMap((event: Json) => (event.type === 'tool_input' ? event.tool_configuration_name : []))).toEqual([
    'invoke_skill',
    '1st',
  ]);
  const [of, expected] = SENT[dialect.type];
  const body = received().at(-1);
  expect(Object.fromEntries(of.map((member) => [member, body[member]]))).toEqual(expected);
  expect(body.tool_choice ?? body.toolConfig).toBeUndefined();
});

test.each([
  ['openai-compatible', 'response_format', { type: 'json_schema', json_schema: structured.json_schema }],
  ['openai-responses', 'text', { format: { type: 'json_schema', ...structured.json_schema } }],
  [
    'anthropic',
    'output_config',
    { format: { type: 'json_schema', schema: { ...schema, additionalProperties: false } } },
  ],
  ['vertex-ai', 'generationConfig', { responseMimeType: 'application/json', responseJsonSchema: schema }],
] as const)('%s is asked for a schema beside tools by %s', async (type, member, value) => {
  for (const allowed_tools of [['1st'], []]) {
    const { answers, say, received } = await agentAt(dialectOf(type), { output_parser: structured, allowed_tools });
    answers.push({ text: SAID });
    const { events } = await say('Hi');
    expect(events.at(-1)).toMatchObject({ type: 'structured_output', content: { answer: 'Five.' } });
    const [body] = received();
    expect(body[member]).toEqual(value);
    expect(body.tool_choice).toBeUndefined();
    expect(body.tools?.length ?? 0).toBe(allowed_tools.length);
  }
});

describe('where a provider does not take both', () => {
  const refusing = json({ type: 'error', error: { message: 'output_config: Extra inputs are not permitted' } }, 400);

  test.each([
    [{}, { type: 'any' }],
    [{ thinking: { type: 'enabled', budget_tokens: 1024 } }, undefined],
  ])('a tool stands for the schema at Anthropic, with parameters %j', async (parameters, tool_choice) => {
    const { answers, say, received } = await agentAt(
      dialectOf('anthropic'),
      { output_parser: structured },
      { parameters },
    );
    answers.push(refusing, { calls: [{ id: 'c', name: '1st', args: {} }] });
    answers.push(refusing, { calls: [{ id: 'd', name: 'answer', args: { answer: 'Five.' } }] });
    const { events } = await say('Hi');
    expect(typesOf(events)).toEqual(['input_message', 'tool_input', 'tool_output', 'structured_output']);
    expect(events.at(-1).content).toEqual({ answer: 'Five.' });
    const [first, second] = received();
    expect(first.output_config).toBeDefined();
    expect(second.output_config).toBeUndefined();
    expect(second.tools.map((tool: Json) => tool.name)).toEqual(['1st', 'answer']);
    expect(second.tool_choice).toEqual(tool_choice);
  });

  test('a Gemini before the third is asked once more, without its tools', async () => {
    const gemini = { ...dialectOf('vertex-ai'), model: 'gemini-2.5-flash' };
    const { answers, say, received } = await agentAt(gemini, { output_parser: structured });
    answers.push({ calls: [{ id: 'c', name: 't_1st', args: {} }] }, { text: 'Five, I guess.' }, { text: SAID });
    const { events } = await say('Hi');
    expect(typesOf(events)).toEqual(['input_message', 'tool_input', 'tool_output', 'structured_output']);
    expect(events.at(-1).content).toEqual({ answer: 'Five.' });
    const sent = received().map(({ tools, generationConfig }) => [
      Boolean(tools),
      generationConfig?.responseJsonSchema,
    ]);
    expect(sent).toEqual([
      [true, undefined],
      [true, undefined],
      [false, schema],
    ]);
  });

  test.each([
    [{ structured_outputs: false }, ['1st'], /^Help\.\n\n.*"required":\["answer"\]/s],
    [{ tool_calling: false }, undefined, 'Help.'],
    [{ requires_role_alternation: true }, ['1st'], 'Help.'],
  ])('capabilities are kept to: %j', async (given, tools, system) => {
    const llm = { capabilities: { tool_calling: true, structured_outputs: true, ...given } };
    const { answers, say, received } = await agentAt(
      dialectOf('openai-compatible'),
      { output_parser: structured },
      { llm },
    );
    answers.push({ text: SAID });
    await say('Hi', 'there');
    const [body] = received();
    expect(body.messages[0].content).toMatch(system);
    expect(body.tools?.map((tool: Json) => tool.function.name)).toEqual(tools);
    expect(body.response_format === undefined).toBe('structured_outputs' in given);
    const users = body.messages.slice(1).map(({ content }: Json) => content);
    expect(users).toEqual('requires_role_alternation' in given ? ['Hi\n\nthere'] : ['Hi', 'there']);
  });
});
