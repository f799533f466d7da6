import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { createLanguageModel, testConnection } from '../../../src/upstream/create-language-model.ts';
import { describeFailure, describeGenerationFailure } from '../../../src/upstream/upstream-error.ts';
import { type Answer, eventStream, json, serve } from '../support/serve.ts';
import { ask, chunksOf, failureOf, openUpstream, settings } from '../support/upstream.ts';

const openAi = (uri: string, given = {}) => settings({ type: 'openai-compatible', uri, ...given });
const delta = (content: string) => ({ choices: [{ delta: { content } }] });

async function failure(answer: Answer, stream = false) {
  const { url } = await serve(answer);
  return failureOf(chunksOf(openAi(url), { stream }));
}

describe.each([false, true])('stream: %s', (stream) => {
  test.each([
    [401, { error: { message: 'Incorrect API key', type: 'invalid_request_error' } }, 'Incorrect API key'],
    [429, { type: 'error', error: { type: 'rate_limit_error', message: 'Slow down' } }, 'Slow down'],
    [500, [{ error: { code: 500, message: 'Internal', status: 'INTERNAL' } }], 'Internal'],
    [400, { message: 'ValidationException' }, 'ValidationException'],
    [422, { detail: [{ loc: ['body'], msg: 'field required' }] }, 'body: field required'],
    [403, { error: 'model not allowed' }, 'model not allowed'],
    [404, {}, '{}'],
  ])('HTTP %s with %o', async (status, body, message) => {
    expect(await failure(json(body, status), stream)).toEqual({ kind: 'http', status, message });
  });

  test('an error page counts by its words, an empty body by its status', async () => {
    const page = '<html><head><style>p{}</style><title>502 Bad Gateway</title></head><body><p>nginx</p></body></html>';
    const html: Answer = (response) => response.writeHead(502, { 'content-type': 'text/html' }).end(page);
    expect(await failure(html, stream)).toEqual({ kind: 'http', status: 502, message: '502 Bad Gateway nginx' });
    const empty: Answer = (response) => response.writeHead(503).end();
    expect(await failure(empty, stream)).toEqual({ kind: 'http', status: 503, message: 'Service Unavailable' });
  });

  test('redirects are not followed', async () => {
    const { url, received } = await serve((response) => response.writeHead(307, { location: '/elsewhere' }).end());
    expect(await failureOf(chunksOf(openAi(url), { stream }))).toMatchObject({ kind: 'http', status: 307 });
    expect(received).toHaveLength(1);
  });

  test('a page where an answer was expected', async () => {
    const page: Answer = (response) =>
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<h1>Sign in</h1>');
    const reason = stream ? 'expected an event stream, got text/html: Sign in' : 'expected JSON, got Sign in';
    expect(await failure(page, stream)).toEqual({ kind: 'invalid', reason });
  });

  test('silence before any data', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const { url } = await serve((response) => {
      closed = once(response, 'close');
    });
    const llm = openAi(url, { idleTimeoutSeconds: 0.05 });
    expect(await failureOf(chunksOf(llm, { stream }))).toEqual({ kind: 'idle', seconds: 0.05 });
    await closed;
  });
});

