import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../support/client.ts';
import { emulatorForFile, uniqueName } from '../../support/emulator.ts';

const api = emulatorForFile({ upstream: 'simulate', now: () => Date.UTC(2026, 0, 2) });

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY_JSON = JSON.stringify({
  client_email: 'robot@project.example',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  token_uri: 'http://token.example/token',
});
const HIDDEN = '****';

/** Each auth as it is sent, and which of its fields are secret. */
const AUTH: Record<string, { auth: Json; secrets: string[] }> = {
  bearer: { auth: { type: 'bearer', token: 'sk-1' }, secrets: ['token'] },
  header: { auth: { type: 'header', header: 'x-api-key', value: 'sk-2' }, secrets: ['value'] },
  oauth: {
    auth: {
      type: 'oauth_client_credentials',
      client_id: 'id-3',
      client_secret: 'sk-3',
      token_endpoint: 'http://token.example/oauth',
      scopes: ['read', 'write'],
    },
    secrets: ['client_secret'],
  },
  apiKey: { auth: { type: 'api_key', api_key: 'sk-4' }, secrets: ['api_key'] },
  serviceAccount: { auth: { type: 'service_account', key_json: KEY_JSON }, secrets: ['key_json'] },
  iam: {
    auth: {
      type: 'bedrock_static_iam',
      aws_access_key_id: 'AKIA5',
      aws_secret_access_key: 'sk-5',
      region: 'eu-west-1',
    },
    secrets: ['aws_secret_access_key'],
  },
  bedrockKey: { auth: { type: 'bedrock_api_key', api_key: 'sk-6', region: 'us-east-1' }, secrets: ['api_key'] },
  vertexAccount: {
    auth: { type: 'vertex_service_account', key_json: KEY_JSON, project: 'p', region: 'global' },
    secrets: ['key_json'],
  },
  vertexToken: {
    auth: { type: 'vertex_access_token', access_token: 'sk-7', project: 'p', region: 'us-east5' },
    secrets: ['access_token'],
  },
};

const ALLOWED: [type: string, auths: string[]][] = [
  ['openai-compatible', ['bearer', 'header', 'oauth']],
  ['openai-responses', ['bearer', 'header', 'oauth']],
  ['vertex-ai', ['apiKey', 'serviceAccount']],
  ['anthropic', ['bearer', 'header', 'iam', 'bedrockKey', 'vertexAccount', 'vertexToken']],
];

const request = (type: string, given: Json = {}) => ({
  type,
  name: uniqueName(type),
  model: 'some-model',
  ...(type === 'anthropic' ? {} : { uri: 'http://upstream.example/v1' }),
  ...given,
});

describe('every auth of every type is stored, and read back masked', () => {
  const allowed = ALLOWED.flatMap(([type, names]) => names.map((name) => [type, name] as const));
  test.each(allowed)('%s with %s', async (type, name) => {
    const { auth, secrets } = AUTH[name]!;
    const answer = await api.post('/v2/llms', request(type, { auth }));
    expect(answer.status, answer.text).toBe(201);
    const masked = { ...auth, ...Object.fromEntries(secrets.map((secret) => [secret, HIDDEN])) };
    expect(answer.body.auth).toEqual(masked);
    expect((await api.read(`/v2/llms/${answer.body.id}`)).auth).toEqual(masked);
  });
});

describe('every other auth is refused', () => {
  const refused = ALLOWED.flatMap(([type, names]) =>
    Object.keys(AUTH).flatMap((name) => (names.includes(name) ? [] : [[type, name] as const])),
  );
  test.each(refused)('%s with %s', async (type, name) => {
    const answer = await api.post('/v2/llms', request(type, { auth: AUTH[name]!.auth }));
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.field_errors)).toEqual(['body.auth.type']);
  });
});

test('the whole object, as it is created and as it is read', async () => {
  const body = request('openai-compatible', {
    description: 'Ours',
    auth: { type: 'bearer', token: 'sk-secret' },
    headers: { 'x-team': 'blue' },
    idle_timeout_seconds: 90,
    test_model_parameters: { max_tokens: 16 },
    capabilities: { image_support: true },
  });
  const created = await api.create('/v2/llms', body);
  expect(created).toEqual({
    id: expect.stringMatching(/^llm_\d+$/),
    name: body.name,
    description: 'Ours',
    enabled: true,
    default: false,
    ownership: 'customer',
    type: 'openai-compatible',
    model: 'some-model',
    uri: 'http://upstream.example/v1',
    headers: { 'x-team': 'blue' },
    idle_timeout_seconds: 90,
    auth: { type: 'bearer', token: HIDDEN },
    capabilities: {
      image_support: true,
      context_limit: 32768,
      tool_calling: false,
      structured_outputs: false,
      requires_role_alternation: false,
    },
  });
  expect(await api.read(`/v2/llms/${created.id}`)).toEqual(created);
});

