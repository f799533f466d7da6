/** Which values filter attributes have, and how often (docs/behaviour/corpora.md, Filter attribute statistics). */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../support/client.ts';
import { emulatorForFile } from '../../support/emulator.ts';

const api = emulatorForFile();

const ATTRIBUTES = [
  { name: 'category', level: 'document', type: 'text', description: 'What it is about.' },
  { name: 'year', level: 'document', type: 'integer' },
  { name: 'ratings', level: 'document', type: 'list[real_number]' },
  { name: 'labels', level: 'document', type: 'list[text]' },
  { name: 'public', level: 'document', type: 'boolean' },
  { name: 'empty', level: 'document', type: 'real_number' },
  { name: 'status', level: 'part', type: 'text' },
  { name: 'weight', level: 'part', type: 'real_number' },
];

const part = (status: string, weight: number) => ({ text: 'x', metadata: { status, weight } });
const DOCUMENTS = [
  {
    metadata: { category: 'ships', year: 2020, ratings: [1, 2.5], labels: ['b', 'a'], public: true },
    document_parts: [part('open', 0.5), part('open', 1.5), part('closed', 4)],
  },
  {
    metadata: { category: 'trains', year: '2021', ratings: [2.5], labels: [], public: false },
    document_parts: [part('open', 1)],
  },
  { metadata: { category: 'ships', year: 2021, labels: ['a'], public: true }, document_parts: [part('lost', 1)] },
  { metadata: { category: 'carts', year: null }, document_parts: [{ text: 'x' }] },
];

beforeAll(async () => {
  await api.create('/v2/corpora', { key: 'kb', filter_attributes: ATTRIBUTES });
  for (const [index, document] of DOCUMENTS.entries()) {
    await api.create('/v2/corpora/kb/documents', { id: `d${index}`, type: 'core', ...document });
  }
});

const ask = (query: Record<string, string>) =>
  api.get(`/v2/corpora/kb/filter_attribute_stats?${new URLSearchParams(query)}`);
const statsOf = async (query: Record<string, string>): Promise<Json[]> =>
  (await ask(query)).body.filter_attribute_stats;
const valuesOf = async (query: Record<string, string>) =>
  (await statsOf(query)).map(({ values }) => values.map(({ value, count }: Json) => [value, count]));

test('all attributes of both levels as declared: values by frequency, then by value; numbers with their statistics', async () => {
  expect(await statsOf({})).toEqual([
    {
      name: 'doc.category',
      type: 'text',
      description: 'What it is about.',
      values: [
        { value: 'ships', count: 2 },
        { value: 'carts', count: 1 },
        { value: 'trains', count: 1 },
      ],
    },
    {
      name: 'doc.year',
      type: 'integer',
      description: '',
      values: [
        { value: 2021, count: 2 },
        { value: 2020, count: 1 },
      ],
      stats: { min: 2020, max: 2021, avg: 6062 / 3, sum: 6062 },
    },
    {
      name: 'doc.ratings',
      type: 'list[real_number]',
      description: '',
      values: [
        { value: 2.5, count: 2 },
        { value: 1, count: 1 },
      ],
      stats: { min: 1, max: 2.5, avg: 2, sum: 6 },
    },
    {
      name: 'doc.labels',
      type: 'list[text]',
      description: '',
      values: [
        { value: 'a', count: 2 },
        { value: 'b', count: 1 },
      ],
    },
    {
      name: 'doc.public',
      type: 'boolean',
      description: '',
      values: [
        { value: true, count: 2 },
        { value: false, count: 1 },
      ],
    },
    { name: 'doc.empty', type: 'real_number', description: '', values: [] },
    {
      name: 'part.status',
      type: 'text',
      description: '',
      values: [
        { value: 'open', count: 3 },
        { value: 'closed', count: 1 },
        { value: 'lost', count: 1 },
      ],
    },
    {
      name: 'part.weight',
      type: 'real_number',
      description: '',
      values: [
        { value: 1, count: 2 },
        { value: 0.5, count: 1 },
        { value: 1.5, count: 1 },
        { value: 4, count: 1 },
      ],
      stats: { min: 0.5, max: 4, avg: 1.6, sum: 8 },
    },
  ]);
});

