import { describe, expect, test } from 'vitest';
import { createTokenStore } from '../../../src/upstream/auth/tokens.ts';
import { createLanguageModel } from '../../../src/upstream/create-language-model.ts';
import { describeFailure, describeGenerationFailure } from '../../../src/upstream/upstream-error.ts';
import type { UpstreamSettings } from '../../../src/upstream/upstream-settings.ts';
import { type Answer, json, serve } from '../support/serve.ts';
import { ask, chunksOf, failureOf, openUpstream, settings } from '../support/upstream.ts';

const NOW = Date.parse('2025-03-01T12:00:00Z');
const ANSWER = { choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] };

/** A token endpoint that counts its tokens, an upstream, and a clock to turn. */
async function open({
  lifetime = { expires_in: 3600 } as object,
  upstream = json(ANSWER),
}: {
  lifetime?: object;
  upstream?: Answer;
} = {}) {
  let issued = 0;
  const tokens = await serve((response, request) => {
    issued += 1;
    return json({ access_token: `token-${issued}`, token_type: 'Bearer', ...lifetime })(response, request);
  });
  const llm = await serve(upstream);
  const clock = { now: NOW };
  const now = () => clock.now;
  const dependencies = { ...openUpstream(now), tokens: createTokenStore(now), now };
  const call = (given: Partial<UpstreamSettings> = {}, scopes?: string[]) =>
    chunksOf(
      settings({
        type: 'openai-compatible',
        uri: llm.url,
        auth: {
          type: 'oauth_client_credentials',
          client_id: 'client one',
          client_secret: 's3cr&t=/+',
          token_endpoint: `${tokens.url}/oauth/token?tenant=1`,
          scopes,
        },
        ...given,
      }),
      {},
      dependencies,
    );
  const bearers = () => llm.received.map(({ headers }) => headers.authorization);
  return { tokens, llm, clock, call, bearers };
}

describe('client credentials', () => {
  test('are a form in the body', async () => {
    const { tokens, call, bearers } = await open();
    await call();
    const { method, path, headers, body } = tokens.received[0]!;
    expect([method, path]).toEqual(['POST', '/oauth/token?tenant=1']);
    expect(headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      'user-agent': 'vectara-emulator',
    });
    expect(headers).not.toHaveProperty('authorization');
    expect([...new URLSearchParams(body)]).toEqual([
      ['grant_type', 'client_credentials'],
      ['client_id', 'client one'],
      ['client_secret', 's3cr&t=/+'],
    ]);
    expect(bearers()).toEqual(['Bearer token-1']);
  });

  test('scopes are joined by blanks, and left out when there are none', async () => {
    const { tokens, call } = await open();
    await call({}, ['read', 'write:all']);
    await call({}, []);
    expect(tokens.received.map(({ body }) => new URLSearchParams(body).get('scope'))).toEqual(['read write:all', null]);
  });

  test('the headers of the LLM are not for the token endpoint', async () => {
    const { tokens, call } = await open();
    await call({ headers: { 'x-team': 'blue' } });
    expect(tokens.received[0]!.headers).not.toHaveProperty('x-team');
  });
});

