import { describe, expect, it } from 'vitest';
import { compileRegex, RegexError } from '../../src/basics/regular-expressions.ts';
import { marked } from './marked.ts';

type Case = [pattern: string, text: string, marked: string];

const marks = (pattern: string, text: string, expected: string) => expect(marked(pattern, text, 'java')).toBe(expected);

describe('characters', () => {
  it.each<Case>([
    ['b', 'abc', 'a<b>c'],
    ['', 'ab', '<>a<>b<>'],
    ['a.c', 'abc a\nc a\u2028c a😀c', '<abc> a\nc a\u2028c <a😀c>'],
    ['\\d\\D', '1a22', '<1a>22'],
    ['\\w+', 'a_1-é', '<a_1>-é'],
    ['\\W', 'a é', 'a< ><é>'],
    ['\\s\\S', ' a\u00a0b', '< a>\u00a0b'],
    ['\\h', 'a\u00a0\n', 'a<\u00a0>\n'],
    ['\\v+', 'a\r\n', 'a<\r\n>'],
    ['\\R', 'a\r\nb\n', 'a<\r\n>b<\n>'],
    ['\\t\\n\\r\\f\\a\\e\\cA', '\t\n\r\f\u0007\u001b\u0001', '<\t\n\r\f\u0007\u001b\u0001>'],
    ['\\x41\\u0042\\x{1F600}\\0103', 'AB😀C', '<AB😀C>'],
    ['\\uD83D\\uDE00', '😀', '<😀>'],
    ['\\.\\*\\\\\\$\\{', '.*\\${', '<.*\\${>'],
    ['\\Qa.b(\\E+', 'a.b(( aXb(', '<a.b((> aXb('],
    ['\\Q1.\\E5\\Qx', '1.5x', '<1.5x>'],
    [']}', 'a]}', 'a<]}>'],
    ['\\\\Q', '\\Q', '<\\Q>'],
  ])('%j in %j: %j', marks);
});

describe('classes', () => {
  it.each<Case>([
    ['[ac]', 'abc', '<a>b<c>'],
    ['[^ac]', 'abc', 'a<b>c'],
    ['[a-cx]+', 'abcdx', '<abc>d<x>'],
    ['[]a]', 'a]b', '<a><]>b'],
    ['[^]a]', 'a]b', 'a]<b>'],
    ['[a-]', 'a-b', '<a><->b'],
    ['[-a]', 'a-b', '<a><->b'],
    ['[\\w-.]', 'a-.!', '<a><-><.>!'],
    ['[\\d\\s]+', 'a1 2b', 'a<1 2>b'],
    ['[\\]\\-\\\\]', ']-\\a', '<]><-><\\>a'],
    ['[.$^*+?(){}|]+', 'a.$^*+?(){}|', 'a<.$^*+?(){}|>'],
    ['[\\Q^]-\\E]+', '^]-a', '<^]->a'],
    ['[\\x{1F600}-\\x{1F64F}]', 'a😀', 'a<😀>'],
    ['[^\\p{L}]', 'aé1', 'aé<1>'],
  ])('%j in %j: %j', marks);
});

describe('properties', () => {
  it.each<Case>([
    ['\\p{L}+', 'Grüße 東京 1', '<Grüße> <東京> 1'],
    ['\\pL\\PL', 'é1', '<é1>'],
    ['\\p{Lu}', 'aÉ', 'a<É>'],
    ['\\P{L}', 'a1', 'a<1>'],
    ['\\p{^L}', 'a1', 'a<1>'],
    ['\\p{Punct}+', 'a!?.', 'a<!?.>'],
    ['\\p{Alnum}+', 'é1a', 'é<1a>'],
    ['\\p{XDigit}+', 'xFf9', 'x<Ff9>'],
    ['\\p{Space}', 'a\t', 'a<\t>'],
    ['\\p{IsLatin}+', 'aéж', '<aé>ж'],
    ['\\p{IsAlphabetic}+', 'aж1', '<aж>1'],
    ['\\p{IsPunctuation}', 'a¿', 'a<¿>'],
    ['\\p{script=Greek}', 'aλ', 'a<λ>'],
    ['\\p{gc=Nd}', 'a٣', 'a<٣>'],
    ['(?i)\\p{Lu}', 'a1', '<a>1'],
  ])('%j in %j: %j', marks);
});

describe('anchors', () => {
  it.each<Case>([
    ['^a', 'aa\na', '<a>a\na'],
    ['a$', 'a\na', 'a\n<a>'],
    ['a$', 'aa\n', 'aa\n'],
    ['(?m)^a$', 'a\na\nb', '<a>\n<a>\nb'],
    ['a$', 'a\n\n', 'a\n\n'],
    ['a\\z', 'a\n', 'a\n'],
    ['\\Aa', 'aa', '<a>a'],
    ['\\b', 'ab c', '<>ab<> <>c<>'],
    ['\\Ba', 'aa a', 'a<a> a'],
  ])('%j in %j: %j', marks);
});

describe('groups', () => {
  it.each<Case>([
    ['(?:ab)+', 'ababa', '<abab>a'],
    ['a|bc|', 'abc', '<a><bc><>'],
    ['(a|ab)(c|bcd)', 'abcd', '<abcd>'],
    ['((a)|b)+', 'abx', '<ab>x'],
  ])('%j in %j: %j', marks);
});

