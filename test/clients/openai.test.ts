/** OpenAI's own SDK against /v2/llms. */
import OpenAI, { BadRequestError, InternalServerError } from 'openai';
import { beforeAll, describe, expect, test } from 'vitest';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { startAimock } from '../upstream/support/aimock.ts';

const api = emulatorForFile();
let openai: OpenAI;
beforeAll(() => {
  openai = new OpenAI({ apiKey: 'any', baseURL: `${api.url}/v2/llms`, maxRetries: 0 });
});

/** Every dialect: type, path at aimock, auth, and the header it must arrive in. */
const DIALECTS = [
  ['openai-compatible', '/v1/chat/completions', { type: 'bearer', token: 'sk-1' }],
  ['openai-responses', '/v1/responses', { type: 'bearer', token: 'sk-1' }],
  ['anthropic', '/v1/messages', { type: 'header', header: 'x-api-key', value: 'sk-1' }],
  ['vertex-ai', '/v1beta', { type: 'api_key', api_key: 'sk-1' }],
] as const;

const WEATHER = {
  type: 'function' as const,
  function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } },
};
const CITY = { name: 'city', schema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } };

describe.each(DIALECTS)('%s', (type, path, auth) => {
  async function registered() {
    const mock = await startAimock({ chunkSize: 4 });
    mock.onMessage(/^Hello$/, { content: 'Hello yourself.' });
    const model = uniqueName(type);
    await api.create('/v2/llms', { type, name: model, model: 'test-model', uri: mock.url + path, auth });
    return { mock, model };
  }

  test('plain', async () => {
    const { model } = await registered();
    const completion = await openai.chat.completions.create({ model, messages: [{ role: 'user', content: 'Hello' }] });
    expect(completion.object).toBe('chat.completion');
    expect(completion.choices[0]).toMatchObject({
      index: 0,
      message: { role: 'assistant', content: 'Hello yourself.' },
      finish_reason: 'stop',
    });
    expect(completion.usage?.total_tokens).toBeGreaterThanOrEqual(0);
  });

  test('streamed', async () => {
    const { model } = await registered();
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    const stream = await openai.chat.completions.create({ model, messages, stream: true });
    const chunks = await Array.fromAsync(stream);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('Hello yourself.');
    expect(chunks[0]!.choices[0]!.delta.role).toBe('assistant');
    expect(chunks.flatMap(({ choices }) => choices[0]?.finish_reason ?? []).at(-1)).toBe('stop');
  });

  test.each([false, true])('a tool call (stream: %s)', async (streamed) => {
    const { mock, model } = await registered();
    mock.onMessage('weather', { toolCalls: [{ id: 'call_1', name: 'weather', arguments: '{"city":"Bern"}' }] });
    const request = { model, messages: [{ role: 'user' as const, content: 'The weather?' }], tools: [WEATHER] };
    const { message, finish_reason } = streamed
      ? (await openai.chat.completions.stream(request).finalChatCompletion()).choices[0]!
      : (await openai.chat.completions.create(request)).choices[0]!;
    const call = message.tool_calls?.[0];
    expect(call).toMatchObject({ type: 'function', function: { name: 'weather' } });
    expect(JSON.parse(call?.type === 'function' ? call.function.arguments : '')).toEqual({ city: 'Bern' });
    expect(finish_reason).toBe('tool_calls');
    expect(JSON.stringify(mock.getLastRequest()!.body)).toContain('"weather"');
  });

  test('JSON by a schema', async () => {
    const { mock, model } = await registered();
    if (type === 'anthropic') mock.onMessage('city', { toolCalls: [{ name: 'city', arguments: '{"name":"Bern"}' }] });
    else mock.onMessage('city', { content: '{"name":"Bern"}' });
    const completion = await openai.chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'A city' }],
      response_format: { type: 'json_schema', json_schema: CITY },
    });
    expect(JSON.parse(completion.choices[0]!.message.content!)).toEqual({ name: 'Bern' });
    // aimock's journal keeps the other two dialects in a form of its own, without the schema.
    if (type !== 'openai-compatible' && type !== 'anthropic') return;
    expect(JSON.stringify(mock.getLastRequest()!.body)).toContain('"required":["name"]');
  });

  test('an error of the upstream', async () => {
    const { mock, model } = await registered();
    mock.onMessage('fail', { error: { message: 'Out of order' }, status: 503 });
    const call = openai.chat.completions.create({ model, messages: [{ role: 'user', content: 'fail' }] });
    const error = await call.catch((thrown) => thrown);
    expect(error).toBeInstanceOf(InternalServerError);
    expect(error.error ?? error.message).toBeDefined();
    expect(error.status).toBe(500);
  });
});

