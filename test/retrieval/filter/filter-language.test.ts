import { afterAll, describe, expect, test } from 'vitest';
import type { FilterAttribute } from '../../../src/retrieval/filter/filter-attribute.ts';
import { filterCorpus, type Row } from './filter-corpus.ts';

const attributes: FilterAttribute[] = [
  { level: 'document', name: 'year', type: 'integer' },
  { level: 'document', name: 'price', type: 'real_number' },
  { level: 'document', name: 'region', type: 'text' },
  { level: 'document', name: 'title', type: 'text' },
  { level: 'document', name: 'open', type: 'boolean' },
  { level: 'document', name: 'tags', type: 'list[text]' },
  { level: 'document', name: 'sizes', type: 'list[integer]' },
  { level: 'document', name: 'ratios', type: 'list[real_number]' },
  { level: 'document', name: 'my field', type: 'text' },
  { level: 'document', name: 'sub-total', type: 'integer' },
  { level: 'document', name: 'total', type: 'integer' },
  { level: 'document', name: 'in', type: 'integer' },
  { level: 'document', name: 'größe', type: 'integer' },
  { level: 'document', name: 'address.city', type: 'text' },
  { level: 'document', name: 'metadata.kind', type: 'text' },
  { level: 'document', name: 'kind', type: 'text' },
  { level: 'part', name: 'page', type: 'integer' },
  { level: 'part', name: 'year', type: 'integer' },
];

function table(rows: Row[], cases: [filter: string, kept: number[]][]) {
  const corpus = filterCorpus(attributes, rows);
  afterAll(() => corpus.close());
  test.each(cases)('%s', (filter, kept) => {
    expect(corpus.kept(filter)).toEqual(kept);
  });
}

const one: Row[] = [{ id: 'a' }];
const always = (filters: string[]) => filters.map((filter): [string, number[]] => [filter, [0]]);
const never = (filters: string[]) => filters.map((filter): [string, number[]] => [filter, []]);

describe('precedence (§6.1)', () => {
  table(one, [
    ...always([
      '-2 * 3 = -6',
      '2 + 3 * 4 = 14',
      '(2 + 3) * 4 = 20',
      '10 - 4 - 3 = 3',
      '100 / 10 / 2 = 5',
      '7 % 4 * 2 = 6',
      '1 + 1 < 1 + 2',
      '1 < 2 = true',
      'true = 2 > 1',
      '1 <> 2 = true',
      'null = null IS NULL',
      '1 + null IS NULL IN (true)',
      '1 IS NULL IN (false)',
      'NOT 1 IN (2, 3)',
      'NOT false AND true',
      'NOT NOT true',
      'true OR true AND false',
      'false AND false OR true',
      '- - 5 = 5',
      '+-+5 = -5',
      '1 - -1 = 2',
      '1--1 = 2',
    ]),
    ...never(['NOT (1 IN (1, 3))', '(true OR true) AND false', 'NOT true OR false', 'NOT (false AND true) = false']),
  ]);
});

describe('words and tokens (§6.3)', () => {
  const doc = { 'my field': 'x', 'sub-total': 7, total: 10, in: 1, größe: 3, title: "O'Brien" };
  const odd = { 'metadata.kind': 'm', kind: 'k', address: { city: 'Bonn' } };
  table(
    [{ id: 'a', doc: { ...doc, ...odd }, part: { is_title: true, page: 2 } }],
    [
      ...always([
        "doc.title = 'O''Brien'",
        'doc.title = "O\'Brien"',
        `doc.title <> 'say "hi"'`,
        '"" = \'\'',
        'doc."my field" = \'x\'',
        'DOC.total = 10 And PART.page Is Not NULL',
        'doc.total == 10 aNd doc.total != 9',
        'TRUE and Not FALSE',
        'doc.in in (1)',
        'doc.größe = 3',
        'doc.sub-total = 7',
        'doc.sub-total-1 = 6',
        'doc.total-1 = 9',
        'doc.total-1.5 = 8.5',
        'doc.total-doc.sub-total = 3',
        'doc.total - doc.sub-total = 3',
        'doc.sub-total-doc.total-1 = -4',
        "doc.address.city = 'Bonn'",
        'doc."address.city" = \'Bonn\'',
        'part.metadata.is_title',
        "doc.metadata.id = 'a'",
        'doc.metadata.total = 10',
        'doc.metadata."my field" = \'x\'',
        "doc.metadata.kind = 'm'",
        "doc.kind = 'k'",
        '.5 = 0.50',
        '1.0 = 1',
        '(doc.total)=10',
        'doc.total\r\n\t=\n10',
        'doc.total in(10)and true',
        '-9223372036854775808 < 9223372036854775807',
      ]),
      ...never(["doc.title = 'o''brien'", 'doc.total-1 = 6']),
    ],
  );
});

