import { describe, expect, test } from 'vitest';
import { anthropicEndpoint } from '../../src/upstream/anthropic-request.ts';
import type { LlmAuth } from '../../src/upstream/llm-auth.ts';
import { startAimock } from './support/aimock.ts';
import { eventStream, json, serve } from './support/serve.ts';
import { chunksOf, failureOf, settings, textOfChunks } from './support/upstream.ts';

const KEY: LlmAuth = { type: 'header', header: 'x-api-key', value: 'sk-ant-one' };
const anthropic = (uri: string, given = {}) =>
  settings({ type: 'anthropic', model: 'claude-x', uri, auth: KEY, ...given });

const IAM: LlmAuth = {
  type: 'bedrock_static_iam',
  aws_access_key_id: 'A',
  aws_secret_access_key: 'S',
  region: 'eu-west-1',
};
const BEDROCK_KEY: LlmAuth = { type: 'bedrock_api_key', api_key: 'K', region: 'us-east-1' };
const vertex = (region: string): LlmAuth => ({ type: 'vertex_access_token', access_token: 'T', project: 'P', region });

test.each<[LlmAuth, string | undefined, string, boolean, string]>([
  [KEY, undefined, 'm', true, 'https://api.anthropic.com/v1/messages'],
  [KEY, 'https://a.example/x?y=1', 'm', false, 'https://a.example/x?y=1'],
  [IAM, undefined, 'a.b-v1:0', false, 'https://bedrock-runtime.eu-west-1.amazonaws.com/model/a.b-v1%3A0/invoke'],
  [
    BEDROCK_KEY,
    undefined,
    'a/b',
    true,
    'https://bedrock-runtime.us-east-1.amazonaws.com/model/a%2Fb/invoke-with-response-stream',
  ],
  [BEDROCK_KEY, 'http://127.0.0.1:4000/p/', 'm', false, 'http://127.0.0.1:4000/p/model/m/invoke'],
  [
    vertex('us-east5'),
    undefined,
    'c@1',
    false,
    'https://us-east5-aiplatform.googleapis.com/v1/projects/P/locations/us-east5/publishers/anthropic/models/c@1:rawPredict',
  ],
  [
    vertex('global'),
    undefined,
    'm',
    true,
    'https://aiplatform.googleapis.com/v1/projects/P/locations/global/publishers/anthropic/models/m:streamRawPredict',
  ],
  [
    vertex('r'),
    'http://127.0.0.1:4000',
    'm',
    false,
    'http://127.0.0.1:4000/v1/projects/P/locations/r/publishers/anthropic/models/m:rawPredict',
  ],
  // The whole address of a call, as the consoles of AWS and Google show it, is the host's.
  ...['model/x/invoke', 'model/x/invoke-with-response-stream', 'model/x/converse', 'model/', 'model/x'].map(
    (tail): [LlmAuth, string, string, boolean, string] => [
      BEDROCK_KEY,
      `http://127.0.0.1:4000/p/${tail}`,
      'm',
      false,
      'http://127.0.0.1:4000/p/model/m/invoke',
    ],
  ),
  ...[
    'v1',
    'v1/',
    'v1/projects/P/locations/r',
    'v1/projects/Q/locations/r/publishers/anthropic/models/c:rawPredict',
  ].map((tail): [LlmAuth, string, string, boolean, string] => [
    vertex('r'),
    `http://127.0.0.1:4000/${tail}`,
    'm',
    false,
    'http://127.0.0.1:4000/v1/projects/P/locations/r/publishers/anthropic/models/m:rawPredict',
  ]),
])('%o with uri %s, model %s, stream %s is called at %s', (auth, uri, model, stream, url) => {
  expect(anthropicEndpoint(settings({ type: 'anthropic', auth, uri, model }), stream).url).toBe(url);
});

test.each([
  ['projects/P/locations/r/publishers/anthropic/models/c@1', 'c@1'],
  ['publishers/anthropic/models/c', 'c'],
  ['models/c', 'c'],
  ['anthropic/c', 'c'],
  ['vertex_ai/c', 'c'],
])('on Vertex AI, %s is called %s', (model, name) => {
  const { url } = anthropicEndpoint(settings({ type: 'anthropic', auth: vertex('r'), model }), false);
  expect(url).toMatch(new RegExp(`/locations/r/publishers/anthropic/models/${name}:rawPredict$`));
});

