/** RE2 against V8, where both mean the same, and against patterns that make others run forever. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileRegex, type Dialect, RegexError, regexBudget } from '../../src/basics/regular-expressions.ts';
import { cpuClock } from '../support/cpu-clock.ts';
import { marked } from './marked.ts';

const SEED = { seed: 20_240_924 };

const { pattern } = fc.letrec<{ pattern: string }>((tie) => {
  const atom = fc.constantFrom(
    'a',
    'b',
    'c',
    'é',
    '.',
    '[ab]',
    '[^a]',
    '[a-c]',
    '\\w',
    '\\d',
    '\\s',
    '[^\\sé]',
    '[\\S]',
  );
  const inner = tie('pattern');
  /** What cannot match nothing: after an empty round RE2 goes on where JavaScript turns back. */
  const solid = fc.oneof(
    atom,
    fc.tuple(atom, inner).map(([first, rest]) => `(?:${first}(?:${rest}))`),
  );
  const quantifier = fc.constantFrom(...'* + ? {2} {1,2} {0,3} {2,} *? +? ?? {1,2}? {0,3}?'.split(' '));
  return {
    pattern: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      atom,
      fc.tuple(inner, inner).map(([left, right]) => left + right),
      fc.tuple(inner, inner).map(([left, right]) => `(?:${left}|${right})`),
      fc.tuple(solid, quantifier).map(([body, times]) => `${body}${times}`),
      inner.map((body) => `(${body})`),
      fc.constantFrom('\\b', '\\B', '(?<=a)', '(?<!b)', '(?<=a|bc)', '^', '(?<![ab]{1,2})', '$'),
    ),
  };
});

/** No surrogate pairs: a V8 search may begin in the middle of one. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', 'é', ' ', '\n', '1', '\u00a0'), maxLength: 12 });

describe('agrees with V8 on', () => {
  it('where matches are', () => {
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        const expected = subject.replace(new RegExp(source, 'gu'), (match) => `<${match}>`);
        expect(marked(source, subject)).toBe(expected);
      }),
      { numRuns: 1000, ...SEED },
    );
  });

  it('whether there is one, whatever the case, and whether it is the whole text', () => {
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        const regex = compileRegex(source, { ignoreCase: true });
        expect(regex.test(subject, regexBudget())).toBe(new RegExp(source, 'iu').test(subject));
        expect(regex.testWhole(subject, regexBudget())).toBe(new RegExp(`^(?:${source})$`, 'iu').test(subject));
      }),
      { numRuns: 500, ...SEED },
    );
  });

  it('what groups hold', () => {
    fc.assert(
      fc.property(
        fc.tuple(pattern, pattern, pattern).map((three) => three.map((it) => it.replaceAll(/\((?!\?)/g, '(?:'))),
        text,
        ([a, b, c], subject) => {
          const source = `(${a})(${b})|(${c})`;
          const expected = Array.from(subject.matchAll(new RegExp(source, 'gu')), (match) => match.slice(1));
          const found = [];
          for (const match of compileRegex(source).matches(subject, regexBudget())) {
            found.push([1, 2, 3].map((index) => match.group(index)));
          }
          expect(found).toEqual(expected);
        },
      ),
      { numRuns: 300, ...SEED },
    );
  });
});

describe('what only JavaScript writes', () => {
  it.each<[pattern: string, text: string, expected: string]>([
    ['[]', 'a', 'a'],
    ['[^]', 'a\n', '<a><\n>'],
    ['[[:alpha:]]', ':] a', '<:]> a'],
    ['[\\b]', 'a\b', 'a<\b>'],
    ['\\u{1F600}\\uD83D\\uDE00\\x41\\0\\cA', '😀😀A\0\u0001', '<😀😀A\0\u0001>'],
    ['a{', 'a{', '<a{>'],
    ['a{,2}', 'a{,2}', '<a{,2}>'],
    ['\\s', 'a\u3000b', 'a<\u3000>b'],
    ['[\\S]+', '\ufeffab ', '\ufeff<ab> '],
    ['\\v', 'a\v', 'a<\v>'],
    ['\\p{Script=Greek}+', 'aλμ', 'a<λμ>'],
    ['\\p{Uppercase_Letter}', 'aÉ', 'a<É>'],
    ['(?<year>\\d{4})-\\/', '2024-/', '<2024-/>'],
    ['[\\w-.]+', 'a-.!', '<a-.>!'],
  ])('%j in %j: %j', (source, subject, expected) => expect(marked(source, subject)).toBe(expected));
});

describe('whatever the pattern', () => {
  const tokens =
    '( ) [ ] { } * + ? | ^ $ \\ . - && , < > = ! : # a b 1 2 (? (?i) (?<n> (?<= (?! (?> \\Q \\E \\p{ \\k<n> \\1 \\u00 😀';
  const token = fc.constantFrom(...tokens.split(' '), ' ', '\ud800');
  const soup = fc.oneof(
    fc.array(token, { maxLength: 12 }).map((several) => several.join('')),
    fc
      .array(fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0xffff })), { maxLength: 12 })
      .map((units) => String.fromCharCode(...units)),
  );

  it('it works or is refused by name', () => {
    fc.assert(
      fc.property(
        soup,
        fc.oneof(text, soup),
        fc.constantFrom<Dialect>('java', 'ecmascript'),
        (source, subject, dialect) => {
          try {
            expect(typeof marked(source, subject, dialect)).toBe('string');
          } catch (error) {
            expect(error).toBeInstanceOf(RegexError);
          }
        },
      ),
      { numRuns: 3000, ...SEED },
    );
  });
});

describe('a pattern that takes others exponential or quadratic time', () => {
  const long = 'a'.repeat(100_000);
  it.each([
    ['(a+)+$', `${long}!`],
    ['(a|a)*$', `${long}!`],
    ['(a|aa)+$', `${long}!`],
    ['(?:a*)*b', long],
    ['(.*)(.*)(.*)(.*)(.*)[xy]', long],
    ['((((a*)*)*)*)*[bc]', long],
    ['(a*?)*?[bc]', long],
    ['a*a*a*[bc]', long],
    ['(\\w+\\s?)+$', `${long}!`],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', long],
    ['(x+x+)+y', 'x'.repeat(100_000)],
  ])('%s answers within 100 ms', (source, subject) => {
    expect(cpuOf(() => compileRegex(source).test(subject, regexBudget()))).toBeLessThan(100);
  });

  it.each([
    ['of many states', 'a[ab]{400}[cd]', 'ab'.repeat(50_000)],
    ['of many instructions', '(a?){600}[bc]', long],
    ['that looks to the end for every match', 'a.*b|a', long],
    ['that cannot be made small', '(((a{30}){30}b?){2}c){3}', long],
    ['of many large classes', '[\\pL\\pN]'.repeat(900), long],
    ['of many groups', '(a)'.repeat(3000), long],
  ])('one %s is refused as soon', (_, source, subject) => {
    const refused = () => expect(() => marked(source, subject)).toThrow(RegexError);
    expect(cpuOf(refused)).toBeLessThan(source.startsWith('a.*') ? 600 : 100);
  });
});

/** Milliseconds of this process, which other work on the machine does not count for; the best of three. */
function cpuOf(work: () => void): number {
  const runs = [1, 2, 3].map(() => {
    const took = cpuClock();
    work();
    return took();
  });
  return Math.min(...runs);
}