describe('levels and built-in names (§6.4)', () => {
  table(
    [
      { id: 'a', doc: { year: 1, page: 5 }, part: { lang: 'deu' } },
      { id: 'b', doc: {}, part: { year: 1, lang: 'eng' } },
    ],
    [
      ['doc.year = 1', [0]],
      ['part.year = 1', [1]],
      ['part.page IS NULL', [0, 1]],
      ["doc.id = 'b'", [1]],
      ["doc.id IN ('a', 'b') AND part.lang = 'deu'", [0]],
      ["part.lang = 'de'", []],
    ],
  );
  test('a built-in name keeps its type when it is declared too', () => {
    const corpus = filterCorpus([{ level: 'part', name: 'lang', type: 'text' }], [{ part: { lang: 'eng' } }]);
    expect(corpus.kept("part.lang = 'eng'")).toEqual([0]);
    corpus.close();
  });
});

describe('numbers and texts (§6.5)', () => {
  table(one, [
    ...always([
      '7 / 2 = 3.5',
      '6 / 3 = 2',
      '7 % 3 = 1',
      '-7 % 3 = -1',
      '5.5 % 2 = 1.5',
      '1 / 0 IS NULL',
      '1.5 / 0.0 IS NULL',
      '1 % 0 IS NULL',
      '1.5 % 0 IS NULL',
      '0 / 0 IS NULL',
      '1 = 1.0',
      '2 > 1.5',
      '9007199254740993 = 9007199254740993',
      '9007199254740993 <> 9007199254740992',
      '9007199254740993 = 9007199254740992.0',
      '9223372036854775807 + 1 = 9223372036854775808.0',
      '-9223372036854775808 - 1 < -9223372036854775807',
      '9223372036854775807 * 2 > 9223372036854775807',
      '-(-9223372036854775808) = 9223372036854775808.0',
      "'2024-01-31' < '2024-02-01'",
      "'B' < 'a'",
      "'Z' < 'é'",
      "'\uffff' < '😀'",
      "'' < 'a'",
      "'a ' <> 'a'",
      'false < true',
      'true = true',
    ]),
    ...never(['1 / 0 = 1', 'NOT (1 / 0 = 1)', '1 = 2']),
  ]);
});

describe('missing values (§6.6)', () => {
  const rows: Row[] = [{ doc: { year: 2020 } }, { doc: {} }, { doc: { year: null } }];
  table(rows, [
    ['doc.year = 2020', [0]],
    ['doc.year <> 2020', []],
    ['NOT doc.year = 2021', [0]],
    ['doc.year IS NULL', [1, 2]],
    ['doc.year IS NOT NULL', [0]],
    ['doc.year = 2020 OR true', [0, 1, 2]],
    ['doc.year = 1 AND false', []],
    ['NOT (doc.year = 1 AND false)', [0, 1, 2]],
    ['NOT (doc.year = 1 OR true)', []],
    ['doc.year = null', []],
    ['doc.year IN (2020, null)', [0]],
    ['doc.year NOT IN (2021, null)', []],
    ['doc.year + 1 IS NULL', [1, 2]],
    ['-doc.year IS NULL', [1, 2]],
    ['doc.open', []],
    ['NOT doc.open', []],
    ['null', []],
    ['NOT null', []],
    ['null IS NULL AND (null OR true)', [0, 1, 2]],
  ]);
});

describe('part.is_title: unset counts as false in comparisons, and only there (§6.6)', () => {
  const rows: Row[] = [{ part: { is_title: true } }, { part: { is_title: false } }, { doc: { open: true } }];
  table(rows, [
    ['part.is_title <> true', [1, 2]],
    ['part.is_title != true', [1, 2]],
    ['true <> part.is_title', [1, 2]],
    ['(part.is_title) = false', [1, 2]],
    ['part.metadata.is_title = false', [1, 2]],
    ['part.is_title IN (false)', [1, 2]],
    ['false IN (part.is_title)', [1, 2]],
    ['part.is_title NOT IN (true)', [1, 2]],
    ['part.is_title < true', [1, 2]],
    ['part.is_title <> doc.open', [2]],
    ['part.is_title = true', [0]],
    ['part.is_title', [0]],
    ['NOT part.is_title', [1]],
    ['part.is_title IS NULL', [2]],
    ['doc.open <> false', [2]],
    ['doc.open = false', []],
  ]);
});