test.each([
  ['us.anthropic.c-v1:0', 'us.anthropic.c-v1%3A0'],
  ['bedrock/anthropic.c-v2', 'anthropic.c-v2'],
  ['arn:aws:bedrock:r:1:inference-profile/us.c', 'arn%3Aaws%3Abedrock%3Ar%3A1%3Ainference-profile%2Fus.c'],
])('on Bedrock, %s is called %s', (model, name) => {
  const { url } = anthropicEndpoint(settings({ type: 'anthropic', auth: IAM, model }), false);
  expect(url).toBe(`https://bedrock-runtime.eu-west-1.amazonaws.com/model/${name}/invoke`);
});

describe('against aimock', () => {
  test('plain', async () => {
    const mock = await startAimock();
    mock.onMessage('Hello', { content: 'Hi', usage: { input_tokens: 4, output_tokens: 1 } });
    expect(await chunksOf(anthropic(`${mock.url}/v1/messages`))).toEqual([
      { type: 'text', text: 'Hi' },
      { type: 'finish', reason: 'stop', usage: { promptTokens: 4, completionTokens: 1 } },
    ]);
    expect(mock.getLastRequest()).toMatchObject({
      path: '/v1/messages',
      headers: { 'anthropic-version': '2023-06-01' },
    });
  });

  test('streamed', async () => {
    const mock = await startAimock({ chunkSize: 3 });
    mock.onMessage('Hello', { content: 'abcdefg', finishReason: 'length' });
    expect(await chunksOf(anthropic(`${mock.url}/v1/messages`), { stream: true })).toEqual([
      { type: 'text', text: 'abc' },
      { type: 'text', text: 'def' },
      { type: 'text', text: 'g' },
      expect.objectContaining({ type: 'finish', reason: 'length' }),
    ]);
  });

  test.each([false, true])('text and a tool call (stream: %s)', async (stream) => {
    const mock = await startAimock({ chunkSize: 5 });
    mock.onMessage('weather', {
      content: 'Let me see.',
      toolCalls: [{ id: 'toolu_1', name: 'weather', arguments: '{"city":"Bern"}' }],
    });
    const chunks = await chunksOf(anthropic(`${mock.url}/v1/messages`), {
      messages: [{ role: 'user', content: 'weather' }],
      tools: [{ name: 'weather' }],
      stream,
    });
    expect(textOfChunks(chunks)).toBe('Let me see.');
    const calls = chunks.filter((chunk) => chunk.type === 'tool_call');
    expect(calls[0]).toMatchObject({ index: 0, id: 'toolu_1', name: 'weather' });
    expect(JSON.parse(calls.map((call) => call.arguments).join(''))).toEqual({ city: 'Bern' });
    expect(chunks.at(-1)).toMatchObject({ reason: 'tool_calls' });
  });

  test.each([false, true])('an answer by JSON schema is a forced tool call (stream: %s)', async (stream) => {
    const mock = await startAimock({ chunkSize: 5 });
    mock.onMessage('Hello', { toolCalls: [{ name: 'city_record', arguments: '{"city":"Bern"}' }] });
    const chunks = await chunksOf(anthropic(`${mock.url}/v1/messages`), {
      responseFormat: {
        type: 'json_schema',
        json_schema: { name: 'city_record', description: 'a city', schema: { type: 'object', required: ['city'] } },
      },
      stream,
    });
    expect(JSON.parse(textOfChunks(chunks))).toEqual({ city: 'Bern' });
    expect(chunks.filter(({ type }) => type === 'tool_call')).toEqual([]);
    expect(chunks.at(-1)).toMatchObject({ reason: 'stop' });
  });
});

