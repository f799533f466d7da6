import { describe, expect, test } from 'vitest';
import { readFilter } from '../../../src/retrieval/filter/compile-filter.ts';
import type { FilterAttribute, FilterLevel } from '../../../src/retrieval/filter/filter-attribute.ts';
import { FilterError } from '../../../src/retrieval/filter/filter-error.ts';

const attributes: FilterAttribute[] = [
  { level: 'document', name: 'year', type: 'integer' },
  { level: 'document', name: 'price', type: 'real_number' },
  { level: 'document', name: 'title', type: 'text' },
  { level: 'document', name: 'open', type: 'boolean' },
  { level: 'document', name: 'tags', type: 'list[text]' },
  { level: 'document', name: 'sizes', type: 'list[integer]' },
  { level: 'document', name: 'sub-total', type: 'integer' },
  { level: 'part', name: 'page', type: 'integer' },
];

function refusal(filter: string, level: FilterLevel = 'part') {
  try {
    readFilter(filter, { attributes, level });
  } catch (error) {
    expect(error).toBeInstanceOf(FilterError);
    const { message, line, column } = error as FilterError;
    const prefix = 'INVALID_ARGUMENT: The filter expression contains an error. ';
    expect(message.startsWith(prefix)).toBe(true);
    return { problem: message.slice(prefix.length), line, column };
  }
  return undefined;
}

describe('unrecognized references', () => {
  test.each([
    ["doc.department = 'a' AND doc.year = 1 OR doc.yeer > 2", 'doc.department, doc.yeer', 0],
    ['doc.Year = 1', 'doc.Year', 0],
    ['1 = doc.page', 'doc.page', 4],
    ['part.year = 1', 'part.year', 0],
    ['DOC.b = 1 and doc.a = 2 and doc.b = 3', 'doc.b, doc.a', 0],
    ['doc."my ""odd"" field" = 1', 'doc."my ""odd"" field"', 0],
    ['doc.metadata.x = 1', 'doc.metadata.x', 0],
    ['doc.last-updated = 1', 'doc.last-updated', 0],
    ['doc.total-1 = 1', 'doc.total', 0],
    ['doc.total-doc.other = 1', 'doc.total, doc.other', 0],
    ["1 IN doc.none OR doc.x IN ('a')", 'doc.none, doc.x', 5],
    ['doc.title.length = 1', 'doc.title.length', 0],
    ['doc.constructor = 1', 'doc.constructor', 0],
    ["doc.year = 'ill-typed' AND doc.unknown = 1", 'doc.unknown', 27],
  ])('%s', (filter, names, column) => {
    expect(refusal(filter)).toEqual({ problem: `Unrecognized references: ${names}`, line: 1, column });
  });

  test('a filter of documents cannot use parts, and says what it can use', () => {
    expect(refusal("doc.year = 1 AND part.lang = 'eng' OR part.nope = 1", 'document')).toEqual({
      problem:
        'Documents cannot be filtered by part.lang, part.nope: use doc.id or filter attributes of level document',
      line: 1,
      column: 17,
    });
    expect(refusal('doc.nope = 1', 'document')?.problem).toBe('Unrecognized references: doc.nope');
  });
});

describe('syntax errors', () => {
  test.each([
    ['year = 2020', '1:0', 'year must be referenced as doc.year or part.year'],
    ['doc.year = 1 AND\n  lang = 2', '2:2', 'lang must be referenced as doc.lang or part.lang'],
    ['document.year = 1', '1:0', 'document.year must be referenced as doc.document.year or part.document.year'],
    ['my-field = 1', '1:0', 'my-field must be referenced as doc.my-field or part.my-field'],
    ['doc = 1', '1:0', 'doc must be followed by a name: doc.<name>'],
    ['doc .year = 1', '1:4', 'unexpected .'],
    ['doc. = 1', '1:0', 'doc. must be followed by a name; names with other characters go in double quotes'],
    ['part.1 = 1', '1:0', 'part. must be followed by a name; names with other characters go in double quotes'],
    ['doc."year = 1', '1:0', 'the name is not closed by "'],
    ["doc.title = 'x", '1:12', "the text is not closed by '"],
    ['doc.title = "x', '1:12', 'the text is not closed by "'],
    ["'😀😀' = doc.title AND 'é' = $", '1:27', 'unexpected $'],
    ['doc.open && true', '1:9', 'unexpected &: write AND'],
    ['doc.open || true', '1:9', 'unexpected |: write OR'],
    ['!doc.open', '1:0', 'unexpected !: write NOT'],
    ['doc.year = 1;', '1:12', 'unexpected ;'],
    ['doc.year = 1 -- c', '1:16', 'c must be referenced as doc.c or part.c'],
    ['doc.year =', '1:10', 'unexpected the end of the filter; a value was expected'],
    ['(doc.open', '1:9', 'unexpected the end of the filter; ) was expected'],
    ['doc.open)', '1:8', 'unexpected )'],
    ['()', '1:1', 'unexpected ); a value was expected'],
    ['doc.year doc.year', '1:9', 'unexpected doc.year'],
    ['doc.open foo', '1:9', 'unexpected foo'],
    ['AND true', '1:0', 'unexpected AND; a value was expected'],
    ['true = NOT true', '1:7', 'unexpected NOT; a value was expected'],
    ['doc.year NOT = 1', '1:9', 'unexpected NOT'],
    ['doc.year IS 1', '1:12', 'unexpected 1; NULL was expected'],
    ['doc.year IS NULL IS NULL', '1:17', 'unexpected IS'],
    ['doc.year IN (1) IS NULL', '1:16', 'unexpected IS'],
    ['doc.year IN ()', '1:13', 'unexpected ); a value was expected'],
    ['doc.year IN (1,)', '1:15', 'unexpected ); a value was expected'],
    ['doc.year IN (1 2)', '1:15', 'unexpected 2; ) was expected'],
    ['doc.year IN 1', '1:12', 'unexpected 1; IN needs a list in brackets or a list attribute'],
    ["doc.title LIKE 'a%'", '1:10', 'unexpected LIKE, which is not an operator of filters'],
    ['doc.year between 1 and 2', '1:9', 'unexpected between, which is not an operator of filters'],
    ["lower(doc.title) = 'a'", '1:0', 'lower is a function, and filters have no functions'],
    ['doc.year = 1e5', '1:11', '1e5 is not a number'],
    ['doc.year = 1.', '1:12', 'unexpected .'],
    ['doc.year = 2020and true', '1:11', '2020and is not a number'],
    [
      'doc.year = 9223372036854775808',
      '1:11',
      '9223372036854775808 does not fit into a 64-bit integer; with a decimal point it is a real number',
    ],
    [
      'doc.year = -9223372036854775809',
      '1:12',
      '9223372036854775809 does not fit into a 64-bit integer; with a decimal point it is a real number',
    ],
    [`doc.price = ${'9'.repeat(400)}.0`, '1:12', 'the number is too large'],
  ])('%s', (filter, position, problem) => {
    const [line, column] = position.split(':').map(Number);
    expect(refusal(filter)).toEqual({ problem: `Syntax error at ${position} ${problem}`, line, column });
  });
});

