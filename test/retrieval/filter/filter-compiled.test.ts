import { afterAll, describe, expect, test } from 'vitest';
import type { FilterAttribute } from '../../../src/retrieval/filter/filter-attribute.ts';
import { filterCorpus } from './filter-corpus.ts';

const attributes: FilterAttribute[] = [
  { level: 'document', name: 'year', type: 'integer' },
  { level: 'document', name: 'price', type: 'real_number' },
  { level: 'document', name: 'title', type: 'text' },
  { level: 'document', name: 'tags', type: 'list[text]' },
  { level: 'document', name: 'sizes', type: 'list[integer]' },
  { level: 'part', name: 'page', type: 'integer' },
];

describe('what is compiled', () => {
  const corpus = filterCorpus(attributes, [{ id: 'a' }]);
  afterAll(() => corpus.close());

  test.each(['', ' ', '\n\t \ufeff'])('a blank filter %j keeps everything', (filter) => {
    expect(corpus.compile(filter)).toBeUndefined();
    expect(corpus.kept(filter)).toEqual([0]);
  });

  test('names every attribute once, in order, as declared', () => {
    const filter =
      "'x' IN doc.tags AND part.metadata.page = doc.year AND part.is_title AND doc.year = 1 AND doc.id = 'a'";
    expect(corpus.compile(filter)?.references).toEqual([
      { level: 'document', name: 'tags' },
      { level: 'part', name: 'page' },
      { level: 'document', name: 'year' },
      { level: 'part', name: 'is_title' },
      { level: 'document', name: 'id' },
    ]);
  });

  test('integers are bound as bigint, reals as numbers', () => {
    expect(corpus.compile('doc.year = 9007199254740993 AND doc.price > 1 AND doc.price < 2.5')?.parameters).toEqual([
      9007199254740993n,
      1,
      2.5,
    ]);
  });

  test.each([
    "doc.title = '''; DROP TABLE part; --'",
    'doc.title = "x\' OR 1=1 --"',
    "doc.title IN ('a', 'b) OR (1=1')",
    "'?' = doc.title",
    "'x'' UNION SELECT 1' IN doc.tags",
  ])('nothing is kept by %s', (filter) => {
    expect(corpus.kept(filter)).toEqual([]);
    expect(corpus.kept('true')).toEqual([0]);
  });

  test('a document filter uses document attributes', () => {
    expect(corpus.compile("doc.year = 1 AND doc.id = 'a'", 'document')?.parameters).toEqual([1n, 'a']);
  });
});

describe('size', () => {
  const corpus = filterCorpus(attributes, [{ id: 'a', doc: { year: 1, tags: ['x'] } }]);
  afterAll(() => corpus.close());
  const chain = (length: number, operator: string, term: string) => Array(length).fill(term).join(operator);
  const within = (text: (count: number) => string) => {
    let count = 1;
    while (text(count + 1).length <= 8000) count++;
    return text(count);
  };

  test.each([
    ['a long OR', within((count) => chain(count, ' or ', 'true'))],
    ['a long AND of comparisons', within((count) => chain(count, ' AND ', 'doc.year=1'))],
    ['a long IN', `doc.year IN (${within((count) => chain(count, ',', '1')).slice(0, 7979)})`],
    ['a long IN on a list', `doc.sizes IN (${chain(3900, ',', '1')}) OR true`],
    ['brackets at the limit', `${'('.repeat(100)}true${')'.repeat(100)}`],
    ['NOT at the limit', `${'NOT '.repeat(98)}true`],
    ['a sum at the limit', `${chain(98, '+', '1')} = 98`],
    ['alternating AND and OR at the limit', `${'true AND (false OR '.repeat(49)}true${')'.repeat(49)}`],
    [
      'the deepest SQL',
      `doc.year NOT IN (1.5) AND ${'true AND true AND true AND (false OR false OR false OR '.repeat(48)}('x' IN doc.tags) = true${')'.repeat(48)}`,
    ],
  ])('%s is accepted', (_, filter) => {
    expect(filter.length).toBeLessThanOrEqual(8000);
    expect(() => corpus.kept(filter)).not.toThrow();
    expect(corpus.kept(filter)).toEqual([0]);
  });
});
