import { describe, expect, it } from 'vitest';
import { defaultLimits, Meter } from '../../../src/velocity/meter.ts';
import { matchesAll, replaceMatches, splitAtMatches } from '../../../src/velocity/regex.ts';

const meter = () => new Meter(defaultLimits);
const replace = (pattern: string, text: string, replacement: string) =>
  replaceMatches(pattern, text, replacement, meter());
const split = (pattern: string, text: string, limit: number) => splitAtMatches(pattern, text, limit, meter());
const matches = (pattern: string, text: string) => matchesAll(pattern, text, meter());

describe('replaceAll', () => {
  it.each<[pattern: string, text: string, replacement: string, replaced: string]>([
    ['(a)(b)', 'ab', '$2$1', 'ba'],
    ['(?<first>a)b', 'ab', '${first}!', 'a!'],
    ['a', 'a', '[$0]', '[a]'],
    ['(a)', 'a', '$12', 'a2'],
    ['(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)', 'abcdefghijk', '$11$1', 'ka'],
    ['(a)|(b)', 'ab', '<$1$2>', '<a><b>'],
    ['(a)?b', 'b', '<$1>', '<>'],
    ['a', 'a', '\\$\\\\\\x', '$\\x'],
    ['x', 'a', '$5', 'a'],
    ['', '', 'x', 'x'],
    ['', '😀', '-', '-😀-'],
    ['(\\w+)@(\\w+)', 'me@home, you@work', '$2 at $1', 'home at me, work at you'],
    ['((a)|b)+', 'ab', '$1$2', 'ba'],
  ])('%j in %j by %j gives %j', (pattern, text, replacement, replaced) => {
    expect(replace(pattern, text, replacement)).toBe(replaced);
  });

  it.each([
    ['$1', /no group 1/],
    ['$', /'\$' must be followed by a group/],
    ['$x', /'\$' must be followed by a group/],
    ['${x}', /no group named 'x'/],
    ['${', /'\$' must be followed by a group/],
    ['a\\', /single backslash/],
  ])('refuses the replacement %j', (replacement, reason) => {
    expect(() => replace('a', 'a', replacement)).toThrow(reason);
  });
});

describe('split', () => {
  it.each<[pattern: string, text: string, limit: number, parts: string[]]>([
    [',', 'a,b,,c,,', 0, ['a', 'b', '', 'c']],
    [',', 'a,b,,c,,', -1, ['a', 'b', '', 'c', '', '']],
    [',', 'a,b,,c,,', 2, ['a', 'b,,c,,']],
    [',', 'a,b,,c,,', 6, ['a', 'b', '', 'c', '', '']],
    [',', 'a,b', 1, ['a,b']],
    [',', ',a', 0, ['', 'a']],
    [',', ',', 0, []],
    [',', '', 0, ['']],
    [',', 'abc', 0, ['abc']],
    ['', 'abc', 0, ['a', 'b', 'c']],
    ['', 'abc', -1, ['a', 'b', 'c', '']],
    ['\\B(?<=[a-z])', 'OneT', 0, ['On', 'e', 'T']],
    ['\\s*,\\s*', 'a , b,c', 0, ['a', 'b', 'c']],
    ['o', 'boo:and:foo', 0, ['b', '', ':and:f']],
    ['o', 'boo:and:foo', 5, ['b', '', ':and:f', '', '']],
  ])('%j in %j, at most %d, gives %j', (pattern, text, limit, parts) => {
    expect(split(pattern, text, limit)).toEqual(parts);
  });
});

describe('matches', () => {
  it.each<[pattern: string, text: string, whole: boolean]>([
    ['a|ab', 'ab', true],
    ['a*?', 'aaa', true],
    ['(?:a|ab)(?:c|bcd)?', 'abcd', true],
    ['a', 'aa', false],
    ['', '', true],
    ['', 'a', false],
    ['.*', 'a\n', false],
    ['a$', 'a\n', false],
  ])('%j, %j: %s', (pattern, text, whole) => expect(matches(pattern, text)).toBe(whole));
});
