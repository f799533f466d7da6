/** `POST /v2/llms/chat/completions` for `openai-compatible` LLMs: nothing changed but the model (docs/behaviour/chat-completions.md, Upstream). */
import { expect, test } from 'vitest';
import { relayChatCompletion } from '../../../src/upstream/relay-chat-completion.ts';
import { type Answer, eventStream, json, serve } from '../support/serve.ts';
import { failureOf, openUpstream, settings } from '../support/upstream.ts';

const forever = new AbortController().signal;
const MESSAGES = [
  { role: 'developer', content: 'Be brief.' },
  { role: 'user', name: 'Ann', content: 'Hello' },
];
const EXTRAS = { n: 2, user: 'u', logit_bias: {}, stream_options: null, made_up: [1] };

const relay = async (answer: Answer, body: Record<string, unknown> = {}) => {
  const { url, received } = await serve(answer);
  const of = settings({ type: 'openai-compatible', uri: `${url}/v1/chat/completions?api-version=1` });
  const relayed = await relayChatCompletion(
    of,
    { model: 'mine', messages: MESSAGES, ...body },
    openUpstream(),
    forever,
  );
  return { relayed, received };
};
const events = async (answer: Answer) => {
  const { relayed } = await relay(answer, { stream: true });
  if (relayed.kind !== 'stream') throw new Error('expected a stream');
  return relayed.data;
};

test('sends the body as it is but for the model, and answers byte for byte', async () => {
  const text = '{ "id":"x",\n  "choices": [{"message":{"content":"Gr\\u00fc\u00dfe"}}],  "extra":1.0 }\n';
  const { relayed, received } = await relay((response) => response.end(text), EXTRAS);
  expect(relayed).toEqual({ kind: 'json', body: text });
  expect(received[0]!.path).toBe('/v1/chat/completions?api-version=1');
  expect(JSON.parse(received[0]!.body)).toEqual({ model: 'test-model', messages: MESSAGES, ...EXTRAS });
});

test('relays events as they were written, JSON over several lines on one', async () => {
  const data = [
    '{"choices":[{"delta":{"content":"say \\"error\\""}}],  "x":1.0}',
    '{"choices":[{"finish_reason": "stop"}]}',
  ];
  const answer: Answer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.end(`: ping\n\ndata: ${data[0]}\n\ndata: {"choices":\ndata: []}\n\ndata: ${data[1]}\n\ndata: [DONE]\n\n`);
  };
  expect(await Array.fromAsync(await events(answer))).toEqual([data[0], '{"choices": []}', data[1], '[DONE]']);
});

test('an answer in one piece is one chunk of the stream that was asked for', async () => {
  const calls = [{ id: 'c', type: 'function', function: { name: 'look', arguments: '{}' } }];
  const said = (message: object, more: object = {}) => ({
    id: 'x',
    object: 'chat.completion',
    usage: { prompt_tokens: 1, completion_tokens: 2 },
    choices: [{ index: 0, message, ...more }],
  });
  const [chunk, ...rest] = await Array.fromAsync(await events(json(said({ role: 'assistant', tool_calls: calls }))));
  expect(JSON.parse(chunk!)).toEqual({
    ...said({}),
    object: 'chat.completion.chunk',
    choices: [
      {
        index: 0,
        delta: { role: 'assistant', tool_calls: [{ index: 0, ...calls[0] }] },
        finish_reason: 'tool_calls',
      },
    ],
  });
  expect(rest).toEqual(['[DONE]']);
  const [text] = await Array.fromAsync(await events(json(said({ content: 'hi' }, { finish_reason: 'length' }))));
  expect(JSON.parse(text!).choices).toEqual([{ index: 0, delta: { content: 'hi' }, finish_reason: 'length' }]);
  const failed = relay(json({ error: { message: 'streaming is off' } }), { stream: true });
  expect(await failureOf(failed)).toMatchObject({ reason: 'the upstream reported an error: streaming is off' });
});

test('adds the [DONE] that an upstream forgot after its finish reason', async () => {
  const last = '{"choices":[{"delta":{},"finish_reason":"stop"}]}';
  expect(await Array.fromAsync(await events(eventStream(last)))).toEqual([last, '[DONE]']);
});

test.each<[string, unknown[], string]>([
  ['an error event', [{ error: { message: 'out of memory' } }], 'the upstream reported an error: out of memory'],
  ['an end too early', [], 'the stream ended before the answer was complete'],
])('fails by %s, after what came before', async (_, rest, reason) => {
  const first = { choices: [{ delta: { content: 'so far' }, finish_reason: null }] };
  const data = (await events(eventStream(first, ...rest)))[Symbol.asyncIterator]();
  expect((await data.next()).value).toBe(JSON.stringify(first));
  expect(await failureOf(data.next())).toEqual({ kind: 'invalid', reason });
});

test.each([false, true])('fails at once by a status or an error in a 200 (stream: %s)', async (stream) => {
  const error = { error: { message: 'no such model' } };
  expect(await failureOf(relay(json(error, 404), { stream }))).toEqual({
    kind: 'http',
    status: 404,
    message: 'no such model',
  });
  for (const inside of [
    error,
    { message: 'no such model' },
    { fault: { faultstring: 'no such model' } },
    'no such model',
  ]) {
    expect(await failureOf(relay(json(inside), { stream }))).toMatchObject({
      kind: 'invalid',
      reason: expect.stringMatching(/no such model$/),
    });
  }
  const other = stream
    ? events(json({ hello: 'x' })).then((data) => Array.fromAsync(data))
    : relay(json({ hello: 'x' }));
  expect(await failureOf(other)).toMatchObject({ reason: 'expected a chat completion, got {"hello":"x"}' });
});