describe('fields', () => {
  test.each([
    ['part.status,doc.year', ['part.status', 'doc.year']],
    [' doc.year , doc.year,', ['doc.year']],
    ['', ATTRIBUTES.map(({ level, name }) => `${level === 'document' ? 'doc' : 'part'}.${name}`)],
  ])('%j', async (fields, expected) => {
    expect((await statsOf({ fields })).map(({ name }) => name)).toEqual(expected);
  });

  test.each([['year'], ['doc.status'], ['part.year'], ['doc.nothing,part.status']])('%j is refused', async (fields) => {
    const answer = await ask({ fields });
    expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, ['query.fields']]);
    expect(answer.body.messages[0]).toContain(fields.split(',')[0]);
  });
});

test('max_values cuts the values, not the statistics', async () => {
  const [weight] = await statsOf({ fields: 'part.weight', max_values: '1' });
  expect(weight).toMatchObject({ values: [{ value: 1, count: 2 }], stats: { min: 0.5, max: 4, sum: 8 } });
});

describe('metadata_filter narrows first', () => {
  const fields = 'doc.category,part.status,doc.labels';
  test.each([
    [
      'documents by document',
      'doc.year = 2021',
      [
        [
          ['ships', 1],
          ['trains', 1],
        ],
        [
          ['lost', 1],
          ['open', 1],
        ],
        [['a', 1]],
      ],
    ],
    [
      'by part: the documents that have such a part',
      "part.status = 'open'",
      [
        [
          ['ships', 1],
          ['trains', 1],
        ],
        [['open', 3]],
        [
          ['a', 1],
          ['b', 1],
        ],
      ],
    ],
    [
      'by both',
      "part.weight >= 1 AND doc.category = 'ships'",
      [
        [['ships', 2]],
        [
          ['closed', 1],
          ['lost', 1],
          ['open', 1],
        ],
        [
          ['a', 2],
          ['b', 1],
        ],
      ],
    ],
    ['to nothing', 'doc.year = 1900', [[], [], []]],
    [
      'blank: everything',
      ' ',
      [
        [
          ['ships', 2],
          ['carts', 1],
          ['trains', 1],
        ],
        [
          ['open', 3],
          ['closed', 1],
          ['lost', 1],
        ],
        [
          ['a', 2],
          ['b', 1],
        ],
      ],
    ],
  ])('%s', async (_, metadata_filter, expected) => {
    expect(await valuesOf({ fields, metadata_filter })).toEqual(expected);
  });

  test('no statistics where no number is left', async () => {
    const [year] = await statsOf({ fields: 'doc.year', metadata_filter: "doc.category = 'carts'" });
    expect(year).toEqual({ name: 'doc.year', type: 'integer', description: '', values: [] });
  });
});

test.each([
  [{ max_values: '0' }, 'query.max_values'],
  [{ max_values: '1001' }, 'query.max_values'],
  [{ metadata_filter: 'doc.nothing = 1' }, 'query.metadata_filter'],
  [{ metadata_filter: 'doc.year =' }, 'query.metadata_filter'],
])('%j is refused', async (query, field) => {
  const answer = await ask(query as Record<string, string>);
  expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, [field]]);
});

test('numbers that add up beyond a double stay numbers', async () => {
  await api.create('/v2/corpora', { key: 'huge', filter_attributes: [{ ...ATTRIBUTES[5], name: 'size' }] });
  for (const id of ['a', 'b']) {
    const document = { id, type: 'core', metadata: { size: 1.5e308 }, document_parts: [{ text: 'x' }] };
    await api.create('/v2/corpora/huge/documents', document);
  }
  const { filter_attribute_stats } = await api.read('/v2/corpora/huge/filter_attribute_stats');
  expect(filter_attribute_stats[0].stats).toEqual({ min: 1.5e308, max: 1.5e308, avg: 1.5e308, sum: Number.MAX_VALUE });
});

test('integers that add up beyond 64 bits', async () => {
  await api.create('/v2/corpora', { key: 'long', filter_attributes: [{ ...ATTRIBUTES[1], name: 'n' }] });
  for (const id of ['a', 'b']) {
    const document = { id, type: 'core', metadata: { n: 2 ** 62 }, document_parts: [{ text: 'x' }] };
    await api.create('/v2/corpora/long/documents', document);
  }
  const { filter_attribute_stats } = await api.read('/v2/corpora/long/filter_attribute_stats');
  expect(filter_attribute_stats[0].stats.sum).toBe(2 ** 63);
});

test('an unknown corpus is a 404', async () => {
  expect((await api.get('/v2/corpora/nowhere/filter_attribute_stats')).status).toBe(404);
});