test('the least there is: self-hosted servers need no auth', async () => {
  const created = await api.create('/v2/llms', request('openai-compatible'));
  expect(created).not.toHaveProperty('auth');
  expect(created).not.toHaveProperty('idle_timeout_seconds');
  expect([created.description, created.headers]).toEqual(['', {}]);
});

describe('what cannot be reached is refused', () => {
  const bearer = AUTH.bearer!.auth;
  test.each<[string, Json, string]>([
    ['no uri', { ...request('openai-compatible'), uri: undefined }, 'body.uri'],
    ['no uri for Gemini', request('vertex-ai', { auth: AUTH.apiKey!.auth, uri: undefined }), 'body.uri'],
    ['another protocol', request('openai-compatible', { uri: 'ftp://x.example/v1' }), 'body.uri'],
    ['a relative uri', request('openai-compatible', { uri: '/v1' }), 'body.uri'],
    ['no auth for Gemini', request('vertex-ai'), 'body.auth'],
    ['no auth for Anthropic', request('anthropic'), 'body.auth'],
    ['a broken header name', request('openai-compatible', { headers: { 'a b': 'c' } }), 'body.headers.a b'],
    ['a broken header value', request('openai-compatible', { headers: { a: 'b\nc' } }), 'body.headers.a'],
    ['a broken secret', request('openai-compatible', { auth: { ...bearer, token: 'a\r\nb' } }), 'body.auth.token'],
    ['an empty secret', request('openai-compatible', { auth: { ...bearer, token: '' } }), 'body.auth.token'],
    ['a key that is no JSON', keyJson('no JSON'), 'body.auth.key_json'],
    ['a key without its fields', keyJson('{"client_email":"x"}'), 'body.auth.key_json'],
    ['a key that is no object', keyJson('7'), 'body.auth.key_json'],
    ['a long description', request('openai-compatible', { description: 'x'.repeat(1001) }), 'body.description'],
    ['a long name', request('openai-compatible', { name: 'x'.repeat(256) }), 'body.name'],
    ['no waiting', request('openai-compatible', { idle_timeout_seconds: 0 }), 'body.idle_timeout_seconds'],
  ])('%s', async (_, body, field) => {
    const answer = await api.post('/v2/llms', body);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.field_errors)).toEqual([field]);
  });

  function keyJson(key_json: string) {
    return request('vertex-ai', { auth: { type: 'service_account', key_json } });
  }
});

describe('names', () => {
  test('of another LLM of the account are taken', async () => {
    const body = request('openai-compatible');
    await api.create('/v2/llms', body);
    const answer = await api.post('/v2/llms', body);
    expect(answer.status).toBe(400);
    expect(answer.body.field_errors['body.name']).toContain(body.name);
    const upper = { ...body, name: body.name.toUpperCase() };
    await api.create('/v2/llms', upper);
  });

  test('two requests for one name at the same time: one wins', async () => {
    const body = request('openai-compatible');
    const answers = await Promise.all([1, 2, 3].map(() => api.post('/v2/llms', body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400, 400]);
  });

  test('of platform LLMs may be used again: ours replaces it until it is deleted', async () => {
    const own = await api.create('/v2/llms', request('openai-compatible', { name: 'gpt-4-turbo' }));
    expect((await api.read('/v2/llms/gpt-4-turbo')).id).toBe(own.id);
    const listed = (await api.read('/v2/llms?filter=^gpt-4-turbo$')).llms;
    expect(listed.map(({ ownership }: Json) => ownership)).toEqual(['platform', 'customer']);
    expect((await api.delete('/v2/llms/gpt-4-turbo')).status).toBe(204);
    expect((await api.read('/v2/llms/gpt-4-turbo')).ownership).toBe('platform');
    expect((await api.delete('/v2/llms/gpt-4-turbo')).status).toBe(403);
  });
});