test.each<[object, string]>([
  [
    { error: { message: 'Provider returned error', metadata: { raw: 'no quota' } } },
    'Provider returned error: no quota',
  ],
  [
    { error: { message: 'Provider returned error', metadata: { raw: '{"error":{"message":"no quota"}}' } } },
    'Provider returned error: no quota',
  ],
  [{ error: { message: 'flagged', metadata: { reasons: ['violence'], raw: null } } }, 'flagged'],
  [{ fault: { faultstring: 'Invalid ApiKey', detail: { errorcode: 'oauth.v2' } } }, 'Invalid ApiKey'],
  [
    { detail: [{ loc: ['body', 'messages', 0, 'role'], msg: 'Field required' }] },
    'body.messages.0.role: Field required',
  ],
  [
    {
      detail: [
        { loc: ['body', 'model'], msg: 'Field required' },
        { loc: ['body', 'n'], msg: 'Input should be 1' },
      ],
    },
    'body.model: Field required; body.n: Input should be 1',
  ],
  [
    {
      error: {
        message: 'The prompt was filtered.',
        code: 'content_filter',
        innererror: {
          content_filter_result: {
            hate: { filtered: true, severity: 'high' },
            jailbreak: { filtered: true, detected: true },
            violence: { filtered: false, severity: 'safe' },
          },
        },
      },
    },
    'content filter (hate: high, jailbreak): The prompt was filtered.',
  ],
  [{ error: { message: '{"error":{"message":"no quota"}}' } }, 'no quota'],
  [{ errorMessage: 'Task timed out', errorType: 'Sandbox.Timedout' }, 'Task timed out'],
  [{ type: 'about:blank', title: 'Forbidden', status: 403 }, 'Forbidden'],
])('the words of an error are found: %j', async (error, words) => {
  const refused: Answer = (response) =>
    response.writeHead(429, { 'content-type': 'application/json' }).end(JSON.stringify(error));
  expect(await failure(refused)).toEqual({ kind: 'http', status: 429, message: words });
});

test('plain answers of another shape', async () => {
  expect(await failure(json({ object: 'list' }))).toEqual({
    kind: 'invalid',
    reason: 'expected a chat completion, got {"object":"list"}',
  });
  expect(await failure(json(null))).toEqual({ kind: 'invalid', reason: 'expected a chat completion, got null' });
  expect(await failure(json({ error: { message: 'no capacity' } }))).toEqual({
    kind: 'invalid',
    reason: 'the upstream reported an error: no capacity',
  });
  expect(await failure((response) => response.end())).toEqual({
    kind: 'invalid',
    reason: 'expected JSON, got nothing',
  });
});

test('an error as JSON where a stream was expected', async () => {
  expect(await failure(json({ error: { message: 'streaming is off' } }), true)).toEqual({
    kind: 'invalid',
    reason: 'the upstream reported an error: streaming is off',
  });
});

describe('in the middle of a stream', () => {
  async function brokenOff(answer: Answer, given = {}) {
    const { url } = await serve(answer);
    const model = createLanguageModel(openAi(url, given), openUpstream());
    const texts: string[] = [];
    const failure = await failureOf(
      (async () => {
        for await (const chunk of model.generate(ask({ stream: true }), new AbortController().signal)) {
          texts.push(chunk.type === 'text' ? chunk.text : chunk.type);
        }
      })(),
    );
    return { texts, failure };
  }

  const begin: Answer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${JSON.stringify(delta('so far'))}\n\n`);
  };

  test('an error chunk', async () => {
    const answer = eventStream(delta('so far'), { error: { message: 'out of memory', code: 500 } });
    expect(await brokenOff(answer)).toEqual({
      texts: ['so far'],
      failure: { kind: 'invalid', reason: 'the upstream reported an error: out of memory' },
    });
  });

  test('a chunk that is no JSON', async () => {
    expect(await brokenOff(eventStream(delta('so far'), '{"choices":['))).toEqual({
      texts: ['so far'],
      failure: { kind: 'invalid', reason: 'expected JSON, got {"choices":[' },
    });
  });

  test('an orderly end before a finish reason', async () => {
    expect(await brokenOff(eventStream(delta('so far')))).toEqual({
      texts: ['so far'],
      failure: { kind: 'invalid', reason: 'the stream ended before the answer was complete' },
    });
  });

  test('a connection cut', async () => {
    const { url } = await serve((response, request) => {
      begin(response, request);
      setImmediate(() => response.destroy());
    });
    const failure = await failureOf(chunksOf(openAi(url), { stream: true }));
    expect(failure).toEqual({
      kind: 'unreachable',
      reason: `connection closed before the answer was complete (${new URL(url).host})`,
    });
  });

  test('silence', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const outcome = await brokenOff(
      (response, request) => {
        closed = once(response, 'close');
        begin(response, request);
      },
      { idleTimeoutSeconds: 0.05 },
    );
    expect(outcome).toEqual({ texts: ['so far'], failure: { kind: 'idle', seconds: 0.05 } });
    await closed;
  });

  test('a body cut short of its content-length', async () => {
    const { url } = await serve((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"choices":');
      setImmediate(() => response.destroy());
    });
    expect(await failureOf(chunksOf(openAi(url)))).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringMatching(/^connection closed before the answer was complete/),
    });
  });
});

describe('an abort', () => {
  test('ends the wait for an answer and closes the connection', async () => {
    const asked = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    const { url } = await serve((response) => {
      response.on('close', closed.resolve);
      asked.resolve();
    });
    const controller = new AbortController();
    const answer = createLanguageModel(openAi(url), openUpstream()).generate(ask(), controller.signal).next();
    await asked.promise;
    controller.abort(new Error('the client left'));
    await expect(answer).rejects.toThrow('the client left');
    await closed.promise;
  });

  test('ends a stream and closes the connection', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const { url } = await serve((response) => {
      closed = once(response, 'close');
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify(delta('a'))}\n\n`);
    });
    const controller = new AbortController();
    const chunks = createLanguageModel(openAi(url), openUpstream()).generate(ask({ stream: true }), controller.signal);
    expect((await chunks.next()).value).toEqual({ type: 'text', text: 'a' });
    const next = chunks.next();
    controller.abort(new Error('the client left'));
    await expect(next).rejects.toThrow('the client left');
    await closed;
  });

  test('before the call sends nothing', async () => {
    const { url, received } = await serve(json({}));
    const aborted = AbortSignal.abort(new Error('too late'));
    const answer = createLanguageModel(openAi(url), openUpstream()).generate(ask(), aborted).next();
    await expect(answer).rejects.toThrow('too late');
    expect(received).toEqual([]);
  });
});

