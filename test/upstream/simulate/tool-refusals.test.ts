/** What providers refuse of tools, schemas and turns in which tools are called, their stand-ins refuse in the same words. */
import { describe, expect, test } from 'vitest';
import type { Dialect } from '../../../src/upstream/network/upstream-fetch.ts';
import { posted } from '../support/simulate.ts';

const schema = (more: object = {}) => ({ type: 'object', properties: { a: { type: 'string' } }, ...more });

/** The message of a refusal in its provider's envelope; undefined when the answer is one. */
async function refusal(dialect: Dialect, body: object, url?: string): Promise<{ message: string; param?: string }> {
  const { status, value } = await posted(dialect, body, url);
  expect(status).toBe(value === undefined ? 200 : 400);
  return value?.error ?? {};
}

describe('chat completions', () => {
  const user = { role: 'user', content: 'Hi' };
  const call = (id: string, name = 'f') => ({ id, type: 'function', function: { name, arguments: '{}' } });
  const calling = (...calls: object[]) => ({ role: 'assistant', content: null, tool_calls: calls });
  const result = (tool_call_id?: string) => ({ role: 'tool', content: 'x', tool_call_id });
  const tool = (name: string, parameters: object = schema(), more: object = {}) => ({
    tools: [{ type: 'function', function: { name, parameters, ...more } }],
  });
  const format = (json_schema: object) => ({ response_format: { type: 'json_schema', json_schema } });
  const refused = (more: object) => refusal('openai-chat', { model: 'gpt-4o', messages: [user], ...more });

  test.each<[object, string, string | undefined]>([
    [{ messages: [user, result('c')] }, 'must be a response to a preceeding message', 'messages.[1].role'],
    [
      { messages: [user, calling(call('c')), result('c'), result('d')] },
      "'tool_call_id' of 'd' not found in 'tool_calls' of previous message",
      'messages.[3].tool_call_id',
    ],
    [
      { messages: [user, calling(call('c')), result()] },
      "Missing parameter 'tool_call_id'",
      'messages.[2].tool_call_id',
    ],
    [
      { messages: [user, calling(call('c'), call('d')), result('c'), user] },
      'The following tool_call_ids did not have response messages: d',
      'messages.[2].role',
    ],
    [
      { messages: [user, calling(call('c', 'a.b'))] },
      'does not match pattern',
      'messages[1].tool_calls[0].function.name',
    ],
    [{ messages: [user, calling(call('c'.repeat(41)))] }, 'maximum length 40', 'messages[1].tool_calls[0].id'],
    [{ messages: [user, calling()] }, 'empty array', 'messages[1].tool_calls'],
    [{ messages: [user, { role: 'assistant' }] }, 'expected a string, got null', 'messages.[1].content'],
    [{ tools: [] }, 'empty array', 'tools'],
    [tool('a b'), "matches the pattern '^[a-zA-Z0-9_-]+$'", 'tools[0].function.name'],
    [tool('a'.repeat(65)), 'maximum length 64, but got a string with length 65', 'tools[0].function.name'],
    [tool('f', { type: 'string' }), `got 'type: "string"'`, 'tools[0].function.parameters'],
    [tool('f', { type: 'object' }), 'In context=(), object schema missing properties', 'tools[0].function.parameters'],
    [
      tool('f', schema({ properties: { list: { type: 'array' } } })),
      "Invalid schema for function 'f': In context=('properties', 'list'), array schema missing items.",
      'tools[0].function.parameters',
    ],
    [tool('f', schema(), { strict: true }), "'additionalProperties' is required", 'tools[0].function.parameters'],
    [
      tool('f', schema({ additionalProperties: false }), { strict: true }),
      "including every key in properties. Missing 'a'.",
      'tools[0].function.parameters',
    ],
    [{ tools: Array(129).fill(tool('f').tools[0]) }, 'maximum length 128', 'tools'],
    [{ tool_choice: 'auto' }, "only allowed when 'tools' are specified", 'tool_choice'],
    [
      { ...tool('f'), tool_choice: { type: 'function', function: { name: 'g' } } },
      "Tool choice 'g' not found",
      'tool_choice',
    ],
    [format({ schema: schema() }), 'Missing required parameter', 'response_format.json_schema.name'],
    [format({ name: 'an answer', schema: schema() }), 'does not match pattern', 'response_format.json_schema.name'],
    [
      format({ name: 'n', strict: true, schema: schema() }),
      "Invalid schema for response_format 'n'",
      'response_format',
    ],
  ])('refuse %j: %s', async (body, words, param) => {
    expect(await refused(body)).toMatchObject({ message: expect.stringContaining(words), param });
  });

  test('take what is in order', async () => {
    const messages = [user, calling(call('c'), call('d')), result('d'), result('c'), user];
    const strict = schema({ additionalProperties: false, required: ['a'] });
    const asked = { ...tool('f', strict, { strict: true }), ...format({ name: 'n', strict: true, schema: strict }) };
    expect(await refused({ messages, ...asked })).toEqual({});
  });
});

