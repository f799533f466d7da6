/** Search end to end, without reranking: filters, lexical and neural shares, query syntax, context (docs/behaviour/filters.md, Where filters are used). */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';

const api = emulatorForFile();
const NONE = { type: 'none' };
const BOOKS = 'books';

const search = (query: string, corpus: object, whole: object = {}) =>
  api.post('/v2/query', { query, search: { reranker: NONE, corpora: [{ corpus_key: BOOKS, ...corpus }], ...whole } });
const texts = ({ body }: { body: Json }) => body.search_results.map(({ text }: { text: string }) => text);
const documentIds = ({ body }: { body: Json }) =>
  body.search_results.map(({ document_id }: { document_id: string }) => document_id);

const DOCUMENTS = [
  {
    id: 'bees',
    metadata: { year: 2000, tags: ['a', 'b'], price: 1.5 },
    parts: ['Bees make honey.', 'Honey keeps for years.'],
  },
  {
    id: 'ships',
    metadata: { year: 2010, tags: [], region: 'EU' },
    parts: ['Blue shoes are on the ship.', 'Shoes that are blue.'],
  },
  { id: 'cats', metadata: { year: 2020, region: "O'Brien", free: true }, parts: ['A cat sleeps on the sofa.'] },
  { id: 'none', metadata: {}, parts: ['The quarterly revenue of the bank fell.'] },
];

beforeAll(async () => {
  await api.create('/v2/corpora', {
    key: BOOKS,
    filter_attributes: [
      { name: 'year', level: 'document', type: 'integer' },
      { name: 'price', level: 'document', type: 'real_number' },
      { name: 'region', level: 'document', type: 'text' },
      { name: 'free', level: 'document', type: 'boolean' },
      { name: 'tags', level: 'document', type: 'list[text]' },
      { name: 'page', level: 'part', type: 'integer' },
    ],
    custom_dimensions: [{ name: 'boost', indexing_default: 0.5, querying_default: 0 }],
  });
  for (const { id, metadata, parts } of DOCUMENTS) {
    await api.create(`/v2/corpora/${BOOKS}/documents`, {
      id,
      type: 'core',
      metadata,
      document_parts: parts.map((text, index) => ({ text, metadata: { page: index + 1 } })),
    });
  }
});

describe('filters', () => {
  test.each([
    ['doc.year >= 2010', ['cats', 'ships']],
    ["doc.region = 'EU'", ['ships']],
    ["doc.region IN ('EU', 'O''Brien')", ['cats', 'ships']],
    ["'b' IN doc.tags", ['bees']],
    ['doc.tags IS NULL', ['cats', 'none']],
    ['NOT (doc.year = 2000)', ['cats', 'ships']],
    ['doc.price * 2 = 3', ['bees']],
    ['doc.free', ['cats']],
    ["doc.id <> 'bees' AND part.page = 2", ['ships']],
    ['part.page = 2 AND doc.year < 2010', ['bees']],
    ['part.is_title <> true AND doc.year IS NULL', ['none']],
    ['  ', ['bees', 'cats', 'none', 'ships']],
  ])('%s', async (metadata_filter, expected) => {
    for (const lexical_interpolation of [0, 0.025]) {
      const answer = await search('anything at all', { metadata_filter, lexical_interpolation });
      expect([...new Set(documentIds(answer))].sort()).toEqual(expected);
    }
  });

  test('of one corpus do not touch another', async () => {
    const other = await createCorpus(api, ['Honey.']);
    const corpora = [{ corpus_key: BOOKS, metadata_filter: 'doc.year = 2020' }, { corpus_key: other }];
    const { body } = await api.post('/v2/query', { query: 'honey', search: { corpora, reranker: NONE } });
    expect(body.search_results.map((hit: Json) => [hit.corpus_key, hit.request_corpora_index])).toEqual([
      [other, 1],
      [BOOKS, 0],
    ]);
  });

  test('that cannot be used are 400 with the field, and an event in a stream', async () => {
    const message = expect.stringContaining('Unrecognized references: doc.nothing, part.year');
    const corpus = { metadata_filter: 'doc.nothing = 1 OR part.year = 2' };
    const { status, body } = await search('x', corpus);
    expect([status, body.messages[0]]).toEqual([400, message]);
    expect(Object.keys(body.field_errors)).toEqual(['body.search.corpora[0].metadata_filter']);
    const search_ = { corpora: [{ corpus_key: BOOKS, ...corpus }] };
    const streamed = await api.post('/v2/query', { query: 'x', search: search_, stream_response: true });
    expect(streamed.status).toBe(200);
    expect(streamed.text).toMatch(/^event:error\n.*Unrecognized references.*\n\nevent:end\n/);
  });
});

