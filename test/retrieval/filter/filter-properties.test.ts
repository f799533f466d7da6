import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FilterError } from '../../../src/retrieval/filter/filter-error.ts';
import { anyCharacter } from '../../support/any-character.ts';
import { asRow, attributes, filters, render, rows } from './filter-arbitrary.ts';
import { filterCorpus } from './filter-corpus.ts';
import { evaluate } from './filter-oracle.ts';

describe('random filters over random rows', () => {
  test('are in SQLite what they are in plain three-valued logic', () => {
    fc.assert(
      fc.property(
        fc.array(rows, { minLength: 1, maxLength: 4 }),
        fc.array(filters, { minLength: 5, maxLength: 5 }),
        (values, expressions) => {
          const all = values.map(asRow);
          const corpus = filterCorpus(
            attributes,
            all.map(({ row }) => row),
          );
          try {
            for (const expression of expressions) {
              const text = render(expression);
              expect(corpus.truths(text), text).toEqual(all.map(({ oracle }) => evaluate(expression, oracle)));
            }
          } finally {
            corpus.close();
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('random text', () => {
  const words = [
    'doc.year',
    'doc.tags',
    'part.is_title',
    'doc.',
    'part',
    '"a"',
    "'b'",
    "'",
    '"',
    '(',
    ')',
    ',',
    'IN',
    'is',
  ];
  const more = [
    'not',
    'NULL',
    'and',
    'OR',
    'true',
    '1',
    '2.5',
    '.',
    '-',
    '+',
    '*',
    '/',
    '%',
    '=',
    '<>',
    '<',
    'x',
    '\n',
  ];
  const soup = fc.array(fc.constantFrom(...words, ...more), { maxLength: 30 }).map((tokens) => tokens.join(' '));
  const text = fc.oneof(
    soup,
    fc.string({ unit: anyCharacter }),
    fc.string(),
    soup.map((one) => one.replaceAll(' ', '')),
  );

  test('is a filter SQLite accepts, or blank, or a FilterError with a position inside it', () => {
    const corpus = filterCorpus(attributes, [{}]);
    fc.assert(
      fc.property(text, (filter) => {
        try {
          corpus.kept(filter);
        } catch (error) {
          if (!(error instanceof FilterError)) throw error;
          const line = filter.split('\n')[error.line - 1];
          expect(line).toBeDefined();
          expect(error.column).toBeLessThanOrEqual([...line!].length);
        }
      }),
      { numRuns: 5000 },
    );
    corpus.close();
  });

  test('in quotes reaches SQLite only as a parameter', () => {
    const corpus = filterCorpus(attributes, [{ id: 'a' }]);
    const { sql } = corpus.compile("doc.id = 'a'")!;
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const single = corpus.compile(`doc.id = '${value.replaceAll("'", "''")}'`);
        const double = corpus.compile(`doc.id = "${value.replaceAll('"', '""')}"`);
        expect(single).toMatchObject({ sql, parameters: [value] });
        expect(double).toMatchObject({ sql, parameters: [value] });
      }),
    );
    corpus.close();
  });
});