describe('platform LLMs', () => {
  const messages = [{ role: 'user' as const, content: 'Hello' }];

  test('answer offline, plain and streamed alike', async () => {
    const plain = await openai.chat.completions.create({ model: 'gpt-4o', messages });
    expect(plain.model).toBe('gpt-4o');
    expect(plain.id).toMatch(/^chatcmpl-/);
    expect(plain.choices[0]!.message.content).toContain('built-in model');
    const { usage } = plain;
    expect(usage).toMatchObject({ total_tokens: usage!.prompt_tokens + usage!.completion_tokens });
    const streamed = await openai.chat.completions.stream({ model: 'gpt-4o', messages }).finalContent();
    expect(streamed).toBe(plain.choices[0]!.message.content);
  });

  test('usage at the end of a stream, when asked for', async () => {
    const request = { model: 'gpt-4o', messages, stream: true as const, stream_options: { include_usage: true } };
    const chunks = await Array.fromAsync(await openai.chat.completions.create(request));
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: expect.any(Number) } });
  });

  test('a JSON schema gets an instance of it', async () => {
    const completion = await openai.chat.completions.create({
      model: 'gpt-4o',
      messages,
      response_format: { type: 'json_schema', json_schema: CITY },
    });
    expect(JSON.parse(completion.choices[0]!.message.content!)).toEqual({ name: expect.any(String) });
  });

  test('images only where they can be seen', async () => {
    const image = { type: 'image_url' as const, image_url: { url: 'data:image/png;base64,AAAA' } };
    const content = [{ type: 'text' as const, text: 'What is it?' }, image];
    await openai.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content }] });
    const refused = openai.chat.completions.create({ model: 'gpt-4', messages: [{ role: 'user', content }] });
    await expect(refused).rejects.toBeInstanceOf(BadRequestError);
  });
});

test('an unknown model is a 400 the SDK understands', async () => {
  const call = openai.chat.completions.create({ model: 'nobody', messages: [{ role: 'user', content: 'x' }] });
  await expect(call).rejects.toBeInstanceOf(BadRequestError);
});

test('a dummy bearer beside a good key', async () => {
  const client = new OpenAI({
    apiKey: 'not-needed',
    baseURL: `${api.url}/v2/llms`,
    defaultHeaders: { 'x-api-key': 'good' },
  });
  await client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'x' }] });
});

test('parameters the API does not know are passed on, the caller’s headers are not', async () => {
  const mock = await startAimock();
  mock.onMessage('Hello', { content: 'Hi' });
  const model = uniqueName('passed-on');
  await api.create('/v2/llms', {
    type: 'openai-compatible',
    name: model,
    model: 'real',
    uri: `${mock.url}/v1/chat/completions`,
  });
  const request = {
    model,
    messages: [{ role: 'user' as const, content: 'Hello' }],
    temperature: 0.2,
    top_p: 0.5,
    seed: 4,
  };
  await openai.chat.completions.create(request, { headers: { 'x-source': 'test', 'x-api-key': 'caller' } });
  const { body, headers } = mock.getLastRequest()!;
  expect(body).toMatchObject({ model: 'real', temperature: 0.2, top_p: 0.5, seed: 4 });
  for (const name of ['x-api-key', 'x-source', 'authorization']) expect(headers).not.toHaveProperty(name);
});
