/** Finding documents and parts by their metadata (docs/behaviour/search.md, Metadata query). */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../../support/client.ts';
import { emulatorForFile } from '../../../support/emulator.ts';

const api = emulatorForFile();

const ATTRIBUTES = [
  { name: 'author', level: 'document', type: 'text' },
  { name: 'tags', level: 'document', type: 'list[text]' },
  { name: 'year', level: 'document', type: 'integer' },
  { name: 'price', level: 'document', type: 'real_number' },
  { name: 'public', level: 'document', type: 'boolean' },
  { name: 'speaker', level: 'part', type: 'text' },
];
const said = (...speakers: string[]) => speakers.map((speaker) => ({ text: 'x', metadata: { speaker } }));
const DOCUMENTS = [
  {
    id: 'sea',
    metadata: { author: 'Anna Lindqvist', tags: ['ships', 'harbour'], year: 2020, price: 4, public: true },
    document_parts: said('Johnson', 'Miller'),
  },
  {
    id: 'rail',
    metadata: { author: 'Anna Lindquist', tags: ['trains'], year: 2021, price: 4.5 },
    document_parts: said('Johnsen', 'Johnson'),
  },
  { id: 'road', metadata: { author: 'Bert Moreau', year: 2021, public: false }, document_parts: said('Ortega') },
  { id: 'none', metadata: {}, document_parts: [{ text: 'x' }] },
];

beforeAll(async () => {
  await api.create('/v2/corpora', { key: 'kb', filter_attributes: ATTRIBUTES });
  for (const document of DOCUMENTS) await api.create('/v2/corpora/kb/documents', { type: 'core', ...document });
});

const ask = (body: object, key = 'kb') => api.post(`/v2/corpora/${key}/metadata_query`, body);
const scoresOf = ({ body }: Json): [string, number][] =>
  body.documents.map(({ doc_id, score }: Json) => [doc_id, Math.round(score * 1000) / 1000]);

test('the whole answer', async () => {
  const answer = await ask({ queries: [{ field: 'author', query: 'bert moreau' }] });
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    documents: [{ doc_id: 'road', score: 1, metadata: DOCUMENTS[2]!.metadata }],
    total_count: 1,
  });
});

describe('best first, equally good ones in order of indexing, others not at all', () => {
  test.each<[string, object[], [string, number][]]>([
    [
      'text',
      [{ field: 'author', query: 'anna lindqvist' }],
      [
        ['sea', 1],
        ['rail', 0.944],
      ],
    ],
    ['not fuzzy', [{ field: 'author', query: 'lindqvist', fuzzy: false }], [['sea', 1]]],
    [
      'the beginning of a word',
      [{ field: 'author', query: 'lind' }],
      [
        ['sea', 0.9],
        ['rail', 0.9],
      ],
    ],
    ['too short a beginning', [{ field: 'author', query: 'lind', prefix: 5 }], []],
    ['no beginnings', [{ field: 'author', query: 'lind', prefix: null }], []],
    ['an element of a list', [{ field: 'tags', query: 'harbor' }], [['sea', 0.833]]],
    [
      'an integer',
      [{ field: 'year', query: '2021', fuzzy: false }],
      [
        ['rail', 1],
        ['road', 1],
      ],
    ],
    [
      'a real number as JSON writes it',
      [{ field: 'price', query: '4', fuzzy: false, prefix: null }],
      [
        ['sea', 1],
        ['rail', 1],
      ],
    ],
    ['a boolean', [{ field: 'public', query: 'false', fuzzy: false }], [['road', 1]]],
    ['the id of the document', [{ field: 'id', query: 'rail', fuzzy: false }], [['rail', 1]]],
    ['no words', [{ field: 'author', query: '…' }], []],
    [
      'two fields: the mean',
      [
        { field: 'author', query: 'anna' },
        { field: 'year', query: '2021', fuzzy: false },
      ],
      [
        ['rail', 1],
        ['sea', 0.5],
        ['road', 0.5],
      ],
    ],
    [
      'two fields with weights',
      [
        { field: 'author', query: 'anna', weight: 3 },
        { field: 'year', query: '2021', fuzzy: false },
      ],
      [
        ['rail', 1],
        ['sea', 0.75],
        ['road', 0.25],
      ],
    ],
    [
      'the same field twice',
      [
        { field: 'tags', query: 'ships' },
        { field: 'tags', query: 'trains', weight: 0.5 },
      ],
      [
        ['sea', 0.667],
        ['rail', 0.333],
      ],
    ],
  ])('%s', async (_, queries, expected) => {
    const answer = await ask({ queries });
    expect(scoresOf(answer)).toEqual(expected);
    expect(answer.body.total_count).toBe(expected.length);
  });
});

