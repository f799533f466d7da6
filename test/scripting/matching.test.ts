/** What scripts match, and what they say of requests that they do not: by the explain operation and true calls. */
import { describe, expect, test } from 'vitest';
import type { ScriptMatch } from '../../src/emulator/scripts/script-schema.ts';
import type { Json } from '../support/client.ts';
import { contentOf, scriptedEmulator } from './scripted-emulator.ts';

const { api, script, chat, registered } = scriptedEmulator();

const REQUEST = {
  llm: 'gpt-4o',
  preset: 'my-preset',
  operation: 'queryCorpus',
  headers: { 'X-Test': 'case 17' },
  stream: true,
  parameters: { temperature: 0.5, max_tokens: 20 },
  tools: [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }],
  messages: [
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'What do bees make?' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
    },
    { role: 'tool', tool_call_id: 'c', content: 'Honey\nand wax' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'And ' },
        { type: 'text', text: 'wasps?' },
      ],
    },
  ],
};

/** The reason why a script that matches on this does not answer; undefined when it does. */
async function mismatch(match: ScriptMatch, request: Json = REQUEST): Promise<Json> {
  await script({ id: 'tried', match, answer: { text: 'x' } });
  const { body } = await api.post('/_emulator/scripts/explain', request);
  await api.delete('/_emulator/scripts/tried');
  const [verdict] = body.scripts;
  expect(verdict.verdict).toBe(body.answered_by === 'tried' ? 'answers' : 'does-not-match');
  return verdict.mismatch;
}

test.each<[string, ScriptMatch]>([
  ['nothing', {}],
  ['the name of the LLM', { llm: 'gpt-4o' }],
  ['the preset', { preset: 'my-preset' }],
  ['the operation', { operation: 'queryCorpus' }],
  ['streaming', { streamed: true }],
  ['the turn', { turn: 2 }],
  ['a header', { headers: [{ name: 'x-test', contains: '17' }, { name: 'X-TEST' }] }],
  ['a message', { messages: [{ equals: 'Be brief.' }] }],
  ['the text parts of a message', { messages: [{ equals: 'And wasps?' }] }],
  ['a message of a role', { messages: [{ role: 'tool' }, { role: 'system', contains: 'brief' }] }],
  [
    'the first and the last',
    {
      messages: [
        { which: 'first', regex: '^Be' },
        { which: 'last', contains: 'wasps' },
      ],
    },
  ],
  [
    'the last of a role',
    { messages: [{ role: 'tool', which: 'last', regex: 'honey.+wax|honey\\sand', ignore_case: true }] },
  ],
  [
    'in any case',
    {
      messages: [
        { equals: 'be BRIEF.', ignore_case: true },
        { contains: 'BEES', ignore_case: true },
      ],
    },
  ],
  ['several at once', { messages: [{ contains: 'bees', regex: '\\?$' }] }],
  ['a parameter', { json_path: [{ path: '$.parameters.temperature', equals: 0.5 }] }],
  ['the last message', { json_path: [{ path: '$.messages[-1].role', equals: 'user' }] }],
  ['any tool', { json_path: [{ path: "$.tools[*]['name']", regex: '^wea' }] }],
  ['a value at any depth', { json_path: [{ path: '$..function.name', equals: 'f' }] }],
  ['a whole object', { json_path: [{ path: '$.tools[0].parameters', equals: { type: 'object' } }] }],
  [
    'a value that is no text, as JSON',
    { json_path: [{ path: '$.messages[2].tool_calls', contains: '"type":"function"' }] },
  ],
  ['what is not there', { json_path: [{ path: '$.response_format', exists: false }, { path: '$.stream' }] }],
])('it matches on %s', async (_, match) => expect(await mismatch(match)).toBeUndefined());

test.each<[ScriptMatch, string, string, string]>([
  [{ llm: 'gpt-4' }, 'match.llm', '"gpt-4"', '"gpt-4o"'],
  [{ model: 'gpt-x' }, 'match.model', '"gpt-x"', '"gpt-4o"'],
  [{ llm: 'gpt-4o', preset: 'mine' }, 'match.preset', '"mine"', '"my-preset"'],
  [{ operation: 'query' }, 'match.operation', '"query"', '"queryCorpus"'],
  [{ streamed: false }, 'match.streamed', 'false', 'true'],
  [{ turn: 1 }, 'match.turn', '1', '2'],
  [{ headers: [{ name: 'x-other' }] }, 'match.headers[0]', 'a header x-other', 'none'],
  [
    { headers: [{ name: 'x-test', equals: 'case' }] },
    'match.headers[0]',
    'a header x-test that is "case"',
    '"case 17"',
  ],
  [
    { messages: [{ contains: 'bees' }, { role: 'user', contains: 'Bees', regex: 'x' }] },
    'match.messages[1]',
    'a user message that contains "Bees" and matches /x/',
    '"And wasps?" and 1 more',
  ],
  [
    { messages: [{ role: 'system', which: 'last', equals: 'Be' }] },
    'match.messages[0]',
    'the last system message that is "Be"',
    '"Be brief."',
  ],
  [{ json_path: [{ path: '$.n' }] }, 'match.json_path[0]', 'a value at $.n', 'none'],
  [
    { json_path: [{ path: '$.stream', equals: 'true' }] },
    'match.json_path[0]',
    'a value at $.stream that is "true"',
    'true',
  ],
  [{ json_path: [{ path: '$.stream', exists: false }] }, 'match.json_path[0]', 'nothing at $.stream', 'true'],
])('it says why %j does not match', async (match, condition, wanted, found) =>
  expect(await mismatch(match)).toEqual({ condition, wanted, found }),
);

