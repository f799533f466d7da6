/** The built-in model as an agent: which tools it calls, with what, and what it makes of their results. */
import { describe, expect, test } from 'vitest';
import { createBuiltInModel } from '../../../src/upstream/built-in/built-in-model.ts';
import { collectChunks } from '../../../src/upstream/collect-chunks.ts';
import type { Message, ModelRequest, ToolDefinition } from '../../../src/upstream/language-model.ts';
import { ask } from '../support/upstream.ts';

const say = (given: Partial<ModelRequest>) =>
  collectChunks(createBuiltInModel().generate(ask(given), new AbortController().signal));
const user = (content: string): Message => ({ role: 'user', content });
const tool = (name: string, properties: object, required: string[]): ToolDefinition => ({
  name,
  parameters: { type: 'object', properties, required },
});
const text = { type: 'string' };
const search = (name: string) => tool(name, { query: text, limit: { type: 'integer' } }, ['query']);
const weather = tool('get_weather', { city: text, unit: { type: 'string', enum: ['celsius', 'fahrenheit'] } }, [
  'city',
  'unit',
]);
const QUESTION = 'How long does a refund take?';

/** What a tool answered to the question, or several did at once. */
const answeredBy = (...outputs: unknown[]): Message[] => [
  user(QUESTION),
  {
    role: 'assistant',
    content: '',
    toolCalls: outputs.map((_, index) => ({ id: `c${index}`, name: 'search', arguments: '{}' })),
  },
  ...outputs.map(
    (output, index): Message => ({ role: 'tool', toolCallId: `c${index}`, content: JSON.stringify(output) }),
  ),
];
const results = (...texts: string[]) => ({ search_results: texts.map((one) => ({ text: one, score: 0.5 })) });

describe('calls', () => {
  test.each<[string, string, ToolDefinition[], [string, object][]]>([
    [
      'a search, the first by name',
      QUESTION,
      [weather, search('kb_b'), search('kb_a')],
      [['kb_a', { query: QUESTION }]],
    ],
    ['nothing where nothing searches', QUESTION, [weather], []],
    [
      'what is named in backquotes, filled with the rest',
      'Use `get_weather` for Oslo in fahrenheit, please',
      [search('kb'), weather],
      [['get_weather', { city: 'Use for Oslo in fahrenheit, please', unit: 'fahrenheit' }]],
    ],
    [
      'what is named after an @, all at once',
      '@get_weather @kb Oslo',
      [search('kb'), weather],
      [
        ['get_weather', { city: 'Oslo', unit: 'celsius' }],
        ['kb', { query: 'Oslo' }],
      ],
    ],
    ['no tool by an address or a word in quotes that is none', 'Mail me@get_weather or `x`.', [weather], []],
  ])('%s', async (_, asked, tools, calls) => {
    const { toolCalls } = await say({ messages: [user(asked)], tools });
    expect(toolCalls.map(({ name, arguments: written }) => [name, JSON.parse(written)])).toEqual(calls);
    expect(new Set(toolCalls.map(({ id }) => id)).size).toBe(calls.length);
  });

  test('the same each time, streamed or not, and not once it was answered', async () => {
    const asked = { messages: [user('`get_weather` @kb Oslo')], tools: [search('kb'), weather] };
    expect(await say({ ...asked, stream: true })).toEqual(await say(asked));
    expect((await say({ messages: answeredBy(results()), tools: [search('search')] })).toolCalls).toEqual([]);
  });
});

describe('results', () => {
  const two = results('Shipping takes two days.', 'A refund takes five days.');

  test.each<[string, unknown[], string]>([
    ['are cited by their place', [two], 'A refund takes five days. [2]'],
    ['are counted through all searches', [results('Our office is in Oslo.'), two], 'A refund takes five days. [3]'],
    ['of a search that failed are passed over', [{ error: 'Gone.' }, two], 'A refund takes five days. [2]'],
    [
      'that say nothing are no answer',
      [results('Our office is in Oslo.')],
      `The search results hold no information on the question “${QUESTION}”.`,
    ],
    ['may be none', [results()], `The search results hold no information on the question “${QUESTION}”.`],
    [
      'that are an error are told',
      [{ error: 'Corpus was not found.' }],
      'The tool returned the following: Corpus was not found.',
    ],
  ])('%s', async (_, outputs, expected) => {
    expect((await say({ messages: answeredBy(...outputs) })).text).toContain(expected);
  });

  test('are answered from after a hand-over and a skill, and in a schema', async () => {
    const handed = [
      ...answeredBy(two),
      { role: 'assistant' as const, content: 'Five days.' },
      user("Continue as step 'reply'. Previous step 'look' finished with: Five days."),
    ];
    const schema = {
      type: 'object',
      properties: { topic: { enum: ['shipping_time', 'refund-time'] }, question: text, answer: text, tone: text },
      required: ['topic', 'tone'],
    };
    const responseFormat = { type: 'json_schema' as const, json_schema: { name: 'reply', schema } };
    const { text: said, toolCalls } = await say({ messages: handed, responseFormat, tools: [search('search')] });
    expect(toolCalls).toEqual([]);
    expect(JSON.parse(said)).toEqual({
      topic: 'refund-time',
      question: QUESTION,
      answer: 'A refund takes five days. [2]',
      tone: '',
    });
    const loaded = { role: 'tool' as const, toolCallId: 'c0', content: '{"skill_name":"tone","loaded":true}' };
    const messages = [...answeredBy(two).slice(0, 2), loaded, user('Speak softly. Say how long everything takes?')];
    const { toolCalls: next } = await say({ messages, tools: [search('kb')] });
    expect(next.map(({ arguments: written }) => JSON.parse(written))).toEqual([{ query: QUESTION }]);
    expect((await say({ messages: [user('@none hello')], tools: [weather] })).text).toContain('nothing to go on');
  });
});