describe('lexical interpolation', () => {
  test('0 ranks every part by meaning', async () => {
    const answer = await search('a kitten naps on the couch', { lexical_interpolation: 0 });
    expect(texts(answer)).toHaveLength(6);
    expect(texts(answer)[0]).toBe('A cat sleeps on the sofa.');
    for (const { score } of answer.body.search_results) expect(Math.abs(score)).toBeLessThanOrEqual(1);
  });

  test('1 finds words only, stemmed, and nothing else', async () => {
    expect(texts(await search('making honeys', { lexical_interpolation: 1 })).sort()).toEqual([
      'Bees make honey.',
      'Honey keeps for years.',
    ]);
    expect(texts(await search('kitten', { lexical_interpolation: 1 }))).toEqual([]);
  });

  test('between, the score is the blend of both', async () => {
    const scoreAt = async (lexical_interpolation: number): Promise<number> =>
      (await search('cat sofa', { lexical_interpolation })).body.search_results[0].score;
    const [neural, lexical, blend] = [await scoreAt(0), await scoreAt(1), await scoreAt(0.25)];
    expect(blend).toBeCloseTo(0.75 * neural + 0.25 * lexical, 10);
  });

  test('the same query gives the same scores', async () => {
    const once = await search('blue shoes', { lexical_interpolation: 0.1 });
    expect((await search('blue shoes', { lexical_interpolation: 0.1 })).body).toEqual(once.body);
  });
});

describe('query syntax', () => {
  const found = async (query: string, lexical_interpolation = 1) =>
    texts(await search(query, { lexical_interpolation })).sort();

  test('a phrase counts only in its order', async () => {
    expect(await found('"blue shoes"')).toEqual(['Blue shoes are on the ship.']);
    expect(await found('blue shoes')).toHaveLength(2);
  });

  test('a prefix', async () => expect(await found('quart*')).toEqual(['The quarterly revenue of the bank fell.']));

  test('an exclusion removes hits altogether, also where meaning counts', async () => {
    expect(await found('shoes -ship')).toEqual(['Shoes that are blue.']);
    expect(await found('shoes -"are blue"')).toEqual(['Blue shoes are on the ship.']);
    expect(await found('shoes -ship', 0.025)).not.toContain('Blue shoes are on the ship.');
  });

  test('has no effect where only meaning counts', async () => {
    expect(await found('shoes -ship', 0)).toContain('Blue shoes are on the ship.');
  });

  test.each(['"unbalanced', '***', 'a AND OR NOT (', 'NEAR("x" y)', "text:'x'", '-', '"" -""'])(
    '%s is only text',
    async (query) => {
      expect((await search(query, { lexical_interpolation: 0.5 })).status).toBe(200);
    },
  );
});

describe('custom dimensions', () => {
  test('add their product to the score; parts without a value take the default', async () => {
    const [plain] = (await search('honey', {})).body.search_results;
    const [boosted] = (await search('honey', { custom_dimensions: { boost: 2 } })).body.search_results;
    expect(boosted.score).toBeCloseTo(plain.score + 1, 10);
    expect((await search('honey', { custom_dimensions: null })).body.search_results[0]).toEqual(plain);
  });

  test('a part with a low value falls, one with a high value rises, exactly', async () => {
    const key = uniqueName('dimensions');
    await api.create('/v2/corpora', { key, custom_dimensions: [{ name: 'boost' }] });
    const values: (number | undefined)[] = [-9, undefined, 9, undefined];
    await api.create(`/v2/corpora/${key}/documents`, {
      id: 'd',
      type: 'core',
      document_parts: ['Bees make honey.', 'Bees make wax.', 'Ships sail.', 'Ships sink.'].map((text, i) => ({
        text,
        ...(values[i] === undefined ? {} : { custom_dimensions: { boost: values[i] } }),
      })),
    });
    const corpora = [{ corpus_key: key, custom_dimensions: { boost: 1 } }];
    const ask = (limit: number) =>
      api.post('/v2/query', { query: 'bees honey', search: { corpora, limit, reranker: NONE } });
    const all = texts(await ask(4));
    expect([all[0], all.at(-1)]).toEqual(['Ships sail.', 'Bees make honey.']);
    for (const limit of [1, 2, 3]) expect(texts(await ask(limit))).toEqual(all.slice(0, limit));
  });

  test('an unknown one is 400', async () => {
    const { status, body } = await search('honey', { custom_dimensions: { none: 1 } });
    expect([status, Object.keys(body.field_errors)]).toEqual([400, ['body.search.corpora[0].custom_dimensions.none']]);
  });
});