describe('type mismatches', () => {
  const listUse = 'doc.tags is list[text]; use value IN doc.tags, doc.tags IN (values) or doc.tags IS NULL';
  test.each([
    ["doc.year = 'x'", '1:9', '= compares integer with text'],
    ["doc.year\n= 'x'", '2:0', '= compares integer with text'],
    ["doc.price > 'x'", '1:10', '> compares real_number with text'],
    ['doc.open <> 1', '1:9', '<> compares boolean with integer'],
    ['part.is_title = 1', '1:14', '= compares boolean with integer'],
    ['part.lang == 5', '1:10', '= compares text with integer'],
    ['doc.title < true', '1:10', '< compares text with boolean'],
    ['1 < doc.year < 5', '1:13', '< compares boolean with integer'],
    ["doc.title + 'x' = 'y'", '1:0', '+ needs numbers, but this is text'],
    ['doc.year * true > 1', '1:11', '* needs numbers, but this is boolean'],
    ['-doc.title = 1', '1:1', '- needs numbers, but this is text'],
    ['+true', '1:1', '+ needs numbers, but this is boolean'],
    [
      "doc.id = 'a' OR 'b'",
      '1:16',
      'OR needs a condition, but this is text; to compare with several values use IN (…)',
    ],
    ['doc.open AND doc.year', '1:13', 'AND needs a condition, but this is integer'],
    ['NOT doc.title', '1:4', 'NOT needs a condition, but this is text'],
    ['doc.year', '1:0', 'a filter needs a condition, but this is integer'],
    ['doc.year + 1.5', '1:9', 'a filter needs a condition, but this is real_number'],
    ["'text'", '1:0', 'a filter needs a condition, but this is text'],
    ["doc.tags = 'a'", '1:0', listUse],
    ['doc.tags', '1:0', listUse],
    ["'a' IN (doc.tags)", '1:8', listUse],
    ['doc.tags IN doc.tags', '1:0', listUse],
    ["doc.year IN ('a', 2)", '1:9', 'IN compares integer with text'],
    ["doc.title IN ('a', 2)", '1:10', 'IN compares text with integer'],
    ['null IN (1, true)', '1:5', 'IN compares integer with boolean'],
    ["'a' IN doc.sizes", '1:4', 'IN compares integer with text'],
    ['doc.tags IN (1)', '1:9', 'IN compares text with integer'],
    ["'a' IN doc.title", '1:7', 'doc.title is text and no list; write IN (doc.title)'],
  ])('%s', (filter, position, problem) => {
    const [line, column] = position.split(':').map(Number);
    expect(refusal(filter)).toEqual({ problem: `Type mismatch at ${position} ${problem}`, line, column });
  });
});

describe('filters that are too big', () => {
  test('more than 8000 characters', () => {
    const longest = `doc.title = '${'😀'.repeat(7986)}'`;
    expect(refusal(longest)).toBeUndefined();
    const problem = 'It has 8001 characters; at most 8000 are allowed';
    expect(refusal(`${longest} `)).toEqual({ problem, line: 1, column: 0 });
    expect(refusal(' '.repeat(8001))?.problem).toBe(problem);
  });

  test.each([
    ['brackets', `${'('.repeat(101)}true${')'.repeat(101)}`, 100],
    ['thousands of brackets', `${'('.repeat(7999)}1`, 100],
    ['NOT', `${'NOT '.repeat(1990)}true`, 400],
    ['signs', `doc.year = ${'- '.repeat(3000)}1`, 211],
    ['a sum', `doc.year = ${Array(3900).fill('1').join('+')}`, 210],
    ['comparisons', `${'true='.repeat(1000)}true`, 499],
    ['IN inside IN', `${'true IN ('.repeat(500)}true${')'.repeat(500)}`, 908],
  ])('%s deeper than 100', (_, filter, column) => {
    const problem = `Syntax error at 1:${column} the expression is more than 100 operators or brackets deep`;
    expect(refusal(filter)).toEqual({ problem, line: 1, column });
  });
});
