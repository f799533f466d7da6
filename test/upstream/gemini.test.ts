import { describe, expect, test } from 'vitest';
import { geminiUrl } from '../../src/upstream/gemini-request.ts';
import { startAimock } from './support/aimock.ts';
import { eventStream, json, serve } from './support/serve.ts';
import { chunksOf, failureOf, settings } from './support/upstream.ts';

const gemini = (uri: string, given = {}) =>
  settings({
    type: 'vertex-ai',
    model: 'gemini-2.5-flash',
    uri,
    auth: { type: 'api_key', api_key: 'AIza-one' },
    ...given,
  });

const STUDIO = 'https://generativelanguage.googleapis.com';
const VERTEX = 'https://us-central1-aiplatform.googleapis.com/v1/projects/P/locations/us-central1';

test.each([
  [VERTEX, `${VERTEX}/publishers/google/models/M:generateContent`],
  [`${VERTEX}/`, `${VERTEX}/publishers/google/models/M:generateContent`],
  [
    `${VERTEX}/publishers/google/models/other:streamGenerateContent`,
    `${VERTEX}/publishers/google/models/M:generateContent`,
  ],
  [`${VERTEX}/publishers/google/models/other`, `${VERTEX}/publishers/google/models/M:generateContent`],
  [`${STUDIO}/v1beta`, `${STUDIO}/v1beta/models/M:generateContent`],
  [`${STUDIO}/v1beta/models`, `${STUDIO}/v1beta/models/M:generateContent`],
  [`${STUDIO}/v1beta/models/gemini-2.5-pro:generateContent?key=x`, `${STUDIO}/v1beta/models/M:generateContent`],
  [`${STUDIO}/v1/models/gemini-2.5-pro`, `${STUDIO}/v1/models/M:generateContent`],
  [STUDIO, `${STUDIO}/v1beta/models/M:generateContent`],
  [`${STUDIO}/#x`, `${STUDIO}/v1beta/models/M:generateContent`],
  ['http://127.0.0.1:4000/proxy/v1beta', 'http://127.0.0.1:4000/proxy/v1beta/models/M:generateContent'],
])('%s is called at %s', (uri, url) => {
  expect(geminiUrl(uri, 'M', false)).toBe(url);
  expect(geminiUrl(uri, 'M', true)).toBe(url.replace(':generateContent', ':streamGenerateContent?alt=sse'));
});

const REST = 'v1/publishers/google/models/M:generateContent';

test.each([
  [`${VERTEX}/endpoints/7`, 'M', `${VERTEX}/endpoints/7:generateContent`],
  [`${VERTEX}/endpoints`, '7', `${VERTEX}/endpoints/7:generateContent`],
  [`${VERTEX}/endpoints/`, 'endpoints/7', `${VERTEX}/endpoints/7:generateContent`],
  [VERTEX, 'projects/P/locations/us-central1/endpoints/7', `${VERTEX}/endpoints/7:generateContent`],
  [`${VERTEX}/endpoints/openapi/chat/completions`, 'google/M', `${VERTEX}/publishers/google/models/M:generateContent`],
  [`${VERTEX}/publishers`, 'M', `${VERTEX}/publishers/google/models/M:generateContent`],
  [VERTEX, 'M@001', `${VERTEX}/publishers/google/models/M@001:generateContent`],
  [VERTEX, 'meta/llama-3', `${VERTEX}/publishers/meta/models/llama-3:generateContent`],
  ['https://aiplatform.googleapis.com', 'M', `https://aiplatform.googleapis.com/${REST}`],
  [`https://aiplatform.googleapis.com/${REST}?key=K`, 'models/M', `https://aiplatform.googleapis.com/${REST}`],
  ['https://aiplatform.eu.rep.googleapis.com', 'M', `https://aiplatform.eu.rep.googleapis.com/${REST}`],
  ['https://r-aiplatform.mtls.googleapis.com/v1', 'M', `https://r-aiplatform.mtls.googleapis.com/${REST}`],
  [`${STUDIO}/v1beta/tunedModels`, 'mine', `${STUDIO}/v1beta/tunedModels/mine:generateContent`],
  [`${STUDIO}/v1beta/tunedModels/mine:generateContent`, 'M', `${STUDIO}/v1beta/tunedModels/mine:generateContent`],
  [`${STUDIO}/v1beta`, 'tunedModels/mine', `${STUDIO}/v1beta/tunedModels/mine:generateContent`],
  [`${STUDIO}//v1beta/models/`, 'google/M', `${STUDIO}/v1beta/models/M:generateContent`],
  [`${STUDIO}/v1beta/openai/chat/completions`, 'M', `${STUDIO}/v1beta/models/M:generateContent`],
])('%s with the model %s is called at %s', (uri, model, url) => {
  expect(geminiUrl(uri, model, false)).toBe(url);
});

