import { describe, expect, it } from 'vitest';
import { UserFunctionError } from '../../src/userfn/expression.ts';
import { knee } from '../../src/userfn/knee.ts';
import { compileUserFunction } from '../../src/userfn/user-function.ts';

describe('knee(…) as a user function', () => {
  it.each([
    ['knee()', { sensitivity: 0.5, earlyBias: 0.2 }],
    ['knee(0.7)', { sensitivity: 0.7, earlyBias: 0.2 }],
    ['knee(1, 0);', { sensitivity: 1, earlyBias: 0 }],
  ])('reads %s', (text, expected) => expect(compileUserFunction(text).knee).toEqual(expected));

  it.each(['knee(2)', 'knee(-1)', 'knee(0, 0, 0)', "knee('a')", 'knee(1 / 2)', '1 + knee()', 'max(knee(), 1)'])(
    'refuses %s',
    (text) => expect(() => compileUserFunction(text)).toThrow(UserFunctionError),
  );

  it('is not set for other functions, and cannot be evaluated', () => {
    expect(compileUserFunction('1').knee).toBeUndefined();
    expect(compileUserFunction('knee()').resultTypes.size).toBe(0);
    expect(() => compileUserFunction('knee()').evaluate({}, new Date(0))).toThrow(UserFunctionError);
  });
});

describe('how many scores knee keeps', () => {
  it.each<[number[], number, number, number]>([
    [[], 0.5, 0.2, 0],
    [[0.9], 0.5, 0.2, 1],
    [[0.9, 0.1], 0.5, 0.2, 2],
    [[0.9, 0.88, 0.2, 0.1], 0.5, 0.2, 2],
    [[0.9, 0.3, 0.28, 0.27], 0.5, 0.2, 1],
    // Each drop is a third of the range: below (1 − 0.5) of it, above (1 − 0.7).
    [[0.9, 0.6, 0.3, 0], 0.5, 0.2, 4],
    [[0.9, 0.6, 0.3, 0], 0.7, 0.2, 1],
    // Drops 4 and 5 of a range of 9: without bias the larger wins, with full bias 4·(1 − 1/3) beats 5·(1 − 2/3).
    [[9, 5, 0], 1, 0, 2],
    [[9, 5, 0], 1, 1, 1],
    [[0.5, 0.5, 0.5], 1, 0.2, 3],
    [[0.9, 0.8, 0.1], 0, 0.2, 3],
  ])('%j with %d and %d: %d', (scores, sensitivity, earlyBias, kept) => {
    expect(knee(scores, sensitivity, earlyBias)).toBe(kept);
  });

  it('has the documented defaults', () => expect(knee([0.9, 0.88, 0.2, 0.1])).toBe(2));
});
