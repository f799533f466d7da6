import { describe, expect, it } from 'vitest';
import { render } from '../render.ts';

/** What `#set($v = …)$v` prints. */
const value = (expression: string) => render(`#set($v = ${expression})$v`);

type Case = [expression: string, expected: string];

describe('literals', () => {
  it.each<Case>([
    [`'plain $text "quoted"'`, 'plain $text "quoted"'],
    [`'it''s'`, "it's"],
    [`"Say: $text, \${text}!"`, 'Say: Hello, Hello!'],
    [`"a ""quoted"" word"`, 'a "quoted" word'],
    [`"$unknown$!unknown"`, '$unknown'],
    [`"#if(true)x#end"`, '#if(true)x#end'],
    [`"\\$text"`, '$text'],
    [`"$map.get("key")"`, 'value'],
    [`"costs $5"`, 'costs $5'],
    ['""', ''],
    ["''", ''],
    ['42', '42'],
    ['-42', '-42'],
    ['2.5', '2.5'],
    ['2.0', '2'],
    ['1.5e3', '1500'],
    ['true', 'true'],
    ['false', 'false'],
    ['[]', '[]'],
    ['[1, "two", true, null]', '[1,"two",true,null]'],
    ['[[1], [2, [3]]]', '[[1],[2,[3]]]'],
    ['{}', '{}'],
    [`{"a": 1, 'b': [2], "$text": {"c": $number}}`, '{"a":1,"b":[2],"Hello":{"c":7}}'],
    ['{1: "one"}', '{"1":"one"}'],
  ])('%s is %s', (expression, expected) => expect(value(expression)).toBe(expected));
});

describe('ranges', () => {
  it.each<Case>([
    ['[1..5]', '[1,2,3,4,5]'],
    ['[3..1]', '[3,2,1]'],
    ['[-1..1]', '[-1,0,1]'],
    ['[ 2 .. 2 ]', '[2]'],
    ['[0..$list.size()]', '[0,1,2,3]'],
    ['[$number..9]', '[7,8,9]'],
  ])('%s is %s', (expression, expected) => expect(value(expression)).toBe(expected));

  it.each(['["a".."b"]', '[1..$unknown]', '[1.5..3]'])('%s is null', (range) => expect(value(range)).toBe('$v'));
});

describe('arithmetic', () => {
  it.each<Case>([
    ['1 + 2 * 3', '7'],
    ['(1 + 2) * 3', '9'],
    ['10 - 2 - 3', '5'],
    ['7 / 2', '3'],
    ['-7 / 2', '-3'],
    ['7.0 / 2', '3.5'],
    ['7 % 3', '1'],
    ['-7 % 3', '-1'],
    ['2 * 2.5', '5'],
    ['$number+1', '8'],
    ['$number-1', '6'],
    ['- $number', '-7'],
    ['--3', '3'],
    ['$list.size() - 1', '2'],
    ['0.1 + 0.2 - 0.2 < 0.2', 'true'],
  ])('%s is %s', (expression, expected) => expect(value(expression)).toBe(expected));

  it.each(['1 / 0', '1 % 0', '$list - 1', '$unknown + 1', '"a" * 2', '-"a"', '1 / 0.0'])('%s is null', (expression) =>
    expect(value(expression)).toBe('$v'),
  );

  it.each<Case>([
    ['"a" + "b"', 'ab'],
    ['"a" + 1', 'a1'],
    ['1 + "a"', '1a'],
    ['1 + 2 + "a" + 1 + 2', '3a12'],
    ['$text + " " + $number', 'Hello 7'],
    ['"x" + $unknown', 'x$unknown'],
    ['"x" + $!unknown', 'x'],
    ['"x" + [1, 2]', 'x[1,2]'],
    ['"x" + true', 'xtrue'],
  ])('%s concatenates to %s', (expression, expected) => expect(value(expression)).toBe(expected));
});

describe('comparison and logic', () => {
  it.each<Case>([
    ['1 < 2', 'true'],
    ['2 <= 2', 'true'],
    ['1 > 2', 'false'],
    ['2 >= 3', 'false'],
    ['1 lt 2', 'true'],
    ['2 le 1', 'false'],
    ['2 gt 1', 'true'],
    ['2 ge 2', 'true'],
    ['1 eq 1', 'true'],
    ['1 ne 1', 'false'],
    ['"a" < "b"', 'true'],
    ['"a" < 1', 'false'],
    ['1 == 1.0', 'true'],
    ['1 == "1"', 'true'],
    ['"a" == \'a\'', 'true'],
    ['"a" != "b"', 'true'],
    ['[1, 2] == [1, 2]', 'true'],
    ['[1, 2] == [2, 1]', 'false'],
    ['{"a": 1} == {"a": 1}', 'true'],
    ['{"a": 1} == {"b": 1}', 'false'],
    ['$unknown == null', 'true'],
    ['$text == null', 'false'],
    ['null == null', 'true'],
    ['true && false', 'false'],
    ['true and true', 'true'],
    ['false || true', 'true'],
    ['false or false', 'false'],
    ['!true', 'false'],
    ['! $unknown', 'true'],
    ['not true', 'false'],
    ['not not true', 'true'],
    ['true || true && false', 'true'],
    ['(true || true) && false', 'false'],
    ['1 + 1 == 2 && 3 > 2', 'true'],
    ['!$no == true', 'true'],
    ['"a" && 1', 'true'],
  ])('%s is %s', (expression, expected) => expect(value(expression)).toBe(expected));

  it('the right side is evaluated only where it matters', () => {
    expect(render('#if(false && $text.substring(9))x#end')).toBe('');
    expect(() => render('#if(true && $text.substring(9))x#end')).toThrow(/outside a text/);
    expect(render('#if(true || $text.substring(9))x#end')).toBe('x');
  });
});

describe('truth', () => {
  const cases: [string, boolean][] = [
    ['$yes', true],
    ['$no', false],
    ['$nothing', false],
    ['$unknown', false],
    ['$text', true],
    ['$empty', false],
    ['" "', true],
    ['"false"', true],
    ['0', false],
    ['0.0', false],
    ['-1', true],
    ['$number', true],
    ['$none', false],
    ['$list', true],
    ['{}', false],
    ['$map', true],
    ['$result', true],
    ['$map.missing', false],
  ];
  it.each(cases)('%s is %s', (expression, truth) => {
    expect(render(`#if(${expression})yes#{else}no#end`)).toBe(truth ? 'yes' : 'no');
  });
});
