import { describe, expect, test } from 'vitest';
import { createTokenStore } from '../../src/upstream/auth/tokens.ts';
import { type EmbeddingsSettings, embedTexts } from '../../src/upstream/embeddings.ts';
import { describeUpstreamFailure } from '../../src/upstream/upstream-error.ts';
import { startAimock } from './support/aimock.ts';
import { serveEmbeddings } from './support/embeddings.ts';
import { json, serve } from './support/serve.ts';
import { listen, simulate } from './support/simulate.ts';
import { failureOf, openUpstream } from './support/upstream.ts';

const forever = new AbortController().signal;
const settings = (uri: string, given: Partial<EmbeddingsSettings> = {}): EmbeddingsSettings => ({
  uri,
  model: 'embed-one',
  headers: {},
  cacheKey: 'one',
  ...given,
});
const embed = (uri: string, texts: string[], given: Partial<EmbeddingsSettings> = {}) =>
  embedTexts(settings(uri, given), texts, openUpstream(), forever);

describe('a call', () => {
  test('is OpenAI’s: the address verbatim, model and input, dimensions only where asked for', async () => {
    const { uri, received, bodies } = await serveEmbeddings((_, { dimensions = 2 }) => Array(dimensions).fill(1));
    await embed(`${uri}?api-version=1`, ['one', 'two']);
    await embed(uri, ['one'], { dimensions: 5 });
    expect(bodies()).toEqual([
      { model: 'embed-one', input: ['one', 'two'] },
      { model: 'embed-one', input: ['one'], dimensions: 5 },
    ]);
    expect(received[0]).toMatchObject({ method: 'POST', path: '/v1/embeddings?api-version=1' });
    expect(received[0]!.headers).toMatchObject({ 'content-type': 'application/json', accept: 'application/json' });
  });

  test('has at most 64 texts; embeddings come back in the order of the texts, whatever the answers’', async () => {
    const { uri, bodies } = await serveEmbeddings((text) => [Number(text), 1]);
    const texts = Array.from({ length: 130 }, (_, index) => String(index));
    expect(await embed(uri, texts)).toEqual(texts.map((text) => [Number(text), 1]));
    expect(bodies().map(({ input }) => input.length)).toEqual([64, 64, 2]);
  });

  test('is not made for no text', async () => {
    expect(await embed('http://127.0.0.1:9', [])).toEqual([]);
  });

  test('sends a blank for an empty text, which providers refuse', async () => {
    const { uri, texts } = await serveEmbeddings(() => [1]);
    await embed(uri, ['', 'x']);
    expect(texts()).toEqual([' ', 'x']);
  });

  test('is understood by an endpoint that is not ours', async () => {
    const mock = await startAimock();
    mock.onEmbedding('a pump', { embedding: [0.25, -0.5, 1] });
    expect(await embed(`${mock.url}/v1/embeddings`, ['a pump', 'a pump'])).toEqual([
      [0.25, -0.5, 1],
      [0.25, -0.5, 1],
    ]);
    expect((await embed(`${mock.url}/v1/embeddings`, ['anything else'], { dimensions: 12 }))[0]).toHaveLength(12);
  });
});

