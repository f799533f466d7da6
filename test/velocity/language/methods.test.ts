import { describe, expect, it } from 'vitest';
import { render } from '../render.ts';

type Case = [call: string, expected: string];
const gives = (call: string, expected: string) => expect(render(`#set($v = ${call})$v`)).toBe(expected);

describe('text', () => {
  it.each<[it: string, call: string, expected: string]>([
    ['Hello', 'length()', '5'],
    ['Hello', 'isEmpty()', 'false'],
    ['', 'isEmpty()', 'true'],
    ['  a b\t\n', 'trim()', 'a b'],
    ['\u00a0a\u00a0', 'trim()', '\u00a0a\u00a0'],
    ['Hello', 'toLowerCase()', 'hello'],
    ['Hello', 'toUpperCase()', 'HELLO'],
    ['Hello', 'contains("ell")', 'true'],
    ['Hello', 'contains("ELL")', 'false'],
    ['a7', 'contains(7)', 'true'],
    ['Hello', 'startsWith("He")', 'true'],
    ['Hello', 'startsWith("lo")', 'false'],
    ['Hello', 'endsWith("lo")', 'true'],
    ['Hello', 'equals("Hello")', 'true'],
    ['Hello', 'equals("hello")', 'false'],
    ['7', 'equals(7)', 'false'],
    ['Hello', 'equalsIgnoreCase("hELLO")', 'true'],
    ['Hello', 'indexOf("l")', '2'],
    ['Hello', 'indexOf("l", 3)', '3'],
    ['Hello', 'indexOf("x")', '-1'],
    ['Hello', 'substring(2)', 'llo'],
    ['Hello', 'substring(1, 3)', 'el'],
    ['Hello', 'substring(5)', ''],
    ['Hello', 'replace("l", "L")', 'HeLLo'],
    ['Hello', 'replace("", "-")', '-H-e-l-l-o-'],
    ['a.b.c', 'replace(".", "")', 'abc'],
    ['a$1b', "replace('$1', '\\')", 'a\\b'],
    ['a.b.c', 'replaceAll(".", "x")', 'xxxxx'],
    ['a.b.c', "replaceAll('\\.', '-')", 'a-b-c'],
    ['Foo foo', 'replaceAll("(?i)FOO", "bar")', 'bar bar'],
    ['John Smith', "replaceAll('(\\w+) (\\w+)', '$2, $1')", 'Smith, John'],
    ['a "b"', `replaceAll('"', "'")`, "a 'b'"],
    ['a,b,,c,,', 'split(",")', '["a","b","","c"]'],
    ['a,b,c', 'split(",", 2)', '["a","b,c"]'],
    ['a1b22c', 'split("\\d+")', '["a","b","c"]'],
    ['a b', 'split(" ").size()', '2'],
    ['a b', 'split(" ")[1]', 'b'],
    ['abc', 'matches("[a-c]+")', 'true'],
    ['abcd', 'matches("[a-c]+")', 'false'],
    ['Hello', 'concat(" you")', 'Hello you'],
    ['Hello', 'trim().toLowerCase().replace("h", "j").length()', '5'],
    ['Hello', 'empty', 'false'],
    ['Hello', 'length', '5'],
  ])('of %j, %s is %j', (it, call, expected) => expect(render(`$it.${call}`, { it })).toBe(expected));
});

describe('lists', () => {
  it.each<Case>([
    ['$list.size()', '3'],
    ['$list.isEmpty()', 'false'],
    ['$none.isEmpty()', 'true'],
    ['$list.get(1)', 'b'],
    ['$list.contains("b")', 'true'],
    ['$list.contains("x")', 'false'],
  ])('%s is %s', gives);
});

describe('maps', () => {
  it.each<Case>([
    ['$map.get("key")', 'value'],
    ['$map.containsKey("key")', 'true'],
    ['$map.containsKey("x")', 'false'],
    ['$map.keySet()', '["key","two words","inner"]'],
    ['$map.values().size()', '3'],
    ['$map.size()', '3'],
    ['$map.isEmpty()', 'false'],
  ])('%s is %s', gives);
});

describe('what a type does not have', () => {
  it.each([
    '$text.charAt(0)',
    '$text.foo()',
    '$text.replace("x")',
    '$text.substring("x")',
    '$text.replaceAll("x", $list)',
    '$text.contains()',
    '$text.startsWith()',
    '$list.add(1)',
    '$list.get("x")',
    '$list.contains()',
    '$map.put("a", 1)',
    '$map.get()',
    '$number.intValue()',
    '$yes.toString()',
    '$result.secret()',
  ])('%s is null', (call) => gives(call, '$v'));
});

describe('$esc', () => {
  it.each<Case>([
    [`$esc.java('say "hi" \\ it''s')`, `say \\"hi\\" \\\\ it's`],
    ['$esc.java("tab\tline\n")', 'tab\\tline\\n'],
    ['$esc.java("é€😀")', '\\u00E9\\u20AC\\uD83D\\uDE00'],
    ['$esc.java(42)', '42'],
    ['$esc.java($list)', '[\\"a\\",\\"b\\",\\"c\\"]'],
    [`$esc.javascript('"é"')`, '\\"é\\"'],
    [`$esc.json('"é"\\')`, '\\"é\\"\\\\'],
    [`$esc.html('<a href="x">&''')`, '&lt;a href=&quot;x&quot;&gt;&amp;&#39;'],
    [`$esc.xml('<a>&"''')`, '&lt;a&gt;&amp;&quot;&apos;'],
    ['$esc.url("a b&c/é")', 'a%20b%26c%2F%C3%A9'],
    ['$esc.d$esc.dollar', '$$'],
    ['$esc.h', '#'],
    ['$esc.hash', '#'],
    ['$esc.q', '"'],
    ['$esc.quote', '"'],
    ['$esc.s', "'"],
    ['$esc.n', '\n'],
    ['$esc.getD()', '$'],
  ])('%s is %j', (call, expected) => expect(render(call)).toBe(expected));

  it.each(['$esc.java($unknown)', '$esc.java()', '$esc.sql("x")', '$esc.unknown'])('%s is null', (call) => {
    expect(render(call)).toBe(call);
  });

  it('whatever java() gives stands inside a JSON string', () => {
    const text = '"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028é😀\'$x#if';
    expect(JSON.parse(`"${render('$esc.java($it)', { it: text })}"`)).toBe(text);
  });
});