describe('the cache', () => {
  test.each([
    ['as told', { expires_in: 600 }, 540],
    ['told as text', { expires_in: '600' }, 540],
    ['an hour when nothing is told', {}, 3540],
    ['an hour when nonsense is told', { expires_in: 'soon' }, 3540],
  ])('keeps a token until a minute before it expires, %s', async (_, lifetime, seconds) => {
    const { clock, call, bearers } = await open({ lifetime });
    await call();
    clock.now += seconds * 1000 - 1;
    await call();
    clock.now += 1;
    await call();
    expect(bearers()).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
  });

  test('a token that lives no longer than that minute is not kept', async () => {
    const { call, bearers } = await open({ lifetime: { expires_in: 60 } });
    await call();
    await call();
    expect(bearers()).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  test('calls at the same time share one token request', async () => {
    const { tokens, call, bearers } = await open();
    await Promise.all([call(), call(), call()]);
    expect(tokens.received).toHaveLength(1);
    expect(bearers()).toEqual(Array(3).fill('Bearer token-1'));
  });

  test('is dropped with a new revision of the LLM or a new auth, and not shared between LLMs', async () => {
    const { call, bearers } = await open();
    await call({ cacheKey: 'llm-1 revision 1' });
    await call({ cacheKey: 'llm-1 revision 2' });
    await call({ cacheKey: 'llm-2 revision 1' });
    await call({ cacheKey: 'llm-1 revision 2' }, ['other']);
    await call({ cacheKey: 'llm-1 revision 2' });
    expect(bearers()).toEqual([1, 2, 3, 4, 2].map((number) => `Bearer token-${number}`));
  });

  test('a failed token request is not remembered', async () => {
    let isDown = true;
    const tokens = await serve((response, request) =>
      (isDown ? json({}, 503) : json({ access_token: 'token-1' }))(response, request),
    );
    const { call, bearers } = await open();
    const auth = {
      type: 'oauth_client_credentials' as const,
      client_id: 'c',
      client_secret: 's',
      token_endpoint: tokens.url,
    };
    expect(await failureOf(call({ auth }))).toMatchObject({ kind: 'token', status: 503 });
    isDown = false;
    await call({ auth });
    expect(bearers()).toEqual(['Bearer token-1']);
  });
});

describe('a 401 from the upstream', () => {
  const accepting =
    (...good: string[]): Answer =>
    (response, request) =>
      (good.includes(request.headers.authorization!) ? json(ANSWER) : json({ error: 'no' }, 401))(response, request);

  test('to a kept token: one more token, one more try', async () => {
    const good = ['Bearer token-1'];
    const { call, bearers } = await open({ upstream: (response, request) => accepting(...good)(response, request) });
    await call();
    good.splice(0, 1, 'Bearer token-2');
    await call();
    await call();
    expect(bearers()).toEqual([1, 1, 2, 2].map((number) => `Bearer token-${number}`));
  });

  test('to the second token too: a failure', async () => {
    const good = ['Bearer token-1'];
    const { call, bearers } = await open({ upstream: (response, request) => accepting(...good)(response, request) });
    await call();
    good.pop();
    expect(await failureOf(call())).toEqual({ kind: 'http', status: 401, message: 'no' });
    expect(bearers()).toEqual([1, 1, 2].map((number) => `Bearer token-${number}`));
  });

  test('to a new token: a failure at once', async () => {
    const { call, bearers } = await open({ upstream: accepting() });
    expect(await failureOf(call())).toEqual({ kind: 'http', status: 401, message: 'no' });
    expect(bearers()).toEqual(['Bearer token-1']);
  });
});

describe('a token endpoint that fails', () => {
  const auth = (token_endpoint: string) => ({
    type: 'oauth_client_credentials' as const,
    client_id: 'client-one',
    client_secret: 'very-secret',
    token_endpoint,
  });

  test.each([400, 401, 500, 302])('with %s: host and status are told, never the secret', async (status) => {
    const { url } = await serve(json({ error: 'invalid_client', error_description: 'very-secret is wrong' }, status));
    const { call, llm } = await open();
    const { host } = new URL(url);
    const failure = await failureOf(call({ auth: auth(`${url}/very-secret`) }));
    expect(failure).toEqual({ kind: 'token', host, status });
    expect(describeFailure(failure)).toBe(`token endpoint ${host} returned HTTP ${status}`);
    expect(describeGenerationFailure('mine', failure)).toBe(`token request for LLM 'mine' failed with HTTP ${status}`);
    expect(llm.received).toEqual([]);
  });

  test.each<[string, Answer]>([
    ['HTML', (response) => response.end('<p>very-secret</p>')],
    ['JSON without a token', json({ note: 'very-secret' })],
    ['JSON null', json(null)],
  ])('with %s', async (_, answer) => {
    const { url } = await serve(answer);
    const failure = await failureOf((await open()).call({ auth: auth(url) }));
    expect(describeFailure(failure)).toBe(
      `token endpoint ${new URL(url).host} could not be used: its answer holds no access_token`,
    );
  });

  test('by being away', async () => {
    const { url, server } = await serve(json({}));
    await new Promise((resolve) => server.close(resolve));
    const failure = await failureOf((await open()).call({ auth: auth(url) }));
    expect(describeFailure(failure)).toMatch(/^token endpoint 127\.0\.0\.1:\d+ could not be used: connection refused/);
  });

  test('by being silent, for a caller who leaves', async () => {
    const asked = Promise.withResolvers<void>();
    const { url } = await serve(() => asked.resolve());
    const controller = new AbortController();
    const of = settings({ type: 'openai-compatible', uri: url, auth: auth(url) });
    const next = createLanguageModel(of, openUpstream()).generate(ask(), controller.signal).next();
    await asked.promise;
    controller.abort(new Error('the client left'));
    await expect(next).rejects.toThrow('the client left');
  });
});