describe('against aimock', () => {
  test('plain, AI Studio', async () => {
    const mock = await startAimock();
    mock.onMessage('Hello', { content: 'Hi', usage: { promptTokenCount: 3, candidatesTokenCount: 1 } });
    expect(await chunksOf(gemini(mock.url))).toEqual([
      { type: 'text', text: 'Hi' },
      { type: 'finish', reason: 'stop', usage: { promptTokens: 3, completionTokens: 1 } },
    ]);
    expect(mock.getLastRequest()!.path).toBe('/v1beta/models/gemini-2.5-flash:generateContent');
  });

  test('streamed, Vertex AI', async () => {
    const mock = await startAimock({ chunkSize: 3 });
    mock.onMessage('Hello', { content: 'abcdef', finishReason: 'length' });
    const uri = `${mock.url}/v1/projects/p/locations/l`;
    expect(await chunksOf(gemini(uri), { stream: true })).toEqual([
      { type: 'text', text: 'abc' },
      { type: 'text', text: 'def' },
      expect.objectContaining({ type: 'finish', reason: 'length' }),
    ]);
    expect(mock.getLastRequest()!.path).toBe(
      '/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
    );
  });

  test.each([false, true])('a tool call (stream: %s)', async (stream) => {
    const mock = await startAimock();
    mock.onMessage('weather', { toolCalls: [{ name: 'weather', arguments: '{"city":"Bern"}' }] });
    const chunks = await chunksOf(gemini(mock.url), { messages: [{ role: 'user', content: 'weather' }], stream });
    expect(chunks).toEqual([
      { type: 'tool_call', index: 0, id: expect.any(String), name: 'weather', arguments: '{"city":"Bern"}' },
      expect.objectContaining({ type: 'finish', reason: 'tool_calls' }),
    ]);
  });
});

