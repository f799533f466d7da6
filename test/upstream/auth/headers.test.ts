import { describe, expect, test } from 'vitest';
import type { LlmAuth } from '../../../src/upstream/llm-auth.ts';
import type { UpstreamSettings } from '../../../src/upstream/upstream-settings.ts';
import { json, serve } from '../support/serve.ts';
import { createServiceAccount } from '../support/service-account.ts';
import { chunksOf, failureOf, settings } from '../support/upstream.ts';

const ANSWERS = {
  choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }],
  output: [],
  candidates: [{ content: { parts: [] } }],
  content: [],
};

/** The one request that a plain call sends, with every answer that an adapter may look for in the response. */
async function sent(given: Partial<UpstreamSettings> = {}, stream = false) {
  const { url, received, server } = await serve(json(ANSWERS));
  const of = settings({ type: 'openai-compatible', uri: `${url}/v1`, ...given });
  await chunksOf(of, { stream }).catch(() => {});
  expect(received).toHaveLength(1);
  return { ...received[0]!, url, server };
}

describe('precedence', () => {
  test('what a call sends when the registration says nothing', async () => {
    const { method, headers, body, url } = await sent();
    expect(method).toBe('POST');
    expect(headers).toEqual({
      host: new URL(url).host,
      connection: 'keep-alive',
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      'accept-encoding': 'identity',
      accept: 'application/json',
      'user-agent': 'vectara-emulator',
    });
  });

  test('an event stream is asked for when streaming', async () => {
    expect((await sent({}, true)).headers.accept).toBe('text/event-stream');
  });

  test('the header map wins over defaults and loses to auth, whatever the letter case', async () => {
    const { headers } = await sent({
      headers: {
        'USER-Agent': 'mine/1',
        Accept: 'application/x',
        'X-Team': 'blue',
        AUTHORIZATION: 'Bearer of the map',
      },
      auth: { type: 'bearer', token: 'of-the-auth' },
    });
    expect(headers).toMatchObject({
      'user-agent': 'mine/1',
      accept: 'application/x',
      'x-team': 'blue',
      authorization: 'Bearer of-the-auth',
    });
  });

  test('the map may authorise where there is no auth', async () => {
    expect((await sent({ headers: { Authorization: 'Bearer mine' } })).headers.authorization).toBe('Bearer mine');
  });

  test('a header of the auth replaces the same header of the map', async () => {
    const auth: LlmAuth = { type: 'header', header: 'Api-Key', value: 'right' };
    expect((await sent({ headers: { 'API-KEY': 'wrong' }, auth })).headers['api-key']).toBe('right');
  });

  test('hop-by-hop headers, Host and Content-Length of the map are ignored', async () => {
    const { headers, body, url } = await sent({
      headers: {
        Host: 'other.example',
        'Content-Length': '3',
        Connection: 'close, x-team',
        'Keep-Alive': 'timeout=1',
        'Proxy-Authorization': 'Basic eA==',
        'Proxy-Connection': 'close',
        TE: 'trailers',
        Trailer: 'x-sum',
        'Transfer-Encoding': 'chunked',
        Upgrade: 'h2c',
        'x-team': 'blue',
      },
    });
    expect(JSON.parse(body)).toMatchObject({ model: 'test-model' });
    expect(headers).toMatchObject({
      host: new URL(url).host,
      'content-length': String(Buffer.byteLength(body)),
      connection: 'keep-alive',
      'x-team': 'blue',
    });
    for (const name of ['keep-alive', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'upgrade']) {
      expect(headers).not.toHaveProperty(name);
    }
  });
});

describe('the nine kinds of auth', () => {
  const headersFor = async (type: UpstreamSettings['type'], auth: LlmAuth) => (await sent({ type, auth })).headers;

  test('bearer', async () => {
    const headers = await headersFor('openai-compatible', { type: 'bearer', token: 'sk-1' });
    expect(headers.authorization).toBe('Bearer sk-1');
  });

  test.each([
    ['x-api-key', 'sk-1'],
    ['Authorization', 'Bearer sk-1'],
    ['api-key', 'with blanks  inside'],
  ])('header %s: %s', async (header, value) => {
    const headers = await headersFor('openai-responses', { type: 'header', header, value });
    expect(headers[header.toLowerCase()]).toBe(value);
  });

  test('api_key', async () => {
    const headers = await headersFor('vertex-ai', { type: 'api_key', api_key: 'AIza-1' });
    expect(headers['x-goog-api-key']).toBe('AIza-1');
    expect(headers).not.toHaveProperty('authorization');
  });

  test('bedrock_api_key', async () => {
    const headers = await headersFor('anthropic', { type: 'bedrock_api_key', api_key: 'ABSK-1', region: 'r' });
    expect(headers.authorization).toBe('Bearer ABSK-1');
  });

  test('vertex_access_token', async () => {
    const auth: LlmAuth = { type: 'vertex_access_token', access_token: 'ya29.1', project: 'p', region: 'r' };
    expect((await headersFor('anthropic', auth)).authorization).toBe('Bearer ya29.1');
  });

  test('bedrock_static_iam', async () => {
    const headers = await headersFor('anthropic', {
      type: 'bedrock_static_iam',
      aws_access_key_id: 'AKID1',
      aws_secret_access_key: 'very-secret',
      region: 'eu-west-1',
    });
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKID1\/\d{8}\/eu-west-1\/bedrock\/aws4_request,/,
    );
    expect(headers['x-amz-date']).toMatch(/^\d{8}T\d{6}Z$/);
    expect(JSON.stringify(headers)).not.toContain('very-secret');
  });

  test('oauth_client_credentials, service_account, vertex_service_account', async () => {
    const tokens = await serve(json({ access_token: 'access-1', token_type: 'Bearer', expires_in: 60 }));
    const { keyJson } = await createServiceAccount(tokens.url);
    const variants: [UpstreamSettings['type'], LlmAuth][] = [
      [
        'openai-compatible',
        { type: 'oauth_client_credentials', client_id: 'c', client_secret: 's', token_endpoint: tokens.url },
      ],
      ['vertex-ai', { type: 'service_account', key_json: keyJson }],
      ['anthropic', { type: 'vertex_service_account', key_json: keyJson, project: 'p', region: 'r' }],
    ];
    for (const [type, auth] of variants) {
      const headers = await headersFor(type, auth);
      expect(headers.authorization).toBe('Bearer access-1');
      expect(JSON.stringify(headers)).not.toMatch(/private|client_secret/i);
    }
    expect(tokens.received).toHaveLength(3);
  });
});

test.each([301, 302, 303, 307, 308])('a redirect by %s is an answer, and is not followed', async (status) => {
  const elsewhere = await serve(json(ANSWERS));
  const { url, received } = await serve((response) => response.writeHead(status, { location: elsewhere.url }).end());
  const of = settings({ type: 'openai-compatible', uri: url, auth: { type: 'bearer', token: 'sk-1' } });
  expect(await failureOf(chunksOf(of))).toMatchObject({ kind: 'http', status });
  expect(received).toHaveLength(1);
  expect(elsewhere.received).toEqual([]);
});

test('HTTP_PROXY of the environment plays no part', async () => {
  const proxy = await serve(json({}, 500));
  const before = process.env;
  process.env = { ...before, HTTP_PROXY: proxy.url, http_proxy: proxy.url, ALL_PROXY: proxy.url, NO_PROXY: '' };
  try {
    await sent();
  } finally {
    process.env = before;
  }
  expect(proxy.received).toEqual([]);
});
