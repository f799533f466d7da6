import { describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { emulatorForFile } from '../support/emulator.ts';

const api = emulatorForFile({ upstream: 'simulate' });

async function errorsOf(path: string, body: unknown): Promise<Json> {
  const answer = await api.post(path, body);
  expect(answer.status, answer.text).toBe(400);
  return answer.body.field_errors;
}

const llm = (given: object) => ({
  type: 'openai-compatible',
  name: 'n',
  model: 'm',
  uri: 'http://x.example',
  ...given,
});
const query = (given: object) => ({ query: 'q', search: { corpora: [{ corpus_key: 'c' }] }, ...given });
const LONG = 'x'.repeat(5001);

describe('the texts of docs/behaviour/conventions.md, Errors', () => {
  test.each<[string, string, unknown, Record<string, string>]>([
    [
      'missing',
      '/v2/llms',
      { type: 'openai-compatible', model: 'm', uri: 'http://x.example' },
      { 'body.name': 'is required.' },
    ],
    [
      'missing array',
      '/v2/query',
      { query: 'q', search: {} },
      { 'body.search.corpora': '[] should have at least 1 items.' },
    ],
    [
      'empty array',
      '/v2/query',
      { query: 'q', search: { corpora: [] } },
      { 'body.search.corpora': '[] should have at least 1 items.' },
    ],
    ['missing object', '/v2/query', { query: 'q' }, { 'body.search': 'is required.' }],
    ['string too short', '/v2/llms', llm({ name: '' }), { 'body.name': '"" should have at least 1 characters.' }],
    ['string too long', '/v2/query', query({ query: LONG }), { 'body.query': 'should have at most 5000 characters.' }],
    [
      'too small',
      '/v2/query',
      query({ search: { corpora: [{ corpus_key: 'c' }], limit: 0 } }),
      { 'body.search.limit': '0 should be at least 1.' },
    ],
    [
      'too large',
      '/v2/llms',
      llm({ idle_timeout_seconds: 3601 }),
      { 'body.idle_timeout_seconds': '3601 should be at most 3600.' },
    ],
    [
      'enum',
      '/v2/query',
      query({ generation: { citations: { style: 'loud' } } }),
      { 'body.generation.citations.style': '"loud" should be one of [none, numeric, html, markdown].' },
    ],
    [
      'union tag',
      '/v2/llms',
      llm({ type: 'other' }),
      { 'body.type': '"other" should be one of [openai-compatible, openai-responses, vertex-ai, anthropic].' },
    ],
    [
      'type',
      '/v2/query',
      query({ search: { corpora: [{ corpus_key: 'c' }], limit: 1.5 } }),
      { 'body.search.limit': 'should be of type integer.' },
    ],
    [
      'not coerced',
      '/v2/query',
      query({ stream_response: 'true' }),
      { 'body.stream_response': 'should be of type boolean.' },
    ],
    ['pattern', '/v2/corpora', { key: 'a b' }, { 'body.key': '"a b" should match the pattern ^[a-zA-Z0-9_=-]+$.' }],
    ['format', '/v2/llms', llm({ uri: 'nowhere' }), { 'body.uri': '"nowhere" should be a valid uri.' }],
    [
      'inside an array',
      '/v2/query',
      query({ search: { corpora: [{ corpus_key: 'c' }, { corpus_key: 5 }] } }),
      { 'body.search.corpora[1].corpus_key': 'should be of type string.' },
    ],
    ['inside a union', '/v2/llms', llm({ auth: { type: 'bearer' } }), { 'body.auth.token': 'is required.' }],
    [
      'a variant of another type',
      '/v2/llms',
      llm({ auth: { type: 'api_key', api_key: 'k' } }),
      { 'body.auth.type': '"api_key" should be one of [bearer, header, oauth_client_credentials].' },
    ],
  ])('%s', async (_, path, body, expected) => {
    expect(await errorsOf(path, body)).toEqual(expected);
  });

  test('long values are not echoed', async () => {
    const errors = await errorsOf('/v2/corpora', { key: `${'x'.repeat(40)} !` });
    expect(errors['body.key']).toContain('xxxx');
    const longer = await errorsOf('/v2/llms', llm({ uri: 'y'.repeat(200) }));
    expect(longer['body.uri']).toBe('should be a valid uri.');
  });

  test('every offending field is named at once', async () => {
    const errors = await errorsOf('/v2/llms', llm({ name: 5, model: '', capabilities: { context_limit: 1 } }));
    expect(Object.keys(errors).sort()).toEqual(['body.capabilities.context_limit', 'body.model', 'body.name']);
  });

  test('paths and query strings have their own prefix', async () => {
    expect((await api.get('/v2/llms?limit=101')).body.field_errors).toEqual({
      'query.limit': '101 should be at most 100.',
    });
    expect((await api.delete('/v2/generation_presets/other')).body.field_errors).toEqual({
      'path.generation_preset_id': '"other" should match the pattern gnp_.*.',
    });
  });
});

describe('what is accepted', () => {
  test('null is absence for optional fields, not for required ones', async () => {
    const created = await api.create(
      '/v2/llms',
      llm({
        name: 'nulls',
        description: null,
        auth: null,
        headers: null,
        capabilities: null,
        idle_timeout_seconds: null,
        test_model_parameters: null,
      }),
    );
    expect(created).toMatchObject({ description: '', headers: {} });
    expect(created).not.toHaveProperty('auth');
    expect(await errorsOf('/v2/llms', llm({ name: null }))).toEqual({ 'body.name': 'is required.' });
    await api.create('/v2/corpora', { key: 'nulls' });
    const nested = query({
      search: { corpora: [{ corpus_key: 'nulls', query: null }], limit: null },
      generation: null,
      stream_response: null,
      chat: null,
    });
    const answer = await api.post('/v2/query', nested);
    expect(answer.body).toEqual({ search_results: [] });
  });

  test('integers written 10.0', async () => {
    await api.create('/v2/corpora', { key: 'floats' });
    const raw = '{"query":"q","search":{"corpora":[{"corpus_key":"floats"}],"limit":10.0,"offset":0.0}}';
    expect((await api.post('/v2/query', undefined, { raw })).status).toBe(200);
  });

  test('unknown fields are ignored, at every level', async () => {
    const created = await api.create(
      '/v2/llms',
      llm({ name: 'extras', colour: 'red', auth: { type: 'bearer', token: 't', mood: 'good' } }),
    );
    expect(created).not.toHaveProperty('colour');
    await api.create('/v2/corpora', { key: 'extras' });
    expect(
      (await api.post('/v2/query', query({ search: { corpora: [{ corpus_key: 'extras', x: 1 }], y: 2 }, z: {} })))
        .status,
    ).toBe(200);
  });

  test('a union keeps the fields of the chosen variant', async () => {
    const auth = {
      type: 'oauth_client_credentials',
      client_id: 'id',
      client_secret: 's',
      token_endpoint: 'http://x.example/t',
      scopes: ['a', 'b'],
    };
    const created = await api.create('/v2/llms', llm({ name: 'union', type: 'openai-responses', auth }));
    expect(created.auth).toEqual({ ...auth, client_secret: '****' });
  });

  test('an empty body with a JSON content type, where none is needed', async () => {
    const { id } = await api.create('/v2/llms', llm({ name: 'emptied' }));
    const answer = await api.call('DELETE', `/v2/llms/${id}`, undefined, {
      raw: '',
      headers: { 'content-type': 'application/json' },
    });
    expect([answer.status, answer.text]).toEqual([204, '']);
  });

  test('keys such as __proto__ are ordinary keys', async () => {
    const raw =
      '{"type":"openai-compatible","name":"proto","model":"m","uri":"http://x.example","headers":{"__proto__":"v","a":"b"}}';
    const answer = await api.post('/v2/llms', undefined, { raw });
    expect(answer.status).toBe(201);
    expect(({} as Json).a).toBeUndefined();
  });

  test('a trailing slash, and percent-encoded segments', async () => {
    expect((await api.get('/v2/llms/')).status).toBe(200);
    await api.create('/v2/llms', llm({ name: 'me@example.com/é 1' }));
    expect((await api.read(`/v2/llms/${encodeURIComponent('me@example.com/é 1')}`)).name).toBe('me@example.com/é 1');
  });

  test('a path segment as long as a document id may be', async () => {
    await api.create('/v2/corpora', { key: 'long-ids' });
    const id = '漢'.repeat(1024);
    await api.create('/v2/corpora/long-ids/documents', { id, type: 'core', document_parts: [{ text: 'x' }] });
    expect((await api.read(`/v2/corpora/long-ids/documents/${encodeURIComponent(id)}`)).id).toBe(id);
  });
});

describe('of many findings the first twenty are told', () => {
  const MANY = 'These are 20 of its findings';
  const answerTo = async (path: string, body: unknown) => {
    const { status, body: answer, text } = await api.post(path, body);
    return { status, fields: Object.keys(answer.field_errors), message: answer.messages[0], length: text.length };
  };
  const corpora = (count: number, of: unknown = 1) => query({ search: { corpora: Array(count).fill(of) } });

  test('twenty are not many', async () => {
    const { fields, message } = await answerTo('/v2/query', corpora(20));
    expect(fields).toEqual(Array.from({ length: 20 }, (_, index) => `body.search.corpora[${index}]`));
    expect(message).not.toContain(MANY);
  });

  test.each([21, 3000])('of %i items', async (count) => {
    const { status, fields, message } = await answerTo('/v2/query', corpora(count));
    expect([status, fields.length, fields[0], fields[19]]).toEqual([
      400,
      20,
      'body.search.corpora[0]',
      'body.search.corpora[19]',
    ]);
    expect(message).toContain(MANY);
  });

  test('a megabyte of wrong items is looked through no further than to the first', async () => {
    const { status, fields, length } = await answerTo('/v2/query', corpora(500_000));
    expect([status, fields]).toEqual([400, ['body.search.corpora[0]']]);
    expect(length).toBeLessThan(1000);
  });

  test('one that is wrong after thousands that are right is found', async () => {
    const body = corpora(30_000, { corpus_key: 'c' });
    const wrong: Json = { corpus_key: 'c', lexical_interpolation: 'much' };
    body.search.corpora[29_000] = wrong;
    const { fields } = await answerTo('/v2/query', body);
    expect(fields).toEqual(['body.search.corpora[29000].lexical_interpolation']);
  });

  test('whatever finds them: our own API, and the attributes of a document', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`member_${index}`, 1]));
    const control = await api.post('/_emulator/journal/assert', unknown);
    expect([control.status, Object.keys(control.body.field_errors).length]).toEqual([400, 20]);
    const names = Array.from({ length: 50 }, (_, index) => `wrong_${index}`);
    const filter_attributes = names.map((name) => ({ name, level: 'document', type: 'integer' }));
    await api.create('/v2/corpora', { key: 'many-attributes', filter_attributes });
    const metadata = Object.fromEntries(names.map((name) => [name, 'text']));
    const document = { id: 'd', type: 'core', metadata, document_parts: [{ text: 'x' }] };
    const { status, fields, message } = await answerTo('/v2/corpora/many-attributes/documents', document);
    expect([status, fields.length, message]).toEqual([400, 20, expect.stringContaining(MANY)]);
  });
});