test('a reader that stops early closes the connection', async () => {
  let closed: Promise<unknown> = Promise.resolve();
  const { url } = await serve((response) => {
    closed = once(response, 'close');
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${JSON.stringify(delta('a'))}\n\n`);
  });
  const model = createLanguageModel(openAi(url), openUpstream());
  for await (const _ of model.generate(ask({ stream: true }), new AbortController().signal)) break;
  await closed;
});

test('connections are used again, also after [DONE]', async () => {
  const ports = new Set<number | undefined>();
  const { url, server } = await serve(eventStream({ choices: [{ delta: {}, finish_reason: 'stop' }] }, '[DONE]'));
  server.on('connection', (socket) => ports.add(socket.remotePort));
  const dependencies = openUpstream();
  for (let call = 0; call < 8; call += 1) await chunksOf(openAi(url), { stream: true }, dependencies);
  // The pool notices only after a turn of the event loop that its first connection is free again, hence two.
  expect(ports.size).toBeLessThanOrEqual(2);
});

test('an upstream that keeps the connection after [DONE] does not hold up the answer', async () => {
  const { url } = await serve((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${JSON.stringify(delta('a'))}\n\ndata: [DONE]\n\n`);
  });
  expect(await chunksOf(openAi(url, { idleTimeoutSeconds: 3600 }), { stream: true })).toEqual([
    { type: 'text', text: 'a' },
    { type: 'finish', reason: 'stop', usage: undefined },
  ]);
});

describe('the connection test', () => {
  const check = async (uri: string, parameters = {}) =>
    testConnection(openAi(uri), parameters, openUpstream(), new AbortController().signal);

  test('is one plain call with a short user message', async () => {
    const { url, received } = await serve(json({ choices: [{ message: { content: '' } }] }));
    await check(url, { max_tokens: 512, reasoning_effort: 'low' });
    expect(received.map(({ body }) => JSON.parse(body))).toEqual([
      {
        model: 'test-model',
        messages: [{ role: 'user', content: 'Hello' }],
        max_tokens: 512,
        reasoning_effort: 'low',
      },
    ]);
  });

  test('fails in the words of the upstream', async () => {
    const { url } = await serve(json({ error: { message: 'No such model: test-model' } }, 404));
    const failure = await failureOf(check(url));
    expect(describeFailure(failure)).toBe('HTTP 404: No such model: test-model');
    expect(describeGenerationFailure('mine', failure)).toBe("LLM 'mine' returned HTTP 404: No such model: test-model");
  });
});
