/** How well a text answers a query (docs/behaviour/search.md, Metadata query): exact 1, beginning 0.9, with typing errors 1 − errors / letters. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editDistance } from '../../../../src/basics/edit-distance.ts';
import { createTextScorer } from '../../../../src/v2/documents/metadata-query/score-text.ts';

const score = (query: string, text: string, options: { fuzzy?: boolean; prefix?: number | null } = {}) =>
  createTextScorer(query, { fuzzy: true, prefix: 3, ...options })(text);

describe('one word', () => {
  test.each([
    ['harbour', 'harbour', 1],
    ['Harbour', 'HARBOUR', 1],
    ['harbour', 'the old harbour, rebuilt', 1],
    ['har', 'harbour', 0.9],
    ['ha', 'harbour', 0],
    ['harbuor', 'harbour', 1 - 1 / 7],
    ['harber', 'harbour', 1 - 2 / 6],
    ['hrbr', 'harbour', 0],
    ['cat', 'cut', 1 - 1 / 3],
    ['cat', 'cot cut', 1 - 1 / 3],
    ['cat', 'cute', 0],
    ['teh', 'the', 1 - 1 / 3],
    ['bride', 'bridge', 1 - 1 / 5],
    ['brige', 'bridges', 0],
    ['bridgs', 'bridges', 1 - 1 / 6],
    ['it', 'is', 0],
    ['2021', '2020', 0.75],
    ['Ⅸ', 'ix', 1],
    ['東京', '東京', 1],
    ['東京', '東京都', 0],
    ['straße', 'strasse', 1 - 2 / 6],
    ['', 'harbour', 0],
    ['!?', 'harbour', 0],
    ['harbour', '', 0],
  ])('%j in %j: %d', (query, text, expected) => {
    expect(score(query, text)).toBeCloseTo(expected, 12);
  });
});

describe('several words: their mean, in any order', () => {
  test.each([
    ['old harbour', 'harbour, old', 1],
    ['old harbour', 'new harbour', 0.5],
    ['old harb', 'old harbour', 0.95],
    ['old harbuor', 'old harbour', (1 + 1 - 1 / 7) / 2],
    ['red green blue', 'green', 1 / 3],
  ])('%j in %j: %d', (query, text, expected) => {
    expect(score(query, text)).toBeCloseTo(expected, 12);
  });
});

describe('fuzzy and prefix', () => {
  test.each([
    ['harbuor', 'harbour', { fuzzy: false }, 0],
    ['harb', 'harbour', { fuzzy: false }, 0.9],
    ['harbour', 'harbour', { fuzzy: false, prefix: null }, 1],
    ['harb', 'harbour', { prefix: null }, 0],
    ['harbou', 'harbour', { prefix: null }, 1 - 1 / 6],
    ['h', 'harbour', { prefix: 1 }, 0.9],
    ['harb', 'harbour', { prefix: 5 }, 0],
    ['harbo', 'harbour', { prefix: 5 }, 0.9],
  ])('%j in %j, %j: %d', (query, text, options, expected) => {
    expect(score(query, text, options)).toBeCloseTo(expected, 12);
  });
});

describe('edit distance', () => {
  const distance = (from: string, to: string, limit = 9) => editDistance([...from], [...to], limit);
  test.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', 'abd', 1],
    ['abc', 'acb', 1],
    ['abcd', 'badc', 2],
    ['ca', 'abc', 3],
    ['kitten', 'sitting', 3],
  ])('%j to %j: %d', (from, to, expected) => {
    expect(distance(from, to)).toBe(expected);
  });

  test('is symmetric, no more than the longer word, and cut at the limit', () => {
    const word = fc.stringMatching(/^[abc]{0,8}$/);
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 3 }), (from, to, limit) => {
        const whole = distance(from, to);
        expect(whole).toBe(distance(to, from));
        expect(whole).toBeLessThanOrEqual(Math.max(from.length, to.length));
        expect(whole === 0).toBe(from === to);
        expect(distance(from, to, limit)).toBe(Math.min(whole, limit + 1));
      }),
      { numRuns: 200 },
    );
  });
});
