import { describe, expect, it } from 'vitest';
import { replace } from './regex.ts';

type Case = [pattern: string, text: string, marked: string];

/** Every match in angle brackets. */
const marks = (pattern: string, text: string, marked: string) => expect(replace(pattern, text, '<$0>')).toBe(marked);

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
    ['(.)\\1\\Q2\\E', 'aa2', '<aa2>'],
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
    ['[a-d[m-p]]+', 'admpz', '<admp>z'],
    ['[a-z&&[def]]', 'adz', 'a<d>z'],
    ['[a-z&&[^bc]]+', 'abcd', '<a>bc<d>'],
    ['[a-m&&g-z&&[^h]]+', 'fghim', 'f<g>h<im>'],
    ['[^a-c&&b-z]', 'bz', 'b<z>'],
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
    ['a$', 'aa\n', 'a<a>\n'],
    ['a$', 'aa\r\n', 'a<a>\r\n'],
    ['a$', 'a\n\n', 'a\n\n'],
    ['a\\Z', 'a\n', '<a>\n'],
    ['a\\z', 'a\n', 'a\n'],
    ['\\Aa', 'aa', '<a>a'],
    ['(?m)^', 'a\r\nb\n', '<>a\r\n<>b\n'],
    ['(?m)$', 'a\r\nb\n', 'a<>\r\nb<>\n<>'],
    ['\\b', 'ab c', '<>ab<> <>c<>'],
    ['\\Ba', 'aa a', 'a<a> a'],
  ])('%j in %j: %j', marks);
});

describe('groups', () => {
  it.each<Case>([
    ['(?:ab)+', 'ababa', '<abab>a'],
    ['a|bc|', 'abc', '<a><bc><>'],
    ['(a|ab)(c|bcd)', 'abcd', '<abcd>'],
    ['(\\w)\\1', 'aabcc', '<aa>b<cc>'],
    ['(?<x>\\w)\\k<x>', 'aabcc', '<aa>b<cc>'],
    ['(?i)(a)\\1', 'aA', '<aA>'],
    ['(a)?\\1b', 'b aab', 'b <aab>'],
    ['(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)\\10', 'abcdefghijj', '<abcdefghijj>'],
    ['(a)\\10', 'aa0', '<aa0>'],
    ['((a)|b)+', 'abx', '<ab>x'],
    ['(?>a+)b', 'aab', '<aab>'],
    ['(?>a+)ab', 'aab', 'aab'],
    ['(?>(a)|(ab))c', 'abc ac', 'abc <ac>'],
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
    ['(?i)é', 'éÉ', '<é>É'],
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
    ['a*+a', 'aaa', 'aaa'],
    ['a++b', 'aab', '<aab>'],
    ['(?:ab)*+a', 'aba', '<aba>'],
    ['(?:ab)?+ab', 'ab abab', 'ab <abab>'],
    ['(?:a|ab){2}c', 'aabc', '<aabc>'],
    ['(?:a{2}){2}', 'aaaaa', '<aaaa>a'],
    ['(?:a*)*b', 'aab', '<aab>'],
    ['(?:a*){3}', 'aa', '<aa><>'],
    ['(?:){1000000000}a', 'a', '<a>'],
    ['.{2}', '😀é!', '<😀é>!'],
    ['.*!', '😀😀!😀', '<😀😀!>😀'],
    ['^*a', 'aa', '<a><a>'],
  ])('%j in %j: %j', marks);
});

describe('looking around', () => {
  it.each<Case>([
    ['a(?=b)', 'abac', '<a>bac'],
    ['a(?!b)', 'abac', 'ab<a>c'],
    ['(?<=a)b', 'abcb', 'a<b>cb'],
    ['(?<!a)b', 'abcb', 'abc<b>'],
    ['(?<=a|bc)d', 'ad bcd cd', 'a<d> bc<d> cd'],
    ['(?<=\\d{1,3})x', '12x x', '12<x> x'],
    ['(?<=^|,)\\w', 'a,b c', '<a>,<b> c'],
    ['(?<=😀)a', '😀a', '😀<a>'],
    ['(?<!^)(?=(?:\\d{3})+$)', '1234567', '1<>234<>567'],
    ['(?=(\\w)\\w\\1)\\w', 'aba', '<a>ba'],
    ['(?!(a))b', 'b', '<b>'],
    ['(?<=(?=b)b)c', 'bc', 'b<c>'],
  ])('%j in %j: %j', marks);
});

describe('a pattern that cannot be used', () => {
  it.each([
    ['(', /'\(' is not closed/],
    ['a)', /'\)' closes no group/],
    ['[a', /'\[' is not closed/],
    ['[', /'\[' is not closed/],
    ['[a&&', /'\[' is not closed/],
    ['[b-a]', /range in a class runs backwards/],
    ['[a-\\d]', /range in a class/],
    ['*a', /nothing before '\*'/],
    ['a**', /nothing before '\*'/],
    ['a|+', /nothing before '\+'/],
    ['{2}', /nothing before '\{'/],
    ['a{', /'\{' that begins no repetition/],
    ['a{x}', /'\{' that begins no repetition/],
    ['a{3,2}', /ends before it begins/],
    ['a{9999999999}', /too large/],
    ['\\', /single backslash/],
    ['\\y', /\\y is not supported/],
    ['\\G', /\\G is not supported/],
    ['\\X', /\\X is not supported/],
    ['\\u12', /\\u is not supported/],
    ['\\x{110000}', /no character/],
    ['\\2(a)', /no group 2/],
    ['(a)\\2', /no group 2/],
    ['\\k<x>(?<x>a)', /\\k must name a group/],
    ['(?<x>a)(?<x>b)', /two groups named 'x'/],
    ['(?<1>a)', /begins no kind of group/],
    ['(?d)a', /begins no kind of group/],
    ['(?P<x>a)', /begins no kind of group/],
    ['\\p{Nonsense}', /no character property 'Nonsense'/],
    ['\\p{}', /no character property ''/],
    ['\\p{L}|\\p{IsL)(}', /no character property/],
    ['(?<=a*)b', /look-behind matches has no largest length/],
    ['(a)(?<=\\1)b', /look-behind matches has no largest length/],
    ['('.repeat(60), /nested deeper than 50/],
    ['['.repeat(60), /nested deeper than 50/],
    ['a'.repeat(10_001), /more than 10000 characters/],
  ])('%j', (pattern, reason) => expect(() => replace(pattern, 'text', '')).toThrow(reason));
});