test('parts: several of a document, with their own metadata', async () => {
  const answer = await ask({ level: 'part', queries: [{ field: 'speaker', query: 'johnson' }] });
  expect(answer.body).toEqual({
    documents: [
      { doc_id: 'sea', score: 1, metadata: { speaker: 'Johnson' } },
      { doc_id: 'rail', score: 1, metadata: { speaker: 'Johnson' } },
      { doc_id: 'rail', score: 1 - 1 / 7, metadata: { speaker: 'Johnsen' } },
    ],
    total_count: 3,
  });
});

describe('metadata_filter comes first and is exact', () => {
  test.each([
    ['document', 'author', 'anna', 'doc.year = 2021', ['rail']],
    ['document', 'tags', 'ships', 'doc.year = 2021', []],
    ['document', 'author', 'anna', ' ', ['sea', 'rail']],
    ['part', 'speaker', 'johnson', 'doc.year = 2021', ['rail', 'rail']],
    ['part', 'speaker', 'johnson', "part.speaker <> 'Johnson'", ['rail']],
    ['part', 'speaker', 'johnson', "part.speaker = 'Johnson' AND doc.year = 2020", ['sea']],
  ])('level %s, %s %j, %s', async (level, field, query, metadata_filter, expected) => {
    const answer = await ask({ level, queries: [{ field, query }], metadata_filter });
    expect(answer.body.documents.map(({ doc_id }: Json) => doc_id)).toEqual(expected);
    expect(answer.body.total_count).toBe(expected.length);
  });
});

test('limit and offset cut, the count stays', async () => {
  const queries = [{ field: 'year', query: '2021' }];
  const page = async (rest: object) => {
    const { body } = await ask({ queries, ...rest });
    return [body.documents.map(({ doc_id }: Json) => doc_id), body.total_count];
  };
  expect(await page({})).toEqual([['rail', 'road', 'sea'], 3]);
  expect(await page({ limit: 2 })).toEqual([['rail', 'road'], 3]);
  expect(await page({ limit: 2, offset: 2 })).toEqual([['sea'], 3]);
  expect(await page({ offset: 3 })).toEqual([[], 3]);
});

test('ten at most by default', async () => {
  await api.create('/v2/corpora', { key: 'many', filter_attributes: [ATTRIBUTES[0]] });
  const add = (index: number) =>
    api.create('/v2/corpora/many/documents', {
      id: `d${index}`,
      type: 'core',
      metadata: { author: 'Ann' },
      document_parts: [{ text: 'x' }],
    });
  for (let index = 0; index < 12; index++) await add(index);
  const { body } = await ask({ queries: [{ field: 'author', query: 'ann' }] }, 'many');
  expect([body.documents.length, body.total_count]).toEqual([10, 12]);
});

describe('refusals', () => {
  const query = { field: 'author', query: 'anna' };
  test.each([
    ['no queries', {}, 'body.queries'],
    ['an empty list', { queries: [] }, 'body.queries'],
    ['no field', { queries: [{ query: 'anna' }] }, 'body.queries[0].field'],
    ['no query', { queries: [{ field: 'author' }] }, 'body.queries[0].query'],
    ['an undeclared field', { queries: [query, { field: 'editor', query: 'x' }] }, 'body.queries[1].field'],
    ['a field with its level', { queries: [{ ...query, field: 'doc.author' }] }, 'body.queries[0].field'],
    ['a field of the other level', { level: 'part', queries: [query] }, 'body.queries[0].field'],
    ['weight 0', { queries: [{ ...query, weight: 0 }] }, 'body.queries[0].weight'],
    ['prefix 0', { queries: [{ ...query, prefix: 0 }] }, 'body.queries[0].prefix'],
    ['an unknown level', { level: 'section', queries: [query] }, 'body.level'],
    ['limit 0', { queries: [query], limit: 0 }, 'body.limit'],
    ['limit 101', { queries: [query], limit: 101 }, 'body.limit'],
    ['offset −1', { queries: [query], offset: -1 }, 'body.offset'],
    [
      'a part filter of documents',
      { queries: [query], metadata_filter: 'part.speaker IS NULL' },
      'body.metadata_filter',
    ],
    ['a filter that cannot be read', { queries: [query], metadata_filter: 'doc.year' }, 'body.metadata_filter'],
  ])('%s', async (_, body, field) => {
    const answer = await ask(body);
    expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, [field]]);
  });

  test('an unknown corpus, and one that is disabled', async () => {
    expect((await ask({ queries: [query] }, 'nowhere')).status).toBe(404);
    await api.create('/v2/corpora', { key: 'off', filter_attributes: ATTRIBUTES });
    await api.patch('/v2/corpora/off', { enabled: false });
    expect((await ask({ queries: [query] }, 'off')).status).toBe(400);
  });
});
