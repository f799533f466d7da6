import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { getWithToken, newAppClient, postForm } from '../../access/support/credentials.ts';
import type { Json } from '../../support/client.ts';
import { emulatorForFile } from '../../support/emulator.ts';

const now = Date.UTC(2026, 0, 1);
const api = emulatorForFile({ now: () => now });
let client: Json;

beforeAll(async () => {
  client = await newAppClient(api, { api_roles: ['viewer'] });
});

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const credentials = () => ({ client_id: client.client_id, client_secret: client.client_secret });
const GRANT = { grant_type: 'client_credentials' };
const postJson = (path: string, body: object, headers: Record<string, string> = {}) =>
  api.post(path, body, { headers });

describe.each(['/oauth/token', '/oauth2/token', '/oauth2/token/'])('POST %s gives a token to', (path) => {
  test.each<[string, () => ReturnType<typeof postForm>]>([
    ['JSON', () => postJson(path, { ...GRANT, ...credentials() })],
    [
      'JSON with members of no meaning',
      () => postJson(path, { ...GRANT, ...credentials(), scope: null, audience: [] }),
    ],
    ['a form', () => postForm(api.url, path, { ...GRANT, ...credentials() })],
    ['Basic with a form', () => postForm(api.url, path, GRANT, basic(client.client_id, client.client_secret))],
    ['Basic with JSON', () => postJson(path, GRANT, basic(client.client_id, client.client_secret))],
    [
      'Basic before the body',
      () =>
        postForm(
          api.url,
          path,
          { ...GRANT, client_id: 'x', client_secret: 'x' },
          basic(client.client_id, client.client_secret),
        ),
    ],
  ])('%s', async (_, ask) => {
    const answer = await ask();
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 1800 });
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const issued = now / 1000;
    const { client_id } = client;
    const claims = { sub: client_id, client_id, iat: issued, exp: issued + 1800 };
    expect(decodeJwt(answer.body.access_token)).toMatchObject(claims);
    expect(decodeProtectedHeader(answer.body.access_token).alg).toBe('HS256');
    expect((await getWithToken(api.url, '/v2/corpora', answer.body.access_token)).status).toBe(200);
    expect(answer.body.access_token).not.toContain(client.client_secret);
  });

  test('browsers, after a preflight', async () => {
    const origin = { origin: 'http://localhost:5173' };
    const preflight = await fetch(api.url + path, {
      method: 'OPTIONS',
      headers: {
        ...origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    const answers = [
      await postForm(api.url, path, { ...GRANT, ...credentials() }, origin),
      await postForm(api.url, path, {}, origin),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 400]);
    for (const { headers } of answers) expect(headers.get('access-control-allow-origin')).toBe(origin.origin);
  });
});

describe('as the SDKs ask', () => {
  const fern = (language: string, agent: string) => ({
    'x-fern-language': language,
    'x-fern-sdk-name': 'vectara',
    'user-agent': agent,
    'content-type': 'application/x-www-form-urlencoded',
  });

  test('Python, and the token is good for a call', async () => {
    const form = { ...credentials(), ...GRANT };
    const { status, body } = await postForm(api.url, '/oauth/token', form, fern('Python', 'vectara/0.4.0'));
    expect(status).toBe(200);
    expect(body).toEqual({ access_token: expect.any(String), token_type: expect.any(String), expires_in: 1800 });
  });

  test('TypeScript, with a Bearer only ever after', async () => {
    const form = { ...credentials(), ...GRANT };
    const { body } = await postForm(api.url, '/oauth2/token', form, fern('JavaScript', '@vectara/0.2.0'));
    expect((await getWithToken(api.url, '/v2/api_keys', body.access_token)).body.api_keys).toEqual([]);
  });
});

describe('is refused in the form of OAuth:', () => {
  const INVALID = [400, 'invalid_request'] as const;
  const raw = (text: string, type: string) => () =>
    api.post('/oauth/token', undefined, { raw: text, headers: { 'content-type': type } });
  const json = (given: () => object) => () => postJson('/oauth/token', { ...GRANT, ...credentials(), ...given() });

  test.each<[string, readonly [number, string], RegExp, () => ReturnType<typeof postForm>]>([
    ['no grant', INVALID, /grant_type is required/, json(() => ({ grant_type: undefined }))],
    ['no client id', INVALID, /client_id is required/, json(() => ({ client_id: undefined }))],
    ['no secret', INVALID, /client_secret is required/, json(() => ({ client_secret: undefined }))],
    ['an empty secret', INVALID, /client_secret is required/, json(() => ({ client_secret: '' }))],
    ['a secret of another type', INVALID, /client_secret is required/, json(() => ({ client_secret: 5 }))],
    ['an empty form', INVALID, /grant_type is required/, () => postForm(api.url, '/oauth/token', {})],
    ['no body', INVALID, /form or a JSON/, () => api.post('/oauth/token')],
    ['a list', INVALID, /form or a JSON/, () => postJson('/oauth/token', [])],
    ['broken JSON', INVALID, /./, raw('{"grant_type": ', 'application/json')],
    ['another type of body', INVALID, /./, raw('<token/>', 'application/xml')],
    [
      'Basic that is none',
      INVALID,
      /base64/,
      () => postForm(api.url, '/oauth/token', GRANT, { authorization: 'Basic %%' }),
    ],
    ['another grant', [400, 'unsupported_grant_type'], /"password"/, json(() => ({ grant_type: 'password' }))],
    ['a wrong secret', [401, 'invalid_client'], /no app client/, json(() => ({ client_secret: 'wrong' }))],
    [
      'an API key for a client',
      [401, 'invalid_client'],
      /./,
      async () => {
        const key = await api.create('/v2/api_keys', { name: 'k' });
        return postJson('/oauth/token', { ...GRANT, client_id: key.secret_key, client_secret: key.secret_key });
      },
    ],
  ])('%s', async (_, [status, error], description, ask) => {
    const answer = await ask();
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ error, error_description: expect.stringMatching(description) });
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.text).not.toContain(client.client_secret);
  });

  test('a wrong secret in Basic, with a challenge', async () => {
    const refused = await postForm(api.url, '/oauth/token', GRANT, basic(client.client_id, 'wrong'));
    expect([refused.status, refused.body.error]).toEqual([401, 'invalid_client']);
    expect(refused.headers.get('www-authenticate')).toMatch(/^Basic /);
  });

  test('a bad name of an account', async () => {
    const refused = await postJson('/oauth/token', { ...GRANT, ...credentials() }, { 'x-emulator-account': '../a' });
    expect([refused.status, refused.body.error]).toEqual([400, 'invalid_request']);
    expect(refused.body.error_description).toContain('x-emulator-account');
  });
});

test('another method than POST is refused as everywhere', async () => {
  const refused = await api.get('/oauth/token');
  expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'POST']);
});
