/** Intelligent query rewriting over HTTP (docs/behaviour/query.md, Query rewriting). */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { parseEvents } from '../support/stream-events.ts';

const attribute = (name: string, type: string, level = 'document') => ({ name, type, level, indexed: true });
const ATTRIBUTES = [
  attribute('kind', 'text'),
  attribute('release_year', 'integer'),
  attribute('pages', 'integer'),
  attribute('rating', 'real_number'),
  attribute('lang', 'text', 'part'),
];
const DOCUMENTS: [kind: string, year: number, text: string][] = [
  ['novel', 1999, 'Whales swim.'],
  ["cook's guide", 2001, 'Soup is hot.'],
  ['New York', 1000, 'Towers stand.'],
  ['York', 2001, 'Walls stand.'],
];

const api = emulatorForFile();
let corpus = '';
let plain = '';
beforeAll(async () => {
  plain = await createCorpus(api, ['A novel of 1999.']);
  corpus = uniqueName('books');
  await api.create('/v2/corpora', { key: corpus, filter_attributes: ATTRIBUTES });
  for (const [index, [kind, release_year, text]] of DOCUMENTS.entries()) {
    const document_parts = [{ text, metadata: { lang: index % 2 === 0 ? 'eng' : 'deu' } }];
    const metadata = { kind, release_year, pages: 2001 };
    await api.create(`/v2/corpora/${corpus}/documents`, { id: `d${index}`, type: 'core', metadata, document_parts });
  }
});

const ask = (query: string, search: Json = {}, given: Json = {}) =>
  api.post('/v2/query', {
    query,
    search: { corpora: [{ corpus_key: corpus, ...search }] },
    intelligent_query_rewriting: true,
    ...given,
  });
const extracted = async (query: string, search: Json = {}) => {
  const { body } = await ask(query, search);
  expect(body.warnings).toBeUndefined();
  return body.rewritten_queries;
};

test.each<[string, string, string | undefined]>([
  ['a novel about whales', 'a about whales', "doc.kind = 'novel'"],
  ['a NOVEL about whales', 'a about whales', "doc.kind = 'novel'"],
  ['novels about whales', 'novels about whales', undefined],
  ["soup in a cook's guide", 'soup in a', "doc.kind = 'cook''s guide'"],
  ['towers of New York', 'towers of', "doc.kind = 'New York'"],
  ['novel or York', 'or', "doc.kind IN ('novel', 'York')"],
  ['whales in 1999', 'whales in', 'doc.release_year = 1999'],
  ['whales in 1998', 'whales in 1998', undefined],
  ['year 1000', 'year 1000', undefined],
  ['eng novel 1999 whales', 'whales', "part.lang = 'eng' AND doc.kind = 'novel' AND doc.release_year = 1999"],
  ['novel', 'novel', "doc.kind = 'novel'"],
  ['whales with pages over 300', 'whales with', 'doc.pages > 300'],
  ['whales over 300 pages', 'whales', 'doc.pages > 300'],
  ['whales in at most 250 pages', 'whales in', 'doc.pages <= 250'],
  ['pages between 10 and 20 on whales', 'on whales', 'doc.pages >= 10 AND doc.pages <= 20'],
  ['whales with a rating of at least 4.5', 'whales with a', 'doc.rating >= 4.5'],
  ['rating < 3 whales', 'whales', 'doc.rating < 3'],
  ['release year after 1998, whales', 'whales', 'doc.release_year > 1998'],
  ['whales before 2000', 'whales', 'doc.release_year < 2000'],
  ['more than 3 whales', 'more than 3 whales', undefined],
  ['Which whales swam after 1998?', 'Which whales swam?', 'doc.release_year > 1998'],
  ['whales between 1990 and 1995', 'whales', 'doc.release_year >= 1990 AND doc.release_year <= 1995'],
  ['whales from 1990 to 1995', 'whales', 'doc.release_year >= 1990 AND doc.release_year <= 1995'],
  ['whales, 1999 or later', 'whales', 'doc.release_year >= 1999'],
  ['whales in over 1,200 pages', 'whales in', 'doc.pages > 1200'],
  ['whales between 10 and 20 pages', 'whales', 'doc.pages >= 10 AND doc.pages <= 20'],
  ['whales with a rating of 4.5 or higher', 'whales with a', 'doc.rating >= 4.5'],
  ['whales in 300 pages or fewer', 'whales in', 'doc.pages <= 300'],
  ['whales with rating above 3 and below 5', 'whales with', 'doc.rating > 3 AND doc.rating < 5'],
  ['whales over 300 pages, rating at least 4', 'whales', 'doc.pages > 300 AND doc.rating >= 4'],
])('%s', async (query, left, metadata_filter) => {
  expect(await extracted(query)).toEqual([
    { corpus_key: corpus, filter_extraction: { query: left, ...(metadata_filter && { metadata_filter }) } },
  ]);
});

