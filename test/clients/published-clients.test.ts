/**
 * What the published clients need of each answer, from their sources: the Python SDK refuses an answer whose required
 * members are missing or of another type, langchain-vectara and vectara-mcp read theirs unguarded, and the SDKs' readers
 * of streams and pages know one form only.
 */
import { beforeAll, expect, test } from 'vitest';
import type { Answer, Json } from '../support/client.ts';
import { emulatorForFile } from '../support/emulator.ts';

const api = emulatorForFile({ auth: 'strict', apiKey: 'zut_test' });
/** A name that must be percent-encoded in a path. */
const DOCUMENT = 'a/b c@d';
const AT = `/v2/corpora/books/documents/${encodeURIComponent(DOCUMENT)}`;
const HONEY = { query: 'honey', search: { corpora: [{ corpus_key: 'books' }] } };
const HELLO = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello' }] };
const documentOf = (id: string) => ({ id, type: 'core', document_parts: [{ text: 'Bees make honey.', metadata: {} }] });

beforeAll(async () => {
  const filter_attributes = [{ name: 'year', level: 'document', type: 'integer' }];
  await api.create('/v2/corpora', { key: 'books', filter_attributes });
  await api.create('/v2/corpora/books/documents', { ...documentOf(DOCUMENT), metadata: { year: 2021 } });
});

const TEXT = expect.any(String);
const NUMBER = expect.any(Number);
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
/** The only way that `body` is asked for: every member named must be there, and be of its type. */
const REQUIRED: [what: string, ask: () => Promise<Answer>, needed: Json][] = [
  [
    'a chat completion',
    () => api.post('/v2/llms/chat/completions', HELLO),
    { object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant', content: TEXT } }] },
  ],
  [
    'an evaluation',
    () => api.post('/v2/evaluate_factual_consistency', { generated_text: 'a b', source_texts: ['a b'] }),
    { score: NUMBER },
  ],
  [
    'a correction',
    () =>
      api.post('/v2/hallucination_correctors/correct_hallucinations', {
        generated_text: 'Bees make honey.',
        documents: [{ text: 'Bees make honey.' }],
        model_name: 'vhc-large-1.0',
      }),
    { corrected_text: TEXT, corrections: [] },
  ],
  [
    'a corpus',
    () => api.get('/v2/corpora/books'),
    { key: 'books', created_at: TIME, filter_attributes: [{ name: 'year', level: 'document', type: 'integer' }] },
  ],
  ['a document', () => api.get(AT), { id: DOCUMENT, parts: [{ text: 'Bees make honey.' }] }],
  [
    'filter attribute statistics',
    () => api.get('/v2/corpora/books/filter_attribute_stats'),
    { filter_attribute_stats: [{ name: 'doc.year', type: 'integer', values: [{ value: 2021, count: 1 }] }] },
  ],
  [
    'a query',
    () => api.post('/v2/query', HONEY),
    { search_results: [{ text: TEXT, score: NUMBER, document_id: TEXT }] },
  ],
  [
    'a chat',
    () => api.post('/v2/chats', { ...HONEY, chat: { store: true } }),
    { chat_id: TEXT, turn_id: TEXT, answer: TEXT, search_results: [{ text: TEXT, score: NUMBER }] },
  ],
  ['a bulk deletion, later', () => bulkDelete('async=true'), { job_id: TEXT, cutoff_timestamp: TIME, cutoff_at: TIME }],
  [
    'a bulk deletion, at once',
    () => bulkDelete('async=False'),
    { job_id: TEXT, cutoff_timestamp: TIME, cutoff_at: TIME, deleted_count: NUMBER, skipped_count: NUMBER },
  ],
  [
    'new filter attributes',
    async () => {
      await api.create('/v2/corpora', { key: 'other' });
      return api.post('/v2/corpora/other/replace_filter_attributes', { filter_attributes: [] });
    },
    { job_id: TEXT },
  ],
  ...['/oauth/token', '/oauth2/token'].flatMap((path) =>
    [true, false].map((asForm): (typeof REQUIRED)[number] => [
      `a token of ${path}, ${asForm ? 'by a form' : 'by JSON'}`,
      () => token(path, asForm),
      { access_token: TEXT, token_type: 'Bearer', expires_in: NUMBER },
    ]),
  ),
];

async function bulkDelete(how: string): Promise<Answer> {
  await api.create('/v2/corpora/books/documents', documentOf('gone'));
  return api.delete(`/v2/corpora/books/documents?document_ids=gone&${how}`);
}

async function token(path: string, asForm: boolean): Promise<Answer> {
  const { client_id, client_secret } = await api.create('/v2/app_clients', { name: 'a', type: 'client_credentials' });
  const asked = { grant_type: 'client_credentials', client_id, client_secret };
  if (!asForm) return api.post(path, asked);
  const raw = new URLSearchParams(asked).toString();
  return api.post(path, undefined, { raw, headers: { 'content-type': 'application/x-www-form-urlencoded' } });
}

test.each(REQUIRED)('%s has what SDKs require', async (_, ask, needed) => {
  const { status, body } = await ask();
  expect(status).toBeLessThan(300);
  expect(body).toMatchObject(needed);
});

test('the last page of every list has no key: an empty one makes the TypeScript SDK ask for ever', async () => {
  const lists =
    'corpora llms generation_presets encoders rerankers users api_keys app_clients jobs chats queries glossaries';
  for (const list of lists.split(' '))
    expect([list, (await api.read(`/v2/${list}?limit=100`)).metadata]).toEqual([list, {}]);
  expect((await api.read('/v2/corpora/books/documents?limit=100')).metadata).toEqual({});
});

test.each([
  ['members that are null', { ...HONEY, generation: null, chat: null, stream_response: null }],
  [
    'a limit with a fraction of nothing',
    '{"query":"honey","search":{"corpora":[{"corpus_key":"books"}],"limit":10.0}}',
  ],
])('%s are as good as absent', async (_, body) => {
  const raw = typeof body === 'string' ? { raw: body } : undefined;
  expect((await api.post('/v2/query', raw ? undefined : body, raw)).body.search_results).toHaveLength(1);
});

test('a search that says nothing takes the default path, with and without a body of its own', async () => {
  const empty = await api.post('/v2/corpora/books/query', { query: 'honey', search: {}, generation: {} });
  expect(empty.body).toMatchObject({ summary: TEXT, search_results: [{ text: TEXT }] });
  for (const written of ['True', 'true', 'FALSE']) {
    const asked = `/v2/corpora/books/query?query=honey&save_history=${written}&intelligent_query_rewriting=${written}`;
    expect((await api.read(asked)).search_results).toHaveLength(1);
  }
});

test('a deletion answers 204 and nothing, also to an empty body that says it is JSON', async () => {
  await api.create('/v2/corpora', { key: 'gone' });
  const { status, text, headers } = await api.call('DELETE', '/v2/corpora/gone', undefined, { raw: '' });
  expect([status, text, headers.get('content-type')]).toEqual([204, '', null]);
});

test('vectara-mcp tells a good key from a bad one by the corpus test', async () => {
  const check = async (key: string) =>
    (await api.post('/v2/corpora/test/query', { query: 'x' }, { headers: { 'x-api-key': key } })).status;
  expect([await check('zut_test'), await check('zut_wrong')]).toEqual([404, 401]);
});

test.each<[status: number, ask: () => Promise<Answer>]>([
  [400, () => api.post('/v2/query', { ...HONEY, stream_response: true, search: { corpora: [] } })],
  [401, () => api.post('/v2/query', HONEY, { headers: { 'x-api-key': 'zut_wrong' } })],
  [404, () => api.post('/v2/corpora/none/query', { query: 'x', stream_response: true })],
  [405, () => api.call('PUT', '/v2/query', {})],
  [409, () => api.post('/v2/corpora', { key: 'books' })],
])('a %i is JSON with messages, whatever was asked for', async (status, ask) => {
  const answer = await ask();
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    status,
    expect.stringMatching(/^application\/json/),
  ]);
  expect(answer.body).toMatchObject({ messages: [TEXT], request_id: expect.stringMatching(/^[0-9a-f]{32}$/) });
});