describe('IN and lists (§6.7)', () => {
  const rows: Row[] = [
    { doc: { region: 'EU', tags: ['beta', 'x'], sizes: [1, 2], ratios: [0.5, 2], year: 2 } },
    { doc: { region: 'UK', tags: [], sizes: [] } },
    { doc: {} },
  ];
  table(rows, [
    ["doc.region IN ('EU','UK')", [0, 1]],
    ["doc.region NOT IN ('EU')", [1]],
    ["NOT doc.region IN ('EU')", [1]],
    ["'beta' IN doc.tags", [0]],
    ["'beta' NOT IN doc.tags", [1]],
    ["NOT 'beta' IN doc.tags", [1]],
    ["doc.tags IN ('a', 'x')", [0]],
    ["doc.tags IN ('a')", []],
    ["doc.tags NOT IN ('a')", [0, 1]],
    ["(doc.tags) IN ('x')", [0]],
    ['doc.tags IS NULL', [2]],
    ['doc.tags IS NOT NULL', [0, 1]],
    ['(doc.tags) IS NULL', [2]],
    ['2 IN doc.sizes', [0]],
    ['2.0 IN doc.sizes', [0]],
    ['2.5 IN doc.sizes', []],
    ['2 IN doc.ratios', [0]],
    ['doc.year IN doc.sizes', [0]],
    ['doc.year - 1 IN doc.sizes', [0]],
    ['doc.sizes IN (7, doc.year * 1.0)', [0]],
    ['doc.year IN (1 + 1, 7)', [0]],
    ['doc.year IN (2.0)', [0]],
    ['doc.region IN (doc.region)', [0, 1]],
    ['null IN doc.tags', []],
    ['NOT null IN doc.tags', [1]],
    ['(doc.tags IN (null)) IS NULL', [0, 2]],
    ["('x' IN doc.tags) = ('beta' IN doc.tags)", [0, 1]],
    ["1 = 1 AND ('x' IN doc.tags OR doc.year IN (9)) AND doc.tags IN ('beta')", [0]],
  ]);
});

describe('the documented examples (§6.8)', () => {
  const corpus = filterCorpus(
    [
      { level: 'document', name: 'year', type: 'integer' },
      { level: 'document', name: 'region', type: 'text' },
      { level: 'document', name: 'status', type: 'text' },
      { level: 'document', name: 'owner', type: 'text' },
      { level: 'document', name: 'price', type: 'real_number' },
      { level: 'document', name: 'score', type: 'real_number' },
      { level: 'document', name: 'pub_epoch', type: 'integer' },
      { level: 'document', name: 'tags', type: 'list[text]' },
      { level: 'document', name: 'title', type: 'text' },
      { level: 'document', name: 'department', type: 'text' },
      { level: 'document', name: 'totalpages', type: 'integer' },
    ],
    [
      {
        doc: { year: 2021, region: 'EU', status: 'final', owner: 'me', price: 99, score: -7, tags: ['beta'] },
        part: { lang: 'deu' },
      },
      {
        doc: { year: 2019, region: 'UK', status: 'draft', owner: 'me', title: "O'Brien", department: 'finance' },
        part: { lang: 'deu', is_title: true },
      },
      { doc: { pub_epoch: 1609459201, price: 10, score: 3, status: 'final', totalpages: 105 } },
    ],
  );
  afterAll(() => corpus.close());
  test.each<[string, number[]]>([
    ["doc.year >= 2020 AND doc.region IN ('EU','UK')", [0]],
    ["NOT (doc.status = 'draft' OR doc.owner IS NULL)", [0]],
    ['doc.price * 1.1 > 100', [0]],
    ['doc.score < -5', [0]],
    ['1609459200 < doc.pub_epoch and doc.pub_epoch < 1640995200', [2]],
    ["part.lang = 'deu' AND part.is_title <> true", [0]],
    ["'beta' IN doc.tags", [0]],
    ["doc.title = 'O''Brien'", [1]],
    ['doc.department = "finance"', [1]],
    ['doc.totalpages / 10 < 20', [2]],
    ['doc.totalpages / 10 > 10', [2]],
    ["part.lang = 'de'", []],
  ])('%s', (filter, kept) => {
    expect(corpus.kept(filter)).toEqual(kept);
  });
});