test('the extracted filter holds for the search, together with the given one', async () => {
  const found = async (query: string, search: Json = {}) =>
    (await ask(query, search)).body.search_results.map(({ document_id }: Json) => document_id).sort();
  expect(await found('things from 2001')).toEqual(['d1', 'd3']);
  expect(await found('things from 2001', { metadata_filter: "doc.kind = 'York' OR doc.kind = 'novel'" })).toEqual([
    'd3',
  ]);
  expect(await found('things from 2001', { metadata_filter: ' ' })).toEqual(['d1', 'd3']);
});

test('one entry for each corpus; one without attributes is left as it is', async () => {
  const corpora = [{ corpus_key: plain }, { corpus_key: corpus, query: 'York walls' }];
  const { body } = await ask('a novel', {}, { search: { corpora } });
  expect(body.rewritten_queries).toEqual([
    { corpus_key: plain, filter_extraction: { query: 'a novel' } },
    { corpus_key: corpus, filter_extraction: { query: 'walls', metadata_filter: "doc.kind = 'York'" } },
  ]);
});

test('nothing of it when it is not asked for', async () => {
  const { body } = await ask('a novel', {}, { intelligent_query_rewriting: false });
  expect(Object.keys(body)).toEqual(['search_results']);
  expect(body.search_results).toHaveLength(4);
});

test('streamed, the first event tells it', async () => {
  const [first] = parseEvents((await ask('a novel', {}, { stream_response: true })).text);
  expect(first.rewritten_queries).toEqual(await extracted('a novel'));
});

test('GET and the query of one corpus rewrite too', async () => {
  const expected = await extracted('a novel');
  const path = `/v2/corpora/${corpus}/query`;
  expect((await api.read(`${path}?query=a+novel&intelligent_query_rewriting=true`)).rewritten_queries).toEqual(
    expected,
  );
  const { body } = await api.post(path, { query: 'a novel', intelligent_query_rewriting: true });
  expect(body.rewritten_queries).toEqual(expected);
});

describe('when the extracted filter cannot be used', () => {
  test('the query runs as it was, with a warning', async () => {
    const longest = `doc.pages = 2001 OR doc.kind = '`;
    const metadata_filter = `${longest.padEnd(7999, 'x')}'`;
    const { body } = await ask('a novel', { metadata_filter }, { save_history: true });
    expect(body.warnings).toEqual(['intelligent_query_rewriting_failed']);
    expect(body.rewritten_queries).toEqual([{ corpus_key: corpus, filter_extraction: {} }]);
    expect(body.search_results).toHaveLength(4);
    const { queries } = await api.read('/v2/queries?limit=1');
    const { spans } = await api.read(`/v2/queries/${queries[0].id}`);
    expect(spans[0]).toMatchObject({ filter_extraction: {}, warnings: ['failed_to_parse_extracted_filter'] });
  });

  test('a bad filter of the request is still the caller’s mistake', async () => {
    const { status, body } = await ask('a novel', { metadata_filter: 'doc.kind =' });
    expect([status, body.messages[0]]).toEqual([400, expect.stringContaining('filter expression')]);
  });
});

test('the history names what came of it', async () => {
  const warningsOf = async (query: string, corpusKey: string) => {
    const search = { corpora: [{ corpus_key: corpusKey }] };
    await ask(query, {}, { search, save_history: true });
    const { queries } = await api.read('/v2/queries?limit=1');
    const { spans } = await api.read(`/v2/queries/${queries[0].id}`);
    return spans[0];
  };
  expect(await warningsOf('a novel', corpus)).toMatchObject({
    type: 'rewritten_query',
    corpus_key: corpus,
    filter_extraction: { query: 'a', metadata_filter: "doc.kind = 'novel'" },
    warnings: [],
  });
  expect((await warningsOf('whales', corpus)).warnings).toEqual(['extracted_empty_filter']);
  expect((await warningsOf('a novel', plain)).warnings).toEqual(['no_filter_attrs']);
});
