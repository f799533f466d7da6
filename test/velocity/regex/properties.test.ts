/** Our engine against V8's, where both mean the same, and against patterns made to run forever. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TemplateError } from '../../../src/velocity/velocity.ts';
import { matches, replace } from './regex.ts';

const SEED = { seed: 20_240_924 };

const { pattern } = fc.letrec<{ pattern: string }>((tie) => {
  const atom = fc.constantFrom('a', 'b', 'c', 'é', '.', '[ab]', '[^a]', '[a-c]', '\\w', '\\d', '\\s', '[^\\sé]');
  const inner = tie('pattern');
  /** What cannot match nothing: after an empty round Java goes on where JavaScript turns back. */
  const solid = fc.oneof(
    atom,
    fc.tuple(atom, inner).map(([first, rest]) => `(?:${first}(?:${rest}))`),
  );
  const quantifier = fc.constantFrom(
    '*',
    '+',
    '?',
    '{2}',
    '{1,2}',
    '{0,3}',
    '{2,}',
    '*?',
    '+?',
    '??',
    '{1,2}?',
    '{0,3}?',
  );
  return {
    pattern: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      atom,
      fc.tuple(inner, inner).map(([left, right]) => left + right),
      fc.tuple(inner, inner).map(([left, right]) => `(?:${left}|${right})`),
      fc.tuple(solid, quantifier).map(([body, times]) => `${body}${times}`),
      inner.map((body) => `(${body})`),
      inner.map((body) => `(?=${body})`),
      inner.map((body) => `(?!${body})`),
      fc.constantFrom('\\b', '\\B', '(?<=a)', '(?<!b)', '(?<=a|bc)', '^', '(?<![ab]{1,2})'),
    ),
  };
});

/** No surrogate pairs: a V8 search may begin in the middle of one. */
const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', 'é', ' ', '\n', '1'), maxLength: 12 });

describe('agrees with V8 on', () => {
  it('where matches are', () => {
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        const expected = subject.replace(new RegExp(source, 'gu'), (match) => `<${match}>`);
        expect(replace(source, subject, '<$0>')).toBe(expected);
      }),
      { numRuns: 1500, ...SEED },
    );
  });

  it('where matches are when case does not count', () => {
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        const expected = subject.replace(new RegExp(source, 'giu'), (match) => `<${match}>`);
        expect(replace(`(?iu)${source}`, subject, '<$0>')).toBe(expected);
      }),
      { numRuns: 300, ...SEED },
    );
  });

  it('what matches as a whole', () => {
    fc.assert(
      fc.property(pattern, text, (source, subject) => {
        expect(matches(source, subject)).toBe(new RegExp(`^(?:${source})$(?![^])`, 'u').test(subject));
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
          const source = `(${a})(${b})|(${c})\\3`;
          const expected = subject.replace(new RegExp(source, 'gu'), (_, x = '', y = '', z = '') => `<${x},${y},${z}>`);
          expect(replace(source, subject, '<$1,$2,$3>')).toBe(expected);
        },
      ),
      { numRuns: 500, ...SEED },
    );
  });
});

describe('whatever the pattern', () => {
  const token = fc.constantFrom(
    ...[
      '(',
      ')',
      '[',
      ']',
      '{',
      '}',
      '*',
      '+',
      '?',
      '|',
      '^',
      '$',
      '\\',
      '.',
      '-',
      '&&',
      ',',
      '<',
      '>',
      '=',
      '!',
      ':',
      '#',
      ' ',
    ],
    ...[
      'a',
      'b',
      '1',
      '2',
      '(?',
      '(?i)',
      '(?<n>',
      '(?<=',
      '(?!',
      '(?>',
      '\\Q',
      '\\E',
      '\\p{',
      '\\k<n>',
      '\\1',
      '\\u00',
      '😀',
      '\ud800',
    ],
  );
  const soup = fc.oneof(
    fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join('')),
    fc
      .array(fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0xffff })), { maxLength: 12 })
      .map((units) => String.fromCharCode(...units)),
  );

  it('it works or is refused with a template error, within its budget', () => {
    fc.assert(
      fc.property(soup, fc.oneof(text, soup), soup, (source, subject, replacement) => {
        try {
          expect(typeof replace(source, subject, replacement, { regexSteps: 20_000 })).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }),
      { numRuns: 3000, ...SEED },
    );
  });
});

describe('a pattern that needs exponential or quadratic time', () => {
  const long = 'a'.repeat(200_000);
  it.each([
    ['(a+)+$', `${'a'.repeat(50)}!`],
    ['(a|a)*$', `${'a'.repeat(50)}!`],
    ['(a|aa)+$', `${long}!`],
    ['(?:a*)*b', long],
    ['(.*)(.*)(.*)(.*)(.*)x', long],
    ['(a?){100}b', long],
    ['(?=(a+))\\1b', long],
    ['(?<=a{0,100000})b', long],
    ['((((a*)*)*)*)*b', long],
    ['(a*?)*?b', long],
    ['(?>a|aa)*b', long],
    ['a*a*a*b', long],
  ])('%s ends with a template error', endsSoon);

  it('so does a huge class', () => endsSoon(`[${'\\w'.repeat(4000)}]+x`, 'é'.repeat(100_000)));
  it('so do thousands of groups', () => endsSoon(`${'(a)'.repeat(3000)}|`, long));

  function endsSoon(source: string, subject: string) {
    const started = performance.now();
    expect(() => replace(source, subject, '', { regexSteps: 1_000_000, steps: 1e9 })).toThrow(TemplateError);
    expect(performance.now() - started).toBeLessThan(5000);
  }

  it('a long text does not overflow the stack', () => {
    const limits = { regexSteps: 1e9, steps: 1e9 };
    expect(replace('(?:a|b)*', long, 'x', limits)).toBe('xx');
    expect(replace('(?:(a)|b)*?$', long.slice(0, 1000), 'x', limits)).toBe('xx');
    expect(matches('(?s).*!', `${long}!`)).toBe(true);
  });

  it('one that would need too much memory is refused', () => {
    const limits = { regexSteps: 1e9, steps: 1e9 };
    expect(() => matches('(a|b)*', long.repeat(5), limits)).toThrow(/too many ways to match/);
  });
});
