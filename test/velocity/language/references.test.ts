import { describe, expect, it } from 'vitest';
import { render } from '../render.ts';

type Case = [template: string, expected: string];

describe('a reference', () => {
  it.each<Case>([
    ['$text', 'Hello'],
    ['${text}', 'Hello'],
    ['$!text', 'Hello'],
    ['$!{text}', 'Hello'],
    ['${text}s', 'Hellos'],
    ['$text$text', 'HelloHello'],
    ['$number $decimal $yes $no', '7 2.5 true false'],
    ['$list', '["a","b","c"]'],
    ['$map', '{"key":"value","two words":2,"inner":{"list":["x","y"]}}'],
    ['$result', 'one'],
  ])('%s prints %s', (template, expected) => expect(render(template)).toBe(expected));

  it.each<Case>([
    ['$text.', 'Hello.'],
    ['$text, and', 'Hello, and'],
    ['$text.. ', 'Hello.. '],
    ['$text.1', 'Hello.1'],
    ['$text-$text', 'Hello-Hello'],
    ['($text)', '(Hello)'],
    ['$text:', 'Hello:'],
    ['${text}.length()', 'Hello.length()'],
    ['${text}[0]', 'Hello[0]'],
    ['$text (now)', 'Hello (now)'],
  ])('%s leaves what follows as text', (template, expected) => expect(render(template)).toBe(expected));
});

describe('tails', () => {
  it.each<Case>([
    ['$map.key', 'value'],
    ['${map.key}s', 'values'],
    ['$map.get("key")', 'value'],
    ['$map["key"]', 'value'],
    ["$map['two words']", '2'],
    ['$map.inner.list[1]', 'y'],
    ['$map.get("inner").get("list").get(0)', 'x'],
    ['$list[0]$list[2]', 'ac'],
    ['$list[ 1 ]', 'b'],
    ['$list[$list.size() - 1]', 'c'],
    ['$list.size $list.isEmpty $list.empty', '3 false false'],
    ['$list.size().', '3.'],
    ['$text.length()', '5'],
    ['$text.substring( 1 , 3 )', 'el'],
    ['$result.text() $result.getText() $result.text', 'one one one'],
    ['$result.source', 'a file'],
    ['$results[1].text.length()', '3'],
  ])('%s is %s', (template, expected) => expect(render(template)).toBe(expected));
});

describe('an undefined reference', () => {
  it.each([
    '$unknown',
    '${unknown}',
    '$unknown.name',
    '$unknown.call("x", 1)',
    '${unknown.name}',
    '$nothing',
    '$map.missing',
    '$map.key.nothing.here',
    '$list[3]',
    '$list.get(3)',
    '$list["x"]',
    '$number.foo()',
    '$text.noSuchMethod()',
    '$result.noSuchMethod()',
    '$text.substring()',
  ])('%s prints itself', (source) => expect(render(`<${source}>`)).toBe(`<${source}>`));

  it.each(['$!unknown', '$!{unknown}', '$!unknown.name', '$!nothing', '$!map.missing', '$!list[3]', '$!{list[9]}'])(
    '%s prints nothing',
    (source) => expect(render(`<${source}>`)).toBe('<>'),
  );
});

describe('what is no reference', () => {
  it.each(['$', '$$', '$5', '$ text', '$_x', '${', '${1}', '$!', '$!5', '100$', '$-1', 'US$ and €', '$(text)'])(
    '%s is text',
    (text) => expect(render(text)).toBe(text),
  );

  it('a dollar may stand in front of a reference', () => expect(render('$$text')).toBe('$Hello'));
});

describe('a backslash', () => {
  it.each<Case>([
    ['\\$text', '$text'],
    ['\\${text}', '${text}'],
    ['\\\\$text', '\\Hello'],
    ['\\\\\\$text', '\\$text'],
    ['\\$unknown', '$unknown'],
    ['\\$5', '\\$5'],
    ['\\n', '\\n'],
    ['a\\\\b', 'a\\\\b'],
    ['\\#if', '#if'],
    ['\\#set($x = 1)', '#set($x = 1)'],
    ['\\#end', '#end'],
    ['\\# Title', '\\# Title'],
    ['\\## no comment', '## no comment'],
    ['\\', '\\'],
  ])('%j prints %j', (template, expected) => expect(render(template)).toBe(expected));
});
