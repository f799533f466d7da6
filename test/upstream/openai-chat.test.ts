import { describe, expect, test } from 'vitest';
import { startAimock } from './support/aimock.ts';
import { eventStream, json, serve } from './support/serve.ts';
import { chunksOf, settings, textOfChunks } from './support/upstream.ts';

const openAi = (uri: string, given = {}) => settings({ type: 'openai-compatible', uri, ...given });

describe('against aimock', () => {
  test('a plain completion: text, finish reason, token counts', async () => {
    const mock = await startAimock();
    mock.onMessage('Hello', { content: 'Hi there', usage: { prompt_tokens: 7, completion_tokens: 3 } });
    const chunks = await chunksOf(
      openAi(`${mock.url}/v1/chat/completions`, { model: 'gpt-4o', auth: { type: 'bearer', token: 'sk-one' } }),
      { parameters: { max_tokens: 20, temperature: 0.5, top_p: 0.9 } },
    );
    expect(chunks).toEqual([
      { type: 'text', text: 'Hi there' },
      { type: 'finish', reason: 'stop', usage: { promptTokens: 7, completionTokens: 3 } },
    ]);
    const { path, headers, body } = mock.getLastRequest()!;
    expect(path).toBe('/v1/chat/completions');
    // aimock hides credentials in its journal; that the right ones are sent is shown in headers.test.ts
    expect(headers).toMatchObject({ accept: 'application/json', 'content-type': 'application/json' });
    expect(body).toMatchObject({ model: 'gpt-4o', max_tokens: 20, temperature: 0.5, top_p: 0.9 });
    expect(body).not.toHaveProperty('stream_options');
  });

  test('a streamed completion: chunk for chunk', async () => {
    const mock = await startAimock({ chunkSize: 4 });
    mock.onMessage('Hello', { content: 'abcdefghij' });
    const chunks = await chunksOf(openAi(`${mock.url}/v1/chat/completions`), { stream: true });
    expect(chunks).toEqual([
      { type: 'text', text: 'abcd' },
      { type: 'text', text: 'efgh' },
      { type: 'text', text: 'ij' },
      { type: 'finish', reason: 'stop', usage: undefined },
    ]);
    expect(mock.getLastRequest()!.body).toMatchObject({ stream: true });
  });

  test.each([false, true])('a tool call out and its result in (stream: %s)', async (stream) => {
    const mock = await startAimock();
    mock.on(
      { userMessage: 'weather', hasToolResult: false },
      { toolCalls: [{ id: 'call_1', name: 'weather', arguments: '{"city":"Bern"}' }] },
    );
    mock.onToolResult('call_1', { content: 'Sunny.' });
    const llm = openAi(`${mock.url}/v1/chat/completions`);
    const tools = [{ name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } }];
    const question = { role: 'user' as const, content: 'weather?' };

    const called = await chunksOf(llm, { messages: [question], tools, stream });
    const calls = called.filter((chunk) => chunk.type === 'tool_call');
    expect(calls[0]).toMatchObject({ index: 0, id: 'call_1', name: 'weather' });
    expect(calls.map((call) => call.arguments).join('')).toBe('{"city":"Bern"}');
    expect(called.at(-1)).toMatchObject({ type: 'finish', reason: 'tool_calls' });

    const answered = await chunksOf(llm, {
      messages: [
        question,
        {
          role: 'assistant',
          content: '',
          toolCalls: [{ id: 'call_1', name: 'weather', arguments: '{"city":"Bern"}' }],
        },
        { role: 'tool', content: '22 degrees', toolCallId: 'call_1' },
      ],
      tools,
      stream,
    });
    expect(textOfChunks(answered)).toBe('Sunny.');
  });
});

test('the URI is used verbatim, query string included', async () => {
  const { url, received } = await serve(json({ choices: [{ message: { content: 'ok' } }] }));
  await chunksOf(openAi(`${url}/openai/deployments/d/chat/completions?api-version=2024-06-01`));
  expect(received[0]!.path).toBe('/openai/deployments/d/chat/completions?api-version=2024-06-01');
});

test('content in parts is joined, missing content is empty, usage may be missing', async () => {
  const answers = [
    json({
      choices: [
        {
          message: {
            content: [
              { type: 'text', text: 'a' },
              { type: 'text', text: 'b' },
            ],
          },
        },
      ],
    }),
    json({ choices: [{ message: { content: null }, finish_reason: 'length' }] }),
  ];
  const { url } = await serve((response, request) => answers.shift()!(response, request));
  expect(await chunksOf(openAi(url))).toEqual([
    { type: 'text', text: 'ab' },
    { type: 'finish', reason: 'stop', usage: undefined },
  ]);
  expect(await chunksOf(openAi(url))).toEqual([{ type: 'finish', reason: 'length', usage: undefined }]);
});

test('a stream may end without [DONE] once there was a finish reason', async () => {
  const { url } = await serve(
    eventStream({ choices: [{ delta: { content: 'a' } }] }, { choices: [{ delta: {}, finish_reason: 'length' }] }),
  );
  expect(await chunksOf(openAi(url), { stream: true })).toEqual([
    { type: 'text', text: 'a' },
    { type: 'finish', reason: 'length', usage: undefined },
  ]);
});

test('usage that comes after the finish reason is kept', async () => {
  const { url } = await serve(
    eventStream(
      { choices: [{ delta: { content: 'a' } }] },
      { choices: [{ delta: {}, finish_reason: 'stop' }] },
      { choices: [], usage: { prompt_tokens: 4, completion_tokens: 1 } },
      '[DONE]',
    ),
  );
  const chunks = await chunksOf(openAi(url), { stream: true });
  expect(chunks.at(-1)).toEqual({
    type: 'finish',
    reason: 'stop',
    usage: { promptTokens: 4, completionTokens: 1 },
  });
});

test('with role alternation, neighbours of one role become one message', async () => {
  const { url, received } = await serve(json({ choices: [{ message: { content: 'ok' } }] }));
  const messages = [
    { role: 'system' as const, content: 'Be brief.' },
    { role: 'system' as const, content: 'Be kind.' },
    { role: 'user' as const, content: 'One' },
    { role: 'user' as const, content: [{ type: 'text' as const, text: 'Two' }] },
    { role: 'assistant' as const, content: 'Three' },
  ];
  await chunksOf(openAi(url, { requiresRoleAlternation: true }), { messages });
  await chunksOf(openAi(url), { messages });
  expect(JSON.parse(received[0]!.body).messages).toEqual([
    { role: 'system', content: 'Be brief.\n\nBe kind.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'One' },
        { type: 'text', text: 'Two' },
      ],
    },
    { role: 'assistant', content: 'Three' },
  ]);
  expect(JSON.parse(received[1]!.body).messages).toEqual(messages);
});
