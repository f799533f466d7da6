import { describe, expect, it } from 'vitest';
import { TemplateError } from '../../src/velocity/velocity.ts';
import { failure } from './render.ts';

describe('a template that cannot be parsed', () => {
  it.each<[template: string, line: number, column: number, reason: RegExp]>([
    ['#if($x)', 1, 1, /expected #end/],
    ['a\n  #if($x)\nb', 2, 3, /expected #end/],
    ['#foreach($x in $list)', 1, 1, /expected #end/],
    ['#macro(m)', 1, 1, /expected #end/],
    ['a\n#end', 2, 1, /#end without an #if or #foreach/],
    ['#else', 1, 1, /#else without/],
    ['#elseif($x)', 1, 1, /#elseif without/],
    ['#if($x)#else a#else b#end', 1, 15, /#else does not fit here: expected #end/],
    ['#foreach($x in $list)#elseif(true)#end', 1, 22, /#elseif does not fit here/],
    ['#if $x', 1, 5, /expected '\(' after #if, found '\$'/],
    ['#if()a#end', 1, 5, /expected a value, found '\)'/],
    ['#if(x)a#end', 1, 5, /variables start with '\$'/],
    ['#if($x', 1, 7, /expected '\)' to close #if\(, found the end of the template/],
    ['#if($x == )#end', 1, 11, /expected a value/],
    ['#if($x =\n 1)#end', 1, 8, /expected '\)' to close #if\(/],
    ['#set($x)', 1, 8, /expected '=' after \$x in #set/],
    ['#set(x = 1)', 1, 6, /expected a variable such as \$x after #set\(/],
    ['#set($x.m() = 1)', 1, 12, /\$x\.m\(\) cannot be set/],
    ['#set($x = 1 2)', 1, 13, /expected '\)' to close #set\(/],
    ['#foreach($x of $list)#end', 1, 13, /expected 'in' after \$x, found 'of'/],
    ['#foreach(x in $list)#end', 1, 10, /expected a variable such as \$x/],
    ['#foreach($x.y in $list)#end', 1, 14, /expected a plain variable/],
    ['${text', 1, 7, /expected '\}' to close '\$\{text'/],
    ['${text|x}', 1, 7, /expected '\}'/],
    ['$text.trim(', 1, 12, /expected a value, found the end of the template/],
    ['$text.trim("a"', 1, 15, /expected '\)' or ',' after an argument/],
    ['$list[0', 1, 8, /expected '\]' after an index/],
    ['$list[]', 1, 7, /expected an index after '\[', found '\]'/],
    ['$list[citation]', 1, 7, /write \$\{name\}\[ to print a bracket/],
    ['#set($x = "abc)', 1, 11, /the text is not closed/],
    ["#set($x = 'abc)", 1, 11, /the text is not closed/],
    ['#set($x = [1, 2)', 1, 16, /expected '\]' or ',' after a list item/],
    ['#set($x = [1..2)', 1, 16, /expected '\]' to close a range/],
    ['#set($x = {"a" 1})', 1, 16, /expected ':' after a map key/],
    ['#set($x = {"a": 1)', 1, 18, /expected '\}' or ',' after a map entry/],
    ['#set($x = (1)', 1, 14, /expected '\)' to close #set\(/],
    ['a\n#* open', 2, 1, /expected '\*#' to close '#\*'/],
    ['#[[ open', 1, 1, /expected '\]\]#'/],
    ['#break(1)', 1, 7, /#break takes no arguments/],
    ['#include("x")', 1, 1, /#include is not supported/],
    ['#parse("x")', 1, 1, /#parse is not supported/],
    ['#evaluate("x")', 1, 1, /#evaluate is not supported/],
    ['#define($x)a#end', 1, 1, /#define is not supported/],
    ['#macro(if)#end', 1, 10, /'if' is a directive/],
    ['#macro()#end', 1, 8, /expected the macro's name/],
    ['#macro(m)#end#macro(m)#end', 1, 14, /the macro #m is defined already/],
  ])('%j fails at %d:%d', refuses);

  it.each<[what: string, template: string, line: number, column: number, reason: RegExp]>([
    ['a huge number', `#set($x = ${'9'.repeat(400)})`, 1, 11, /is too large/],
    ['a long template', 'x'.repeat(100_001), 1, 1, /has 100001 characters, expected at most 100000/],
    ['deep blocks', `${'#if(1)'.repeat(101)}${'#end'.repeat(101)}`, 1, 605, /nested too deeply/],
    ['deep parentheses', `#set($x = ${'('.repeat(101)}1${')'.repeat(101)})`, 1, 111, /nested too deeply/],
  ])('%s', (_, template, line, column, reason) => refuses(template, line, column, reason));

  function refuses(template: string, line: number, column: number, reason: RegExp) {
    const error = failure(template);
    expect({ line: error.line, column: error.column, reason: error.reason }).toEqual({
      line,
      column,
      reason: expect.stringMatching(reason),
    });
    expect(error.message).toBe(`${error.reason} (line ${line}, column ${column})`);
    expect(error).toBeInstanceOf(TemplateError);
  }
});

describe('a template that cannot be rendered', () => {
  it.each<[template: string, line: number, column: number, reason: RegExp]>([
    ['a\n $text.substring(9)', 2, 7, /substring\(9\) is outside a text of 5 characters/],
    ['$text.substring(3, 1)', 1, 6, /substring\(3, 1\) is outside/],
    ['$text.replaceAll("(", "")', 1, 6, /cannot use the regular expression '\(': a '\(' is not closed/],
    ['$text.replaceAll("l", \'$1\')', 1, 6, /cannot replace with '\$1': there is no group 1/],
    ['a\n#set($map.key = 1)', 2, 1, /\$map.key belongs to a value passed in/],
    ['#set($list[0] = 1)', 1, 1, /belongs to a value passed in/],
  ])('%j fails at %d:%d', (template, line, column, reason) => {
    const error = failure(template);
    expect({ line: error.line, column: error.column }).toEqual({ line, column });
    expect(error.reason).toMatch(reason);
  });
});
