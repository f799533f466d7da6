import { describe, expect, it } from 'vitest';
import { compileUserFunction } from '../../src/userfn/user-function.ts';
import { DateTime, Duration, type Value } from '../../src/userfn/values.ts';

const now = new Date('2026-11-22T12:00:00.250Z');

const root = {
  score: 0.9,
  text: 'some text',
  document_id: 'doc-1',
  document_metadata: {
    category: 'blog',
    date: '2026-11-20T12:00:00Z',
    overall_rating: 4,
    flag: true,
    'a b': { "it's": 1 },
    none: null,
    tags: ['x', 'y', { deep: 5 }],
  },
  part_metadata: { review_date: '2026-11-12' },
};

function evaluate(text: string): Value {
  return compileUserFunction(text).evaluate(root, now);
}

function table(rows: [string, Value][]): void {
  it.each(rows)('%s is %j', (text, expected) => {
    const value = evaluate(text);
    if (typeof expected === 'number' && Number.isFinite(expected)) expect(value).toBeCloseTo(expected, 12);
    else expect(value).toEqual(expected);
  });
}

const day = 86_400_000;
const at = (iso: string) => new DateTime(Date.parse(iso));

describe('literals', () => {
  table([
    ['2', 2],
    ['2.45', 2.45],
    ['.5', 0.5],
    ['1e3', 1000],
    ["'text'", 'text'],
    ["'a''b'", "a'b"],
    ["''", ''],
    ["'back\\slash'", 'back\\slash'],
    ['true', true],
    ['false', false],
    ['null', null],
    ['  7 ;', 7],
    ['7;;', 7],
  ]);
});

describe('precedence and grouping', () => {
  table([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 4 - 3', 3],
    ['16 / 4 / 2', 2],
    ['17 % 10 % 4', 3],
    ['-2 * 3', -6],
    ['--2', 2],
    ['-(1 + 2)', -3],
    ['1 + 1 < 3', true],
    ['1 < 2 == true', true],
    ['true || false && false', true],
    ['(true || false) && false', false],
    ['1 == 1 && 2 == 3', false],
    ['!false == true', true],
    ['not false == true', true],
    ['true or false and false', true],
    ['not true or true', true],
    ['1 === 1', true],
    ['1 !== 1', false],
    ['1 != 2', true],
    ['2 + if (true) 1 else 2 * 10', 3],
    ['2 + if (false) 1 else 2 * 10', 22],
    ['(if (false) 1 else 2) * 10', 20],
    ['false ? 1 : false ? 2 : 3', 3],
    ['1 > 2 ? 1 : 2', 2],
  ]);
});

describe('the four forms of if', () => {
  table([
    ['if (1 < 2) 10 else 20', 10],
    ['if (1 > 2) 10 else 20', 20],
    ['if (1 > 2) 10 else if (2 > 1) 20 else 30', 20],
    ['if (true) if (false) 1 else 2 else 3', 2],
    ['if (true) -1 else 2', -1],
    ['if (true) (1) else 2', 1],
    ['if(1 < 2, 10, 20)', 10],
    ['if (1 > 2, 10, 20) + 1', 21],
    ['if 1 < 2 then 10 else 20', 10],
    ['if (1) < 2 then 10 else 20', 10],
    ['if (1 + 1) * 2 == 4 and true then 10 else 20', 10],
    ['if (1 < 2) then 10 else 20', 10],
    ['1 < 2 ? 10 : 20', 10],
    ['if (null) 1 else 2', 2],
    ['if (null < 1) 1 else 2', 2],
    ["if (get('$.text')) 1 else 2", 2],
    ["if (get('$.document_metadata.category') == 'blog') get('$.score') else null", 0.9],
    ["if (get('$.document_metadata.category') == 'news') get('$.score') else null", null],
  ]);
});