test.each([
  ['a query', '/v2/query', { ...HONEY, generation: {}, stream_response: true }, false],
  ['a chat', '/v2/chats', { ...HONEY, generation: {}, stream_response: true }, false],
  ['a chat completion', '/v2/llms/chat/completions', { ...HELLO, stream: true }, true],
])('the stream of %s: one line of data an event, its type within, nothing else', async (_, path, body, isOpenAi) => {
  const { headers, text } = await api.post(path, body, { headers: { accept: 'application/json' } });
  expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
  const frames = text
    .trimEnd()
    .split('\n\n')
    .map((frame) => frame.trim().split('\n'));
  for (const lines of frames) {
    const data = lines.filter((line) => line.startsWith('data:'));
    expect(lines.filter((line) => !/^(?:data|event):/.test(line))).toEqual([]);
    expect(data).toHaveLength(1);
    if (!isOpenAi) expect(lines[0]).toBe(`event:${JSON.parse(data[0]!.slice(5)).type}`);
  }
  expect(text.includes('[DONE]')).toBe(isOpenAi);
});

const FILE = ['file', new File(['Bees.'], 'a.txt', { type: 'text/plain' })] as const;
const METADATA = ['metadata', new Blob(['{"year":2020}'], { type: 'application/json' })] as const;

test.each<[order: string, parts: (readonly [string, string | Blob])[], id: string]>([
  ['typed-first', [METADATA, FILE], 'a.txt'],
  ['typed-last', [FILE, METADATA], 'a.txt'],
  ['as-text', [['metadata', '{"year":2020}'], FILE], 'a.txt'],
  ['with-a-name', [['file', new Blob(['Bees.'])], METADATA, ['filename', 'named.txt']], 'named.txt'],
])('uploads as SDKs send them: %s', async (order, parts, id) => {
  const form = new FormData();
  for (const [name, value] of parts) form.append(name, value as Blob);
  await api.create('/v2/corpora', { key: order });
  const sent = { method: 'POST', headers: { 'x-api-key': 'zut_test' }, body: form };
  const answer = await fetch(`${api.url}/v2/corpora/${order}/upload_file`, sent);
  expect([answer.status, await answer.json()]).toMatchObject([201, { id, metadata: { year: 2020 } }]);
});

test('the names that clients assume are there', async () => {
  const names = async (list: string) => JSON.stringify(await api.read(`/v2/${list}?limit=100`));
  expect(await names('rerankers')).toMatch(/"rnk_272725719".*"Rerank_Multilingual_v1"/);
  expect(await names('encoders')).toContain('"boomerang-2023-q3"');
  for (const name of ['gpt-3.5-turbo', 'gpt-4o', 'mockingbird-2.0']) expect(await names('llms')).toContain(`"${name}"`);
  for (const name of ['mockingbird-2.0', 'vectara-summary-table-md-query-ext-jan-2025-gpt-4o'])
    expect(await names('generation_presets')).toContain(`"${name}"`);
});