describe('responses', () => {
  const user = { role: 'user', content: 'Hi' };
  const call = (call_id?: string, name = 'f') => ({ type: 'function_call', call_id, name, arguments: '{}' });
  const output = (call_id: string) => ({ type: 'function_call_output', call_id, output: 'x' });
  const tool = (name: string | undefined, parameters: object, more: object = {}) => ({
    tools: [{ type: 'function', name, parameters, ...more }],
  });
  const refused = (more: object) => refusal('openai-responses', { model: 'gpt-5', input: [user], ...more });

  test.each<[object, string, string]>([
    [{ input: [user, output('c')] }, 'No tool call found for function call output with call_id c.', 'input'],
    [{ input: [user, call('c')] }, 'No tool output found for function call c.', 'input'],
    [{ input: [user, call()] }, 'Missing required parameter', 'input[1].call_id'],
    [{ input: [user, call('c', 'a.b')] }, 'does not match pattern', 'input[1].name'],
    [{ input: [user, call('c'.repeat(65))] }, 'maximum length 64', 'input[1].call_id'],
    [tool(undefined, schema()), 'Missing required parameter', 'tools[0].name'],
    [tool('a b', schema()), 'does not match pattern', 'tools[0].name'],
    [tool('f', { type: 'object' }), 'object schema missing properties', 'tools[0].parameters'],
    [{ ...tool('f', schema()), tool_choice: { type: 'function', name: 'g' } }, "Tool choice 'g'", 'tool_choice'],
    [
      { text: { format: { type: 'json_schema', name: 'n', strict: true, schema: schema() } } },
      "'additionalProperties' is required",
      'text.format.schema',
    ],
  ])('refuse %j: %s', async (body, words, param) => {
    expect(await refused(body)).toMatchObject({ message: expect.stringContaining(words), param });
  });

  test('take what is in order, and tools of their own', async () => {
    const input = [user, call('c'), call('d'), output('d'), output('c'), user];
    const [own] = tool('f', schema()).tools;
    expect(await refused({ input, tools: [own, { type: 'web_search' }] })).toEqual({});
  });
});

describe('Anthropic', () => {
  const user = { role: 'user', content: 'Hi' };
  const use = (id: string) => ({ type: 'tool_use', id, name: 'f', input: {} });
  const calling = (...ids: string[]) => ({ role: 'assistant', content: ids.map(use) });
  const result = (tool_use_id: string) => ({ type: 'tool_result', tool_use_id, content: 'x' });
  const answering = (...content: object[]) => ({ role: 'user', content });
  const tool = (more: object) => ({ name: 'f', input_schema: schema(), ...more });
  const output = (of: object) => ({ output_config: { format: { type: 'json_schema', schema: of } } });
  const refused = (more: object) => refusal('anthropic', { model: 'claude', max_tokens: 9, messages: [user], ...more });

  test.each<[object, string]>([
    [{ messages: [user, calling('c')] }, 'immediately after: c'],
    [{ messages: [user, calling('c', 'd'), answering(result('c'))] }, 'immediately after: d'],
    [{ messages: [user, calling('c'), answering({ type: 'text', text: 'So:' }, result('c'))] }, 'immediately after: c'],
    [{ messages: [answering(result('c'))] }, 'unexpected `tool_use_id` found in `tool_result` blocks: c'],
    [{ messages: [user, calling('c'), answering(result('c'), result('d'))] }, 'unexpected `tool_use_id`'],
    [{ messages: [user, calling('c'), answering(result('c'), result('c'))] }, 'must have a single result'],
    [{ messages: [user, calling('c', 'c'), answering(result('c'))] }, '`tool_use` ids must be unique'],
    [{ messages: [user, calling('a.b'), answering(result('a.b'))] }, 'should match pattern'],
    [{ messages: [user, { role: 'assistant', content: 'So: ' }] }, 'cannot end with trailing whitespace'],
    [{ tools: [tool({ name: 'a b' })] }, "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'"],
    [{ tools: [tool({ input_schema: undefined })] }, 'tools.0.custom.input_schema: Field required'],
    [{ tools: [tool({ input_schema: {} })] }, 'tools.0.custom.input_schema.type: Field required'],
    [{ tools: [tool({ input_schema: { type: 'array' } })] }, "input_schema.type: Input should be 'object'"],
    [{ tools: [tool({}), tool({})] }, 'tools: Tool names must be unique.'],
    [{ tools: [tool({})], tool_choice: { type: 'tool', name: 'g' } }, "Tool 'g' not found in provided tools"],
    [output(schema()), "'additionalProperties' must be explicitly set to false"],
    [
      output(schema({ additionalProperties: false, properties: { n: { type: 'integer', minimum: 1 } } })),
      "For 'integer' type, properties minimum are not supported",
    ],
  ])('refuses %j: %s', async (body, words) => {
    expect((await refused(body)).message).toMatch(/^(messages|tools|output_config|Tool)/);
    expect((await refused(body)).message.toLowerCase()).toContain(words.toLowerCase());
  });

  test('takes what is in order', async () => {
    const said = { type: 'text', text: 'So?' };
    const messages = [
      user,
      calling('c', 'd'),
      answering(result('d'), result('c'), said),
      calling('e'),
      answering(result('e')),
    ];
    const closed = schema({ additionalProperties: false });
    const own = { type: 'web_search_20250305', name: 'web_search' };
    expect(await refused({ messages, tools: [tool({}), own], ...output(closed) })).toEqual({});
  });
});

