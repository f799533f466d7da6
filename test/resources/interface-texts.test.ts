/** Texts and fields that public clients match on, exactly as the service has them. */
import { beforeAll, expect, test } from 'vitest';
import { as, newKey } from '../access/support/credentials.ts';
import { emulatorForFile } from '../support/emulator.ts';
import { parseEvents, summaryOf } from '../support/stream-events.ts';
import { recordingUpstream } from '../support/upstreams/recording-upstream.ts';

const api = emulatorForFile();
const corpora = (key: string, given: object = {}) => ({
  query: 'x',
  search: { corpora: [{ corpus_key: key, ...given }] },
});

beforeAll(async () => {
  for (const key of ['mine', 'other']) await api.create('/v2/corpora', { key });
});

test('another document of the same id', async () => {
  const add = (text: string) =>
    api.post('/v2/corpora/mine/documents', { id: "it's", type: 'core', document_parts: [{ text }] });
  await add('One.');
  const { status, body } = await add('Two.');
  expect([status, body.messages]).toEqual([
    409,
    [
      "Indexing doesn't support updating documents. The new request does not match the previous request for document id 'it's'. Delete and re-add to update.",
    ],
  ]);
});

test.each(['other', 'nowhere'])('a corpus out of reach, %s, however it is named', async (key) => {
  const secret = as(await newKey(api, { corpus_roles: [{ corpus_key: 'mine', role: 'viewer' }] }));
  const refused = [
    await api.get(`/v2/corpora/${key}`, secret),
    await api.get(`/v2/corpora/${key}/query?query=x`, secret),
    await api.post(`/v2/corpora/${key}/query`, { query: 'x' }, secret),
    await api.post('/v2/query', corpora(key), secret),
    await api.post('/v2/chats', corpora(key), secret),
  ];
  for (const { status, body } of refused) {
    expect([status, body.messages]).toEqual([403, [`Denied access to resource ${key}.`]]);
  }
});

test('a corpus within reach, but not for this, is refused with the roles it takes', async () => {
  const secret = as(await newKey(api, { corpus_roles: [{ corpus_key: 'mine', role: 'viewer' }] }));
  const { status, body } = await api.delete('/v2/corpora/mine', secret);
  expect([status, body.messages]).toEqual([403, [expect.stringContaining('lacks a role for deleteCorpus')]]);
});

test.each<[object, string]>([
  [{ metadata_filter: 'zz' }, 'body.search.metadata_filter'],
  [{ custom_dimensions: { none: 1 } }, 'body.search.custom_dimensions.none'],
])('a query of one corpus with %j names the field that it has', async (search, field) => {
  const { status, body } = await api.post('/v2/corpora/mine/query', { query: 'x', search });
  expect([status, Object.keys(body.field_errors)]).toEqual([400, [field]]);
  const many = await api.post('/v2/query', corpora('mine', search));
  expect(Object.keys(many.body.field_errors)).toEqual([field.replace('search.', 'search.corpora[0].')]);
});

test('a disabled corpus is named where the request has its key', async () => {
  await api.create('/v2/corpora', { key: 'off' });
  await api.patch('/v2/corpora/off', { enabled: false });
  const one = [await api.post('/v2/corpora/off/query', { query: 'x' }), await api.get('/v2/corpora/off/query?query=x')];
  for (const { body } of one) expect(Object.keys(body.field_errors)).toEqual(['path.corpus_key']);
  const blank = await api.get('/v2/corpora/mine/query?query=%20');
  expect(Object.keys(blank.body.field_errors)).toEqual(['query.query']);
});

const NOTHING_FOUND =
  'The returned results did not contain sufficient information to be summarized into a useful answer for your query. Please try a different search or restate your query differently.';

test.each(['auto', 'eng', 'deu', 'jpn'])(
  'nothing found is told in the same words in the language %s',
  async (language) => {
    const asked = { ...corpora('other'), query: 'Wer macht den Honig?', generation: { response_language: language } };
    const { body } = await api.post('/v2/query', asked);
    expect(body.summary).toBe(NOTHING_FOUND);
    for (const absent of ['rendered_prompt', 'factual_consistency_score', 'warnings'])
      expect(body).not.toHaveProperty(absent);
    const chat = await api.post('/v2/chats', {
      ...corpora('other'),
      chat: { store: false },
      generation: asked.generation,
    });
    expect(chat.body.answer).toBe(NOTHING_FOUND);
    const { text } = await api.post('/v2/query', { ...asked, stream_response: true });
    expect(summaryOf(parseEvents(text))).toBe(NOTHING_FOUND);
  },
);

test('an empty answer has no score', async () => {
  await api.create('/v2/corpora', { key: 'full' });
  await api.create('/v2/corpora/full/documents', {
    id: 'd',
    type: 'core',
    document_parts: [{ text: 'Bees make honey.' }],
  });
  for (const [name, answer] of [
    ['silent', ''],
    ['blank', ' \n'],
  ]) {
    const { uri } = await recordingUpstream(answer);
    await api.create('/v2/llms', { type: 'openai-compatible', name, model: 'm', uri });
    const generation = { prompt_template: 'Tell.', model_parameters: { llm_name: name } };
    const asked = { ...corpora('full'), generation };
    const { status, body } = await api.post('/v2/query', asked);
    expect([status, body.summary.trim()]).toEqual([200, '']);
    expect(body).not.toHaveProperty('factual_consistency_score');
    const { text } = await api.post('/v2/query', { ...asked, stream_response: true });
    expect(text).not.toContain('factual_consistency_score');
  }
});

test('an empty list of corpora is one entry, in words that clients match', async () => {
  const { status, body } = await api.post('/v2/query', { query: 'x', search: { corpora: [] } });
  expect([status, body.field_errors]).toEqual([400, { 'body.search.corpora': '[] should have at least 1 items.' }]);
});

test('a filter that cannot be read is an error of the engine: a 400, and in a stream an event before the end', async () => {
  const words = /^INVALID_ARGUMENT: The filter expression contains an error\. /;
  const asked = corpora('mine', { metadata_filter: 'doc.x = ' });
  const { status, body } = await api.post('/v2/query', asked);
  expect([status, body.messages]).toEqual([400, [expect.stringMatching(words)]]);
  const streamed = await api.post('/v2/query', { ...asked, stream_response: true });
  expect([streamed.status, parseEvents(streamed.text)]).toMatchObject([
    200,
    [{ type: 'error', messages: [expect.stringMatching(words)] }, { type: 'end' }],
  ]);
});