describe('flags', () => {
  it.each<Case>([
    ['(?i)abc', 'aBC', '<aBC>'],
    ['a(?i)b', 'aB AB', '<aB> AB'],
    ['(?i:a)b', 'Ab AB', '<Ab> AB'],
    ['(a(?i)b)c', 'aBc aBC', '<aBc> aBC'],
    ['(?i)a(?-i)b', 'Ab AB', '<Ab> AB'],
    ['(?i)[a-c]+', 'aBCd', '<aBC>d'],
    ['(?i)[^a]', 'aAb', 'aA<b>'],
    ['(?i)é', 'éÉ', '<é><É>'],
    ['(?iu)é', 'éÉ', '<é><É>'],
    ['a(?i)b|C', 'aB c', '<aB> <c>'],
    ['(?s)a.b', 'a\nb', '<a\nb>'],
    ['(?s:.)b.', '\nb\n', '\nb\n'],
    ['(?ms)^b.', 'a\nb\n', 'a\n<b\n>'],
    ['(?x) a b # comment\n [c d]\\ ', 'abd  abd', '<abd > abd'],
  ])('%j in %j: %j', marks);
});

describe('quantifiers', () => {
  it.each<Case>([
    ['a*', 'aab', '<aa><>b<>'],
    ['a+', 'aab', '<aa>b'],
    ['ab?', 'aab', '<a><ab>'],
    ['a{2}', 'aaaaa', '<aa><aa>a'],
    ['a{2,}', 'aaaaa a', '<aaaaa> a'],
    ['a{1,2}', 'aaa', '<aa><a>'],
    ['a{0}b', 'ab', 'a<b>'],
    ['"(.*)"', '"a" "b"', '<"a" "b">'],
    ['"(.*?)"', '"a" "b"', '<"a"> <"b">'],
    ['a+?', 'aa', '<a><a>'],
    ['a??b', 'aab', 'a<ab>'],
    ['a{1,3}?b', 'aaab', '<aaab>'],
    ['(?:ab){1,2}?c', 'ababc', '<ababc>'],
    ['(?:ab)*?c', 'ababc', '<ababc>'],
    ['(?:a|ab){2}c', 'aabc', '<aabc>'],
    ['(?:a{2}){2}', 'aaaaa', '<aaaa>a'],
    ['(?:a*)*b', 'aab', '<aab>'],
    ['(?:a*){3}', 'aa', '<aa><>'],
    ['.{2}', '😀é!', '<😀é>!'],
    ['.*!', '😀😀!😀', '<😀😀!>😀'],
    ['^*a', 'aa', '<a><a>'],
  ])('%j in %j: %j', marks);
});

describe('looking around', () => {
  it.each<Case>([
    ['(?<=a)b', 'abcb', 'a<b>cb'],
    ['(?<!a)b', 'abcb', 'abc<b>'],
    ['(?<=a|bc)d', 'ad bcd cd', 'a<d> bc<d> cd'],
    ['(?<=\\d{1,3})x', '12x x', '12<x> x'],
    ['(?<=^|,)\\w', 'a,b c', '<a>,<b> c'],
    ['(?<=😀)a', '😀a', '😀<a>'],
  ])('%j in %j: %j', marks);
});

describe('a pattern that cannot be used', () => {
  const unsupported = (what: string) => new RegExp(`^${what}.* not supported here, .* linear time`);
  it.each<[pattern: string, reason: RegExp]>([
    ['a(?=b)', unsupported('look-ahead')],
    ['(?!a)b', unsupported('look-ahead')],
    ['(?>a+)b', unsupported('an atomic group')],
    ['a*+b', unsupported('a possessive quantifier')],
    ['a{2}+b', unsupported('a possessive quantifier')],
    ['(a)\\1', unsupported('a back reference')],
    ['(?<x>a)\\k<x>', unsupported('a back reference')],
    ['[a-z&&[^aeiou]]', unsupported('an intersection')],
    ['[a-c[x-z]]', unsupported('a class inside a class')],
    ['a\\Z', unsupported('the escape .Z')],
    ['\\y', unsupported('the escape .y')],
    ['\\G', unsupported('the escape .G')],
    ['\\X', unsupported('the escape .X')],
    ['\\u12', unsupported('the escape .u')],
    ['(', /'\(' is not closed/],
    ['a)', /'\)' closes no group/],
    ['[a', /'\[' is not closed/],
    ['[', /'\[' is not closed/],
    ['[b-a]', /range in a class runs backwards/],
    ['[a-\\d]', /range in a class/],
    ['*a', /nothing before a quantifier/],
    ['a|+', /nothing before a quantifier/],
    ['{2}', /nothing before a quantifier/],
    ['a**', /a quantifier behind a quantifier|a quantifier stands behind/],
    ['a{', /'\{' that begins no repetition/],
    ['a{x}', /'\{' that begins no repetition/],
    ['a{3,2}', /ends before it begins/],
    ['a{1001}', /\{1001\} is too large: 1000 is the most/],
    ['(a{100}){100}', /repetitions within each other|too large/],
    ['\\', /single backslash/],
    ['\\x{110000}', /no character/],
    ['(?<x>a)(?<x>b)', /two groups of the name 'x'/],
    ['(?<=(a))b', /look-behind cannot capture/],
    ['(?<1>a)', /begins no kind of group/],
    ['(?d)a', /begins no kind of group/],
    ['\\p{Nonsense}', /no character property 'Nonsense'/],
    ['\\p{}', /no character property ''/],
    ['\\p{L}|\\p{IsL)(}', /no character property/],
    ['('.repeat(60), /nested deeper than 50/],
    ['a'.repeat(10_001), /more than 10000 characters/],
    ['a'.repeat(3000), /too large/],
    ['(x{1000})'.repeat(9), /too large/],
    ['(x{30}){30}'.repeat(3), /too large/],
  ])('%j', (pattern, reason) => {
    expect(() => compileRegex(pattern, { dialect: 'java' })).toThrow(RegexError);
    expect(() => compileRegex(pattern, { dialect: 'java' })).toThrow(reason);
  });
});