describe('context', () => {
  const key = 'context';
  const sections = [
    { title: 'One', text: 'Alpha one. Beta two. Gamma three. Delta four.' },
    { title: 'Two', text: 'Epsilon five. Zeta six.' },
  ];
  beforeAll(async () => {
    await api.create('/v2/corpora', { key });
    await api.create(`/v2/corpora/${key}/documents`, { id: 'd', type: 'structured', sections });
  });
  const around = async (query: string, context_configuration: object) => {
    const corpora = [{ corpus_key: key, lexical_interpolation: 1 }];
    return texts(await api.post('/v2/query', { query, search: { corpora, context_configuration, reranker: NONE } }))[0];
  };

  test.each<[string, object, string]>([
    ['beta', {}, 'Beta two.'],
    ['beta', { sentences_before: 1, sentences_after: 2 }, 'Alpha one. Beta two. Gamma three. Delta four.'],
    ['alpha', { sentences_before: 3 }, 'Alpha one.'],
    ['delta', { sentences_after: 3 }, 'Delta four.'],
    ['zeta', { sentences_before: 5 }, 'Epsilon five. Zeta six.'],
    ['gamma', { characters_before: 1, characters_after: 1 }, 'Beta two. Gamma three. Delta four.'],
    ['gamma', { characters_before: 12 }, 'Alpha one. Beta two. Gamma three.'],
    ['gamma', { characters_before: 99, sentences_before: 1 }, 'Beta two. Gamma three.'],
    ['beta', { start_tag: '<b>', end_tag: '</b>' }, '<b>Beta two.</b>'],
    ['beta', { start_tag: '<b>', end_tag: '</b>', sentences_after: 1 }, '<b>Beta two.</b> Gamma three.'],
    [
      'zeta',
      { full_document_context: true, sentences_before: 0 },
      'One Alpha one. Beta two. Gamma three. Delta four. Two Epsilon five. Zeta six.',
    ],
  ])('%s with %j', async (query, configuration, expected) => {
    expect(await around(query, configuration)).toBe(expected);
  });

  test('negative numbers are refused', async () => {
    const { status, body } = await search('x', {}, { context_configuration: { sentences_before: -1 } });
    expect([status, Object.keys(body.field_errors)]).toEqual([
      400,
      ['body.search.context_configuration.sentences_before'],
    ]);
  });
});

describe('pages', () => {
  test('offset and limit cut the one order', async () => {
    const all = texts(await search('honey', {}, { limit: 6 }));
    expect(texts(await search('honey', {}, { limit: 2, offset: 2 }))).toEqual(all.slice(2, 4));
    expect(texts(await search('honey', {}, { offset: 99 }))).toEqual([]);
    expect(texts(await search('honey', {}, { limit: 100_000 }))).toEqual(all);
  });

  test('max_by keeps the best part of each document', async () => {
    const ids = documentIds(await search('honey', {}, { max_by: 'doc.id' }));
    expect([ids[0], new Set(ids).size]).toEqual(['bees', 4]);
    expect(ids).toHaveLength(4);
  });

  test('the same corpus twice shows a part once, with its better score', async () => {
    const corpora = [{ corpus_key: BOOKS }, { corpus_key: BOOKS, query: 'A cat sleeps on the sofa.' }];
    const { body } = await api.post('/v2/query', { query: 'honey', search: { corpora, limit: 20, reranker: NONE } });
    expect(body.search_results).toHaveLength(6);
    expect(body.search_results[0]).toMatchObject({ document_id: 'cats', request_corpora_index: 1 });
  });
});

test('strings that look like JSON are converted in results, not in reads', async () => {
  const key = await createCorpus(api, []);
  const metadata = { a: '42', b: '007', c: 'true', d: 'True', e: '{"x":[1]}', f: '[oops', g: '.5' };
  await api.create(`/v2/corpora/${key}/documents`, {
    id: 'd',
    type: 'core',
    metadata,
    document_parts: [{ text: 'x' }],
  });
  const { body } = await api.post(`/v2/corpora/${key}/query`, { query: 'x' });
  expect(body.search_results[0].document_metadata).toEqual({
    a: 42,
    b: '007',
    c: true,
    d: 'True',
    e: { x: [1] },
    f: '[oops',
    g: '.5',
  });
  expect((await api.read(`/v2/corpora/${key}/documents/d`)).metadata).toEqual(metadata);
});

test('a plain search by GET', async () => {
  const { body } = await api.get(`/v2/corpora/${BOOKS}/query?query=honey&limit=1&offset=1&save_history=False`);
  expect(body.search_results).toHaveLength(1);
  expect((await api.get(`/v2/corpora/${BOOKS}/query`)).body.field_errors).toEqual({ 'query.query': 'is required.' });
  expect((await api.get('/v2/corpora/nowhere/query?query=x')).status).toBe(404);
});
