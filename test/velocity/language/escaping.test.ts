/** What reaches the language model must be the same for old templates (`$esc.java`) and new ones (bare). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTemplate, renderTemplate } from '../../../src/velocity/velocity.ts';
import { renderAsPrompt } from '../render.ts';

const nasty = 'He said: "C:\\temp"\n\ttwo\u0001';
const escaped = JSON.stringify(nasty).slice(1, -1);

describe('in a JSON template', () => {
  it.each<[reference: string, expected: string]>([
    ['$q', escaped],
    ['${q}', escaped],
    ['$!q', escaped],
    ['$esc.java($q)', escaped],
    ['$esc.json($q)', escaped],
    ['#set($x = $esc.java($q))$x', escaped],
    ['#set($x = $q)$x', escaped],
    ['#set($x = "$q")$x', escaped],
    ['#set($x = "Q: $esc.java($q)")$x', `Q: ${escaped}`],
    ['#set($x = "$q / $esc.java($q)")$x', `${escaped} / ${escaped}`],
    ['#set($x = $esc.java($q) + $q)$x', escaped + escaped],
    ['#set($x = "\n" + $esc.java($q))$x', `\\n${escaped}`],
    ['#foreach($x in [$q, $esc.java($q)])$x#end', escaped + escaped],
    ['#set($m = {"a": $esc.java($q)})$m.a', escaped],
    ['#macro(show $x)$x#end#show($esc.java($q))#show($q)', escaped + escaped],
    ['$number $decimal $yes', '7 2.5 true'],
    ['$list', '[\\"a\\",\\"b\\",\\"c\\"]'],
    ['$results[0]', 'one'],
    ['$esc.n', '\n'],
    ['$unknown.get("x")', '$unknown.get("x")'],
    ['$esc.java($q).length()', String(escaped.length)],
    ['$esc.java($q).trim()', JSON.stringify(escaped).slice(1, -1)],
  ])('%j inserts %j', (reference, expected) => {
    expect(renderAsPrompt(`[" ${reference}"]`, { q: nasty })).toBe(`[" ${expected}"]`);
  });
});

describe('in a plain-text template', () => {
  it.each([
    ['Q: $q', `Q: ${nasty}`],
    ['Q: $esc.java($q)', `Q: ${escaped}`],
    ['$q', nasty],
    ['$list', '["a","b","c"]'],
  ])('%j inserts %j', (template, expected) => expect(renderAsPrompt(template, { q: nasty })).toBe(expected));
});

describe('which of the two a template is', () => {
  it.each([
    ['[{"role": "user"}]', 'json'],
    ['  \n {"role": "user"}', 'json'],
    ['## comment\n#set($x = 1)\n[', 'json'],
    ['#macro(m)text#end[', 'json'],
    ['#macro(m)[#end#m()', 'json'],
    ['#if($x)[#else{#end', 'json'],
    ['#foreach($x in $list)[#end', 'json'],
    ['#[[[]]#', 'json'],
    ['Answer [1]', 'plain'],
    ['$q [', 'plain'],
    ['#if($q) text #end[', 'plain'],
    ['#if($x) text #end[', 'json'],
    ['#if($q)$q#else[$q]#end', 'plain'],
    ['#if($x)$q#else[$q]#end', 'json'],
    ['#foreach($x in $none)[#end text', 'plain'],
    ['#set($m = "[")$m', 'plain'],
    ['', 'plain'],
  ])('%j is %s', (template, mode) =>
    expect(renderTemplate(parseTemplate(template), { q: '[1]', list: ['a'], none: [] }).escaping).toBe(mode),
  );

  it('and a text put together before its first words is escaped as the JSON it may become', () => {
    const template = '#set($line = "$esc.java($q)/$q")#if($plain)$line#else["$line"]#end';
    const q = 'a"\\';
    expect(JSON.parse(renderAsPrompt(template, { q }))).toEqual([`${q}/${q}`]);
  });
});

it('bare and escaped insertion give the same message for any text', () => {
  const unit = fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0xffff }));
  const anyText = fc.array(unit, { maxLength: 30 }).map((units) => String.fromCharCode(...units));
  const template = '[{"bare": "$q", "java": "$esc.java($q)", "json": "$esc.json($q)", "set": "#set($x = $q)$x"}]';
  fc.assert(
    fc.property(anyText, (q) => {
      expect(JSON.parse(renderAsPrompt(template, { q }))).toEqual([{ bare: q, java: q, json: q, set: q }]);
    }),
    { numRuns: 150 },
  );
});