test('the whole request as Anthropic has it', async () => {
  const { url, received } = await serve(json({ content: [] }));
  await chunksOf(anthropic(url), {
    messages: [
      { role: 'assistant', content: 'Welcome.' },
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'One' },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] },
      { role: 'assistant', content: '', toolCalls: [{ id: 'c1', name: 'look', arguments: '{"at":1}' }] },
      { role: 'tool', content: 'a cat', toolCallId: 'c1' },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a.example/cat.png' } }] },
    ],
    parameters: { temperature: 0.2, frequency_penalty: 1, presence_penalty: 1, stop: ['END'], top_p: 0.9, top_k: 4 },
    tools: [{ name: 'look', description: 'looks', parameters: { type: 'object' } }],
    toolChoice: 'required',
    responseFormat: { type: 'json_object' },
    stream: false,
  });
  expect(received[0]!.headers['x-api-key']).toBe('sk-ant-one');
  expect(JSON.parse(received[0]!.body)).toEqual({
    model: 'claude-x',
    max_tokens: 4096,
    temperature: 0.2,
    top_p: 0.9,
    top_k: 4,
    stop_sequences: ['END'],
    system: 'Be brief.\n\nAnswer with a single valid JSON object and nothing else.',
    messages: [
      { role: 'user', content: '.' },
      { role: 'assistant', content: 'Welcome.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'One' },
          { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } },
        ],
      },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'c1', name: 'look', input: { at: 1 } }] },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'c1', content: 'a cat' },
          { type: 'image', source: { type: 'url', url: 'https://a.example/cat.png' } },
        ],
      },
    ],
    tools: [{ name: 'look', description: 'looks', input_schema: { type: 'object' } }],
    tool_choice: { type: 'any' },
  });
});

test('on Vertex the URL names the model, the body the version', async () => {
  const { url, received } = await serve(eventStream({ type: 'message_stop' }));
  await chunksOf(anthropic(url, { auth: vertex('us-east5') }), { parameters: { max_tokens: 9 }, stream: true });
  expect(received[0]!.headers.authorization).toBe('Bearer T');
  expect(received[0]!.headers).not.toHaveProperty('anthropic-version');
  expect(JSON.parse(received[0]!.body)).toEqual({
    anthropic_version: 'vertex-2023-10-16',
    max_tokens: 9,
    messages: [{ role: 'user', content: 'Hello' }],
    stream: true,
  });
});

test('the anthropic-version of the registration wins', async () => {
  const { url, received } = await serve(json({ content: [] }));
  await chunksOf(anthropic(url, { headers: { 'Anthropic-Version': '2024-10-22' } }));
  expect(received[0]!.headers['anthropic-version']).toBe('2024-10-22');
});

test('pings are no text, an error event is a failure that keeps what came before', async () => {
  const { url } = await serve(
    eventStream(
      { type: 'message_start', message: { usage: { input_tokens: 1 } } },
      { type: 'ping' },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a' } },
      { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
    ),
  );
  expect(await failureOf(chunksOf(anthropic(url), { stream: true }))).toEqual({
    kind: 'invalid',
    reason: 'the upstream reported an error: Overloaded',
  });
});

test('a stream that ends before message_stop is a failure', async () => {
  const { url } = await serve(eventStream({ type: 'message_delta', delta: { stop_reason: 'end_turn' } }));
  expect(await failureOf(chunksOf(anthropic(url), { stream: true }))).toMatchObject({ kind: 'invalid' });
});

test('cached prompt tokens count as prompt tokens', async () => {
  const usage = { input_tokens: 1, cache_creation_input_tokens: 2, cache_read_input_tokens: 4, output_tokens: 8 };
  const { url } = await serve(json({ content: [{ type: 'text', text: 'x' }], stop_reason: 'refusal', usage }));
  expect((await chunksOf(anthropic(url))).at(-1)).toEqual({
    type: 'finish',
    reason: 'content_filter',
    usage: { promptTokens: 7, completionTokens: 8, cachedTokens: 4 },
  });
});

test('a tool without parameters is called with an empty object, the provider’s own tools are passed over', async () => {
  const { url } = await serve(
    eventStream(
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'server_tool_use', id: 's1', name: 'web_search' },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '{"query":"x"}' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'tool_use', id: 't1', name: 'now', input: {} } },
      { type: 'content_block_delta', index: 1, delta: { type: 'input_json_delta', partial_json: '' } },
      { type: 'content_block_stop', index: 1 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
      { type: 'message_stop' },
    ),
  );
  expect(await chunksOf(anthropic(url), { stream: true })).toEqual([
    { type: 'tool_call', index: 0, id: 't1', name: 'now', arguments: '' },
    { type: 'tool_call', index: 0, arguments: '{}' },
    { type: 'finish', reason: 'tool_calls', usage: undefined },
  ]);
});