describe('get', () => {
  table([
    ["get('$.score')", 0.9],
    ["get('$[''score'']')", 0.9],
    [`get('$["score"]')`, 0.9],
    ["get('$.document_metadata[''a b''][''it\\''s'']')", 1],
    ["get('$.document_metadata.tags[1]')", 'y'],
    ["get('$.document_metadata.tags[2].deep')", 5],
    ["get('$.document_metadata.tags')", root.document_metadata.tags],
    ["get('$.document_metadata.tags[9]')", null],
    ["get('$.document_metadata.tags.length')", null],
    ["get('$.metadata.x')", null],
    ["get('$.metadata.x', 3)", 3],
    ["get('$.metadata.x', get('$.score'))", 0.9],
    ["get('$.score', 3)", 0.9],
    ["get('$.document_metadata.none', 3)", null],
    ["get('$.text.length')", null],
    ["get('$.constructor')", null],
    ["get('$.__proto__.x')", null],
    ["get('$')", root as unknown as Value],
    ["get('$.document_metadata.tags') == get('$.document_metadata.tags')", true],
  ]);

  it.each([undefined, null, 3, 'text', [], () => 1])('finds nothing in %s', (value) => {
    expect(compileUserFunction("get('$.a[0]')").evaluate(value, now)).toBe(null);
  });
});

describe('null and mixed types', () => {
  table([
    ['null + 1', null],
    ['1 * null', null],
    ['-null', null],
    ['null < 1', null],
    ['null == null', true],
    ['null == 1', false],
    ['1 != null', true],
    ['null && false', false],
    ['null && true', null],
    ['null || true', true],
    ['null || false', null],
    ['!null', null],
    ['abs(null)', null],
    ['max(1, null)', null],
    ["'a' * 2", null],
    ["2 - 'a'", null],
    ["'a' + 2", null],
    ["get('$.text') * 2", null],
    ["sqrt(get('$.text'))", null],
    ["get('$.document_metadata.tags') + 1", null],
    ["'a' + 'b'", 'ab'],
    ["'a' < 'b'", true],
    ["'a' == 'a'", true],
    ["'1' == 1", false],
    ["get('$.score') < get('$.text')", null],
    ['1 + true', 2],
    ["5 * get('$.document_metadata.flag')", 5],
    ['-true', -1],
    ['true == 1', false],
    ['1 / 0', Number.POSITIVE_INFINITY],
    ['0 / 0', Number.NaN],
    ['sqrt(-1)', Number.NaN],
  ]);
});