test('the whole request as Google has it', async () => {
  const { url, received } = await serve(json({ candidates: [{ content: { parts: [{ text: 'ok' }] } }] }));
  await chunksOf(gemini(url), {
    messages: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'One' },
      { role: 'system', content: 'Be kind.' },
      { role: 'user', content: 'Two' },
      { role: 'assistant', content: 'Looking', toolCalls: [{ id: 'c1', name: 'look', arguments: '{"at":1}' }] },
      { role: 'tool', content: 'a cat', toolCallId: 'c1' },
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: 'data:image/webp;base64,AAAA' } },
          { type: 'image_url', image_url: { url: 'https://a.example/cat.JPG?x=1' } },
        ],
      },
    ],
    parameters: {
      max_tokens: 5,
      temperature: 0.2,
      frequency_penalty: 0.3,
      presence_penalty: 0.4,
      stop: 'END',
      top_p: 0.9,
      topK: 3,
    },
    tools: [{ name: 'look', description: 'looks', parameters: { type: 'object' } }],
    toolChoice: { name: 'look' },
    responseFormat: { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'array' } } },
  });
  expect(received[0]!.headers['x-goog-api-key']).toBe('AIza-one');
  expect(JSON.parse(received[0]!.body)).toEqual({
    systemInstruction: { parts: [{ text: 'Be brief.\n\nBe kind.' }] },
    contents: [
      { role: 'user', parts: [{ text: 'One\n\nTwo' }] },
      { role: 'model', parts: [{ text: 'Looking' }, { functionCall: { id: 'c1', name: 'look', args: { at: 1 } } }] },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'c1', name: 'look', response: { result: 'a cat' } } },
          { inlineData: { mimeType: 'image/webp', data: 'AAAA' } },
          { fileData: { fileUri: 'https://a.example/cat.JPG?x=1', mimeType: 'image/jpeg' } },
        ],
      },
    ],
    generationConfig: {
      maxOutputTokens: 5,
      temperature: 0.2,
      frequencyPenalty: 0.3,
      presencePenalty: 0.4,
      stopSequences: ['END'],
      topP: 0.9,
      topK: 3,
      responseMimeType: 'application/json',
      responseJsonSchema: { type: 'array' },
    },
    tools: [
      { functionDeclarations: [{ name: 'look', description: 'looks', parametersJsonSchema: { type: 'object' } }] },
    ],
    toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['look'] } },
  });
});

test('an empty generationConfig is not sent', async () => {
  const { url, received } = await serve(json({ candidates: [{}] }));
  await chunksOf(gemini(url));
  expect(JSON.parse(received[0]!.body)).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] });
});

test('thoughts are told apart, and counted', async () => {
  const { url } = await serve(
    json({
      candidates: [{ content: { parts: [{ text: 'hm', thought: true }, { text: 'Hi' }] }, finishReason: 'STOP' }],
      usageMetadata: { promptTokenCount: 2, candidatesTokenCount: 1, thoughtsTokenCount: 4 },
    }),
  );
  expect(await chunksOf(gemini(url))).toEqual([
    { type: 'thinking', text: 'hm' },
    { type: 'text', text: 'Hi' },
    { type: 'finish', reason: 'stop', usage: { promptTokens: 2, completionTokens: 5, reasoningTokens: 4 } },
  ]);
});

test.each([false, true])('a blocked prompt is a failure (stream: %s)', async (stream) => {
  const blocked = { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } };
  const { url } = await serve(stream ? eventStream(blocked) : json(blocked));
  expect(await failureOf(chunksOf(gemini(url), { stream }))).toEqual({
    kind: 'invalid',
    reason: 'the prompt was blocked: PROHIBITED_CONTENT',
  });
  const rated = {
    blockReason: 'SAFETY',
    safetyRatings: [
      { category: 'HARM_CATEGORY_HARASSMENT', probability: 'HIGH', blocked: true },
      { category: 'HARM_CATEGORY_HATE_SPEECH', probability: 'NEGLIGIBLE' },
    ],
  };
  const { url: other } = await serve(stream ? eventStream({ promptFeedback: rated }) : json({ promptFeedback: rated }));
  expect(await failureOf(chunksOf(gemini(other), { stream }))).toMatchObject({
    reason: 'the prompt was blocked: SAFETY: HARM_CATEGORY_HARASSMENT',
  });
});

test('a stream that closes before a finish reason is a failure', async () => {
  const { url } = await serve(eventStream({ candidates: [{ content: { parts: [{ text: 'a' }] } }] }));
  expect(await failureOf(chunksOf(gemini(url), { stream: true }))).toMatchObject({
    kind: 'invalid',
    reason: 'the stream ended before the answer was complete',
  });
});

test('an error inside a stream is a failure', async () => {
  const { url } = await serve(eventStream({ error: { code: 503, message: 'overloaded', status: 'UNAVAILABLE' } }));
  expect(await failureOf(chunksOf(gemini(url), { stream: true }))).toMatchObject({
    reason: 'the upstream reported an error: overloaded',
  });
});