describe('Gemini', () => {
  const user = { role: 'user', parts: [{ text: 'Hi' }] };
  const calling = (...names: string[]) => ({
    role: 'model',
    parts: names.map((name) => ({ functionCall: { name, args: {} } })),
  });
  const result = (...names: string[]) => ({
    role: 'user',
    parts: names.map((name) => ({ functionResponse: { name, response: {} } })),
  });
  const declared = (...functionDeclarations: object[]) => ({ tools: [{ functionDeclarations }] });
  const calls = (functionCallingConfig: object) => ({ toolConfig: { functionCallingConfig } });
  const refused = (more: object) =>
    refusal(
      'gemini',
      { contents: [user], ...more },
      'https://g.example/v1beta/models/gemini-2.5-flash:generateContent',
    );
  const afterUser = 'function call turn comes immediately after a user turn or after a function response turn';
  const counts = 'number of function response parts is equal to the number of function call parts';
  const afterCall = 'function response turn comes immediately after a function call turn';

  test.each<[object, string]>([
    [{ contents: [calling('f'), result('f')] }, afterUser],
    [{ contents: [user, { role: 'model', parts: [{ text: 'So.' }] }, calling('f'), result('f')] }, afterUser],
    [{ contents: [user, calling('f')] }, counts],
    [{ contents: [user, calling('f'), user] }, counts],
    [{ contents: [user, calling('f', 'g'), result('f')] }, counts],
    [{ contents: [result('f')] }, afterCall],
    [{ contents: [user, calling('f'), result('f'), result('f')] }, afterCall],
    [declared({ name: '1st' }), 'Invalid function name "1st"'],
    [declared({ name: 'f' }, { name: 'f' }), 'Duplicate function declaration found: f'],
    [declared({ name: 'f', parameters: { type: 'OBJECT' } }), 'should be non-empty for OBJECT type'],
    [
      declared({ name: 'f', parameters: { type: 'OBJECT', properties: { list: { type: 'ARRAY' } } } }),
      'function_declarations[0].parameters.properties[list].items: missing field.',
    ],
    [calls({ mode: 'ANY' }), 'Function calling config is set without function_declarations.'],
    [{ ...declared({ name: 'f' }), ...calls({ mode: 'AUTO', allowedFunctionNames: ['f'] }) }, 'mode is ANY'],
    [{ ...declared({ name: 'f' }), ...calls({ mode: 'ANY', allowedFunctionNames: ['g'] }) }, 'g is not a declared'],
  ])('refuses %j: %s', async (body, words) => {
    expect(await refused(body)).toMatchObject({
      code: 400,
      status: 'INVALID_ARGUMENT',
      message: expect.stringContaining(words),
    });
  });

  test('takes what is in order', async () => {
    const contents = [user, calling('f', 'g'), result('f', 'g'), calling('f'), result('f'), user];
    const parametersJsonSchema = { type: 'object' };
    expect(await refused({ contents, ...declared({ name: 'f', parametersJsonSchema }) })).toEqual({});
  });
});