describe('datetimes and durations', () => {
  table([
    ['now()', new DateTime(now.getTime())],
    ['now() - now()', new Duration(0)],
    ['to_unix_timestamp(now())', Math.floor(now.getTime() / 1000)],
    ["iso_datetime_parse('2024-02-29')", at('2024-02-29T00:00:00Z')],
    ["iso_datetime_parse('2024-02-29T01:02')", at('2024-02-29T01:02:00Z')],
    ["iso_datetime_parse('2024-02-29T01:02:03')", at('2024-02-29T01:02:03Z')],
    ["iso_datetime_parse('2024-02-29T01:02:03Z')", at('2024-02-29T01:02:03Z')],
    ["iso_datetime_parse('2024-02-29T01:02:03.5+02:00')", at('2024-02-28T23:02:03.500Z')],
    ["iso_datetime_parse('2024-02-29T01:02:03.123456789-0530')", at('2024-02-29T06:32:03.123Z')],
    ["iso_datetime_parse('2024-02-29T01:02:03+02')", at('2024-02-28T23:02:03Z')],
    ["iso_datetime_parse('2023-02-29')", null],
    ["iso_datetime_parse('2024-13-01')", null],
    ["iso_datetime_parse('2024-01-01T24:00')", null],
    ["iso_datetime_parse('yesterday')", null],
    ["iso_datetime_parse(get('$.score'))", null],
    ["datetime_parse('2024-01-02', 'yyyy-MM-dd')", at('2024-01-02T00:00:00Z')],
    ["datetime_parse('02/01/2024', 'dd/MM/yyyy')", at('2024-01-02T00:00:00Z')],
    ["datetime_parse('20240102', 'yyyyMMdd')", at('2024-01-02T00:00:00Z')],
    ["datetime_parse('2/1/2024', 'd/M/yyyy')", at('2024-01-02T00:00:00Z')],
    ["datetime_parse('2024-01-02 03:04:05', 'yyyy-MM-dd HH:mm:ss')", at('2024-01-02T03:04:05Z')],
    [
      "datetime_parse('2024-01-02T03:04:05.678+02:00', 'yyyy-MM-dd''T''HH:mm:ss.SSSXXX')",
      at('2024-01-02T01:04:05.678Z'),
    ],
    ["datetime_parse('2024-01-02T03:04:05.678Z', 'yyyy-MM-dd''T''HH:mm:ss.SSSXXX')", at('2024-01-02T03:04:05.678Z')],
    ["datetime_parse('in ''24: 2024', '''in ''''24: ''yyyy')", at('2024-01-01T00:00:00Z')],
    ["datetime_parse('2024.01', 'yyyy.MM')", at('2024-01-01T00:00:00Z')],
    ["datetime_parse('2024x01', 'yyyy.MM')", null],
    ["datetime_parse('2024-1-02', 'yyyy-MM-dd')", null],
    ["datetime_parse('2024-01-02 more', 'yyyy-MM-dd')", null],
    ["datetime_parse('2024-02-30', 'yyyy-MM-dd')", null],
    ["datetime_parse(get('$.score'), 'yyyy-MM-dd')", null],
    ['seconds(90)', new Duration(90_000)],
    ['minutes(1.5)', new Duration(90_000)],
    ['hours(1)', new Duration(3_600_000)],
    ['seconds(hours(1))', 3600],
    ['minutes(hours(2))', 120],
    ['hours(minutes(90))', 1.5],
    ['as_days(hours(36))', 1.5],
    ['minutes(true)', new Duration(60_000)],
    ["hours(get('$.text'))", null],
    ["hours(now() - iso_datetime_parse(get('$.document_metadata.date')))", 48 + 0.25 / 3600],
    ['now() + hours(24)', new DateTime(now.getTime() + day)],
    ['hours(24) + now()', new DateTime(now.getTime() + day)],
    ['now() - hours(24)', new DateTime(now.getTime() - day)],
    ['seconds(1) + minutes(1)', new Duration(61_000)],
    ['seconds(1) - minutes(1)', new Duration(-59_000)],
    ['hours(1) * 2', new Duration(7_200_000)],
    ['2 * hours(1)', new Duration(7_200_000)],
    ['hours(1) / 2', new Duration(1_800_000)],
    ['hours(1) / 0', null],
    ['now() + hours(1e300)', null],
    ['-seconds(1)', new Duration(-1000)],
    ['hours(1) == minutes(60)', true],
    ['hours(1) < minutes(61)', true],
    ['now() == now()', true],
    ["now() > iso_datetime_parse('2020-01-01')", true],
    ["now() - get('$.document_metadata.date')", null],
  ]);
});

describe('mathematics', () => {
  table([
    ['abs(-2)', 2],
    ['power(2, 10)', 1024],
    ['min(1, 2)', 1],
    ['max(1, 2)', 2],
    ['sqrt(9)', 3],
    ['trunc(2.9)', 2],
    ['trunc(-2.9)', -2],
    ['sign(-3)', -1],
    ['radians(180)', Math.PI],
    ['degrees(radians(90))', 90],
    ['log(2, 8)', 3],
    ['log(10, 1000)', 3],
    ['log(3, 81)', 4],
    ['log(1)', 0],
    ['ln(1)', 0],
    ['log10(100)', 2],
    ['sin(0)', 0],
    ['cos(0)', 1],
    ['tan(0)', 0],
    ['sind(30)', 0.5],
    ['cosd(60)', 0.5],
    ['tand(45)', 1],
  ]);
});

describe('forms seen in published samples', () => {
  table([
    ["5 * get('$.score') + get('$.document_metadata.overall_rating')", 8.5],
    [
      "get('$.score') / (1 + hours(now() - iso_datetime_parse(get('$.document_metadata.date'))) / 24)",
      0.9 / (3 + 0.25 / 86_400),
    ],
    [
      "max(10 * get('$.score') - hours(seconds(to_unix_timestamp(now()) - to_unix_timestamp(datetime_parse(get('$.part_metadata.review_date'), 'yyyy-MM-dd')))) / 24 / 365, 0)",
      9 - 10.5 / 365,
    ],
    ["sqrt(power(radians(get('$.score')) - radians(0), 2) + power(3, 2))", Math.hypot((0.9 / 180) * Math.PI, 3)],
  ]);
});
