import { expect, test } from 'vitest';
import { responsesUrl } from '../../src/upstream/openai-responses.ts';
import { startAimock } from './support/aimock.ts';
import { json, serve } from './support/serve.ts';
import { chunksOf, failureOf, settings, textOfChunks } from './support/upstream.ts';

const responses = (uri: string, given = {}) => settings({ type: 'openai-responses', uri, ...given });

test.each([
  ['https://api.openai.com/v1/chat/completions', 'https://api.openai.com/v1/responses'],
  ['https://api.openai.com/v1/chat/completions/', 'https://api.openai.com/v1/responses'],
  ['https://api.openai.com/v1/responses', 'https://api.openai.com/v1/responses'],
  ['https://api.openai.com/v1', 'https://api.openai.com/v1/responses'],
  ['https://a.example/openai/responses?api-version=1', 'https://a.example/openai/responses?api-version=1'],
  ['https://a.example/chat/completions?api-version=1', 'https://a.example/responses?api-version=1'],
  ['https://a.example', 'https://a.example/responses'],
  ['https://r.openai.azure.com/openai/v1/', 'https://r.openai.azure.com/openai/v1/responses'],
  [
    'https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=1',
    'https://r.openai.azure.com/openai/responses?api-version=1',
  ],
])('%s is called at %s', (uri, url) => {
  expect(responsesUrl(uri)).toBe(url);
});

test('aimock: one chunk even when a stream is wanted, never streamed upstream', async () => {
  const mock = await startAimock({ chunkSize: 2 });
  mock.onMessage('Hello', { content: 'Hi there', usage: { input_tokens: 5, output_tokens: 2 } });
  const chunks = await chunksOf(responses(`${mock.url}/v1/chat/completions`, { model: 'o3' }), {
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Hello' },
    ],
    parameters: { max_tokens: 99, temperature: 1, frequency_penalty: 1, presence_penalty: 1, stop: ['x'] },
    stream: true,
  });
  expect(chunks).toEqual([
    { type: 'text', text: 'Hi there' },
    { type: 'finish', reason: 'stop', usage: { promptTokens: 5, completionTokens: 2 } },
  ]);
  expect(mock.getLastRequest()!.path).toBe('/v1/responses');
  expect(mock.getLastRequest()!.headers.accept).toBe('application/json');
});

test('aimock: a tool call', async () => {
  const mock = await startAimock();
  mock.onMessage('weather', { toolCalls: [{ id: 'call_9', name: 'weather', arguments: '{"city":"Bern"}' }] });
  const chunks = await chunksOf(responses(`${mock.url}/v1/responses`), {
    messages: [{ role: 'user', content: 'weather' }],
    tools: [{ name: 'weather', parameters: { type: 'object', properties: {} } }],
  });
  expect(chunks).toEqual([
    { type: 'tool_call', index: 0, id: 'call_9', name: 'weather', arguments: '{"city":"Bern"}' },
    expect.objectContaining({ type: 'finish', reason: 'tool_calls' }),
  ]);
});

test('messages, images, tools and formats as the Responses protocol has them', async () => {
  const { url, received } = await serve(json({ output: [] }));
  await chunksOf(responses(url), {
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is it?' },
          { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } },
        ],
      },
      { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'zoom', arguments: '{}' }] },
      { role: 'tool', content: 'closer', toolCallId: 'c1' },
    ],
    tools: [{ name: 'zoom', parameters: { type: 'object' }, strict: true }],
    toolChoice: { name: 'zoom' },
    responseFormat: { type: 'json_schema', json_schema: { name: 'thing', strict: true, schema: { type: 'object' } } },
    parameters: { max_tokens: 7, temperature: 0.1, reasoning: { effort: 'low' } },
  });
  expect(JSON.parse(received[0]!.body)).toEqual({
    model: 'test-model',
    input: [
      {
        role: 'user',
        content: [
          { type: 'input_text', text: 'What is it?' },
          { type: 'input_image', image_url: 'data:image/png;base64,AAAA', detail: 'low' },
        ],
      },
      { type: 'function_call', call_id: 'c1', name: 'zoom', arguments: '{}' },
      { type: 'function_call_output', call_id: 'c1', output: 'closer' },
    ],
    max_output_tokens: 7,
    temperature: 0.1,
    reasoning: { effort: 'low' },
    tools: [{ type: 'function', name: 'zoom', parameters: { type: 'object', properties: {} }, strict: true }],
    tool_choice: { type: 'function', name: 'zoom' },
    text: { format: { type: 'json_schema', name: 'thing', strict: true, schema: { type: 'object' } } },
  });
});

test('reasoning items and other parts are left out of the text', async () => {
  const output = [
    { type: 'reasoning', content: [{ type: 'reasoning_text', text: 'hm' }] },
    {
      type: 'message',
      content: [
        { type: 'output_text', text: 'one ' },
        { type: 'refusal', refusal: 'no' },
      ],
    },
    { type: 'message', content: [{ type: 'output_text', text: 'two' }] },
  ];
  const { url } = await serve(
    json({ output, status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } }),
  );
  const chunks = await chunksOf(responses(url));
  expect(textOfChunks(chunks)).toBe('one two');
  expect(chunks.at(-1)).toMatchObject({ reason: 'length' });
});

test.each([
  [{ status: 'failed', output: [], error: { message: 'out of order' } }, /out of order/],
  [{ status: 'incomplete', output: [], incomplete_details: { reason: 'content_filter' } }, /content_filter/],
  [{ object: 'chat.completion', choices: [] }, /expected a response with output/],
])('an answer without text that is %o is a failure', async (answer, reason) => {
  const { url } = await serve(json(answer));
  expect(await failureOf(chunksOf(responses(url)))).toEqual({ kind: 'invalid', reason: expect.stringMatching(reason) });
});