describe('auth', () => {
  test.each<[EmbeddingsSettings['auth'], string, string]>([
    [{ type: 'bearer', token: 't-1' }, 'authorization', 'Bearer t-1'],
    [{ type: 'header', header: 'Api-Key', value: 'k-1' }, 'api-key', 'k-1'],
  ])('%o is sent as %s: %s', async (auth, name, value) => {
    const { uri, received } = await serveEmbeddings(() => [1]);
    await embed(uri, ['x'], { auth: auth! });
    expect(received[0]!.headers[name]).toBe(value);
  });

  test('client credentials get one token for all calls, and another when it is refused', async () => {
    let issued = 0;
    const tokens = await serve((response, request) => {
      issued += 1;
      return json({ access_token: `token-${issued}`, expires_in: 3600 })(response, request);
    });
    const endpoint = await serve((response, request) => {
      const { input } = JSON.parse(request.body);
      const data = input.map((_: string, index: number) => ({ index, embedding: [1] }));
      const isRefused = endpoint.received.length === 3;
      return json(isRefused ? { error: { message: 'expired' } } : { data }, isRefused ? 401 : 200)(response, request);
    });
    const auth = {
      type: 'oauth_client_credentials' as const,
      client_id: 'id',
      client_secret: 's3cret',
      token_endpoint: `${tokens.url}/token`,
      scopes: ['a', 'b'],
    };
    await embed(endpoint.url, Array(130).fill('x'), { auth });
    const bearers = endpoint.received.map(({ headers }) => headers.authorization);
    expect(bearers).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
    expect(Object.fromEntries(new URLSearchParams(tokens.received[0]!.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'id',
      client_secret: 's3cret',
      scope: 'a b',
    });
  });
});

describe('an answer that is none', () => {
  const one = { index: 0, embedding: [1, 2] };
  const two = { index: 1, embedding: [3, 4] };
  test.each<[string, unknown, string]>([
    ['has too few', { data: [one] }, '2 embeddings, one for each text, got 1'],
    ['has too many', { data: [one, two, two] }, '2 embeddings, one for each text, got 3'],
    ['repeats an index', { data: [one, one] }, 'the indices 0 to 1, each once'],
    ['has an index out of range', { data: [one, { ...two, index: 2 }] }, 'the indices 0 to 1, each once'],
    ['has a broken index', { data: [one, { ...two, index: 0.5 }] }, 'the indices 0 to 1, each once'],
    ['has no numbers', { data: [one, { ...two, embedding: ['3', null] }] }, 'embedding 1 to be a list of numbers'],
    ['has base64', { data: [one, { ...two, embedding: 'AACAPw==' }] }, 'embedding 1 to be a list of numbers'],
    ['has an empty one', { data: [one, { ...two, embedding: [] }] }, 'embedding 1 to be a list of numbers'],
    ['has null', { data: [one, null] }, 'embedding 1 to be a list of numbers'],
    [
      'has two lengths',
      { data: [one, { ...two, embedding: [3] }] },
      'embeddings of one length, got 2 and 1 dimensions',
    ],
    ['is another thing', { hello: 1 }, 'a list of embeddings, got {"hello":1}'],
    ['is null', null, 'a list of embeddings, got null'],
  ])('%s', async (_, answer, expected) => {
    const { url } = await serve(json(answer));
    expect(await failureOf(embed(url, ['a', 'b']))).toEqual({ kind: 'invalid', reason: `expected ${expected}` });
  });

  test('has numbers beyond what numbers can be', async () => {
    const { url } = await serve((response) => response.end('{"data":[{"index":0,"embedding":[1e999]}]}'));
    expect(await failureOf(embed(url, ['a']))).toMatchObject({ kind: 'invalid' });
  });

  test('has too many dimensions', async () => {
    const { uri } = await serveEmbeddings(() => Array(16_385).fill(1));
    expect(await failureOf(embed(uri, ['a']))).toMatchObject({
      reason: 'expected embeddings of at most 16384 dimensions, got 16385',
    });
  });

  test('differs from the calls before it', async () => {
    const { uri } = await serveEmbeddings((text) => Array(text === 'last' ? 3 : 2).fill(1));
    expect(await failureOf(embed(uri, [...Array(64).fill('x'), 'last']))).toMatchObject({
      reason: 'expected embeddings of one length, got 2 and 3 dimensions',
    });
  });

  test('ignores the dimensions asked for', async () => {
    const { uri } = await serveEmbeddings(() => [1, 2, 3]);
    expect(await failureOf(embed(uri, ['a'], { dimensions: 2 }))).toMatchObject({
      reason: 'expected embeddings of 2 dimensions, as asked for, got 3',
    });
  });

  test('is a refusal, quoted without secrets', async () => {
    const { url } = await serve(json({ error: { message: 'No sk-1234567890 here' } }, 403));
    const failure = await failureOf(embed(url, ['a'], { auth: { type: 'bearer', token: 'sk-1234567890' } }));
    expect(describeUpstreamFailure("Encoder 'e'", failure)).toBe("Encoder 'e' returned HTTP 403: No **** here");
  });

  test('is an error with a 200', async () => {
    const { url } = await serve(json({ error: { message: 'overloaded' } }));
    expect(await failureOf(embed(url, ['a']))).toMatchObject({ reason: 'the upstream reported an error: overloaded' });
  });

  test('never comes', async () => {
    const { url } = await serve(() => {});
    expect(await failureOf(embed(url, ['a'], { idleTimeoutSeconds: 0.05 }))).toEqual({ kind: 'idle', seconds: 0.05 });
  });
});

test('an abort ends the call and makes no further one', async () => {
  const controller = new AbortController();
  let closed: Promise<unknown> | undefined;
  const endpoint = await serve((response) => {
    closed = new Promise((resolve) => response.once('close', resolve));
    controller.abort(new Error('the caller left'));
  });
  const embedding = embedTexts(settings(endpoint.url), Array(65).fill('x'), openUpstream(), controller.signal);
  await expect(embedding).rejects.toThrow('the caller left');
  await closed;
  expect(endpoint.received).toHaveLength(1);
});

describe('simulate mode', () => {
  const cosine = (a: number[], b: number[]) => a.reduce((sum, value, index) => sum + value * b[index]!, 0);
  const local = async (texts: string[], given: Partial<EmbeddingsSettings> = {}) => {
    const { url, callers } = await listen();
    const { dependencies, asked } = simulate();
    const embeddings = await embedTexts(settings(`${url}/v1/embeddings`, given), texts, dependencies, forever);
    expect(callers).toEqual([]);
    return { embeddings, asked };
  };

  test('opens no connection and gives the same vectors of length 1 each time', async () => {
    const texts = ['The pump was repaired.', 'The pump was repaired again.'];
    const { embeddings } = await local(texts, { dimensions: 300 });
    expect((await local(texts, { dimensions: 300 })).embeddings).toEqual(embeddings);
    for (const embedding of embeddings) {
      expect(embedding).toHaveLength(300);
      expect(cosine(embedding, embedding)).toBeCloseTo(1);
    }
  });

  test.each([16, 64, 1000])('keeps what is alike together in %i dimensions', async (dimensions) => {
    const { embeddings } = await local(
      ['The pump was repaired in May.', 'In May the pump was repaired.', 'Violins sound higher than cellos.'],
      { dimensions },
    );
    const [one, same, other] = embeddings as [number[], number[], number[]];
    expect(cosine(one, same)).toBeGreaterThan(cosine(one, other) + 0.2);
  });

  test('has the dimensions of OpenAI’s models, and refuses as they do', async () => {
    expect((await local(['x'], { model: 'text-embedding-3-small' })).embeddings[0]).toHaveLength(1536);
    const refused = async (given: Partial<EmbeddingsSettings>) => failureOf(local(['x'], given));
    expect(await refused({ model: 'text-embedding-3-small', dimensions: 1537 })).toMatchObject({
      kind: 'http',
      status: 400,
      message: expect.stringContaining('1536'),
    });
    expect(await refused({ model: 'text-embedding-ada-002', dimensions: 8 })).toMatchObject({
      kind: 'http',
      status: 400,
    });
  });

  test('gets its token without a connection too', async () => {
    const token_endpoint = 'https://login.example/token';
    const auth = { type: 'oauth_client_credentials' as const, client_id: 'i', client_secret: 's', token_endpoint };
    const { asked } = await local(['x'], { auth });
    expect(asked.map(({ dialect }) => dialect)).toEqual(['oauth-token', 'openai-embeddings']);
  });

  test.each<[unknown]>([
    [{ model: 'm' }],
    [{ input: 'x' }],
    [{ model: 'm', input: 5 }],
    [{ model: 'm', input: [] }],
    [{ model: 'm', input: [''] }],
    [{ model: 'm', input: ['x', 1] }],
    [{ model: 'm', input: 'x', dimensions: 0 }],
    [{ model: 'm', input: 'x', dimensions: 'many' }],
    ['nonsense'],
  ])('refuses %j in OpenAI’s shape', async (body) => {
    const { dependencies } = simulate();
    const request = { method: 'POST', url: 'https://e.example', headers: {}, model: 'm', signal: forever } as const;
    const answer = await dependencies.fetch({
      ...request,
      dialect: 'openai-embeddings',
      body: JSON.stringify(body),
    });
    expect(answer.status).toBe(400);
    const text = Buffer.concat(await Array.fromAsync(answer.body)).toString();
    expect(JSON.parse(text)).toMatchObject({ error: { message: expect.any(String), type: 'invalid_request_error' } });
  });
});

test('tokens of two registrations are apart', async () => {
  const tokens = await serve((response, request) =>
    json({ access_token: `token-${tokens.received.length}` })(response, request),
  );
  const { uri, received } = await serveEmbeddings(() => [1]);
  const token_endpoint = tokens.url;
  const auth = { type: 'oauth_client_credentials' as const, client_id: 'i', client_secret: 's', token_endpoint };
  const dependencies = { ...openUpstream(), tokens: createTokenStore(Date.now) };
  for (const cacheKey of ['a/enc_2', 'a/enc_2', 'b/enc_2']) {
    await embedTexts(settings(uri, { auth, cacheKey }), ['x'], dependencies, forever);
  }
  const bearers = received.map(({ headers }) => headers.authorization);
  expect(bearers).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
});