test('what was found is shortened', async () => {
  const messages = [{ role: 'user', content: `many\n${'words '.repeat(100)}` }];
  const { found } = await mismatch({ messages: [{ contains: 'x' }] }, { llm: 'any', messages });
  expect(found).toMatch(/^"many (words )+.*…"$/);
  expect(found.length).toBeLessThanOrEqual(82);
});

test('a regular expression that others backtrack over for ever is one like any other', async () => {
  const messages = [{ role: 'user', content: `${'a'.repeat(5000)}b` }];
  expect(await mismatch({ messages: [{ regex: '^(a+)+$' }] }, { llm: 'any', messages })).toMatchObject({
    condition: 'match.messages[0]',
    wanted: expect.stringContaining('/^(a+)+$/'),
    found: expect.stringMatching(/^"aaa/),
  });
});

test('one that is too much work for its text matches nothing, and says so', async () => {
  const messages = [{ role: 'user', content: 'ab'.repeat(20_000) }];
  expect(await mismatch({ messages: [{ regex: 'a[ab]{400}[cd]' }] }, { llm: 'any', messages })).toMatchObject({
    found: expect.stringContaining('takes too long'),
  });
});

describe('explain', () => {
  test('names the script that answers and those behind it, and counts nothing', async () => {
    await script({ id: 'used-up', match: { llm: 'other' }, answer: { text: 'x' } });
    await script({ id: 'first', answer: { text: 'x' }, times: 1 });
    await script({ id: 'second', answer: { text: 'x' } });
    const explain = async () => (await api.post('/_emulator/scripts/explain', REQUEST)).body;
    const explained = await explain();
    expect(explained).toMatchObject({
      strict: false,
      answered_by: 'first',
      scripts: [
        { script: 'used-up', verdict: 'does-not-match', mismatch: { condition: 'match.llm' } },
        { script: 'first', verdict: 'answers' },
        { script: 'second', verdict: 'shadowed' },
      ],
    });
    expect(await explain()).toEqual(explained);
    await chat('Hello');
    expect((await explain()).scripts[1]).toEqual({
      script: 'first',
      verdict: 'does-not-match',
      mismatch: { condition: 'times', wanted: 'at most 1 uses', found: '1 so far' },
    });
  });

  test('knows the model of a registered LLM', async () => {
    const { name } = await registered();
    const request = { llm: name, messages: [] };
    expect(await mismatch({ model: 'provider-model', llm: name }, request)).toBeUndefined();
    expect(await mismatch({ model: 'provider-model' }, { ...request, model: 'other' })).toMatchObject({
      found: '"other"',
    });
  });
});

describe('a true call', () => {
  test('is matched by its operation and headers', async () => {
    await script({
      match: { operation: 'createChatCompletion', headers: [{ name: 'X-Test', equals: 'one' }] },
      answer: { text: 'Scripted.' },
    });
    expect(contentOf(await chat('Hello', {}, { 'x-test': 'one' }))).toBe('Scripted.');
    expect(contentOf(await chat('Hello', {}, { 'x-test': 'two' }))).not.toBe('Scripted.');
  });

  test('to an LLM that is relayed is matched by its model, tools and messages', async () => {
    const { name } = await registered();
    const tool = { type: 'function', function: { name: 'weather' } };
    await script({
      match: {
        model: 'provider-model',
        json_path: [{ path: '$.tools[0].name', equals: 'weather' }],
        messages: [{ role: 'user', equals: 'Hello' }],
      },
      answer: { text: 'Scripted.' },
    });
    expect(contentOf(await chat('Hello', { model: name, tools: [tool] }))).toBe('Scripted.');
    expect(contentOf(await chat('Hello', { model: name }))).toBe('true answer');
  });
});

describe('strict scripts', () => {
  test('a request that none answers fails, saying why', async () => {
    const { name, asked } = await registered();
    await script({ id: 'one', match: { llm: 'other' }, answer: { text: 'x' } });
    await script({ id: 'two', match: { messages: [{ contains: 'bees' }] }, answer: { text: 'x' } });
    await api.put('/_emulator/scripts/strict', { strict: true });
    for (const model of ['gpt-4o', name]) {
      const { status, body } = await chat('Hello', { model });
      expect([status, body.messages]).toEqual([
        500,
        [
          `INTERNAL: Failed to generate completion: LLM '${model}' returned an invalid response: no script answers this request, and scripts are strict. ` +
            `one: match.llm wants "other", found "${model}"; two: match.messages[0] wants a message that contains "bees", found "Hello"`,
        ],
      ]);
    }
    expect(contentOf(await chat('Do bees?', { model: name }))).toBe('x');
    expect(asked()).toBe(0);
  });

  test('without any script nothing is answered', async () => {
    await api.put('/_emulator/scripts/strict', { strict: true });
    expect((await chat('Hello')).body.messages[0]).toMatch(/scripts are strict\. There are no scripts$/);
  });
});
