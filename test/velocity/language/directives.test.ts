import { describe, expect, it } from 'vitest';
import { render } from '../render.ts';

type Case = [template: string, expected: string];
const prints = (template: string, expected: string) => expect(render(template)).toBe(expected);

describe('#set', () => {
  it.each<Case>([
    ['#set($x = 1)$x', '1'],
    ['#set( $x=1 )$x', '1'],
    ['#set ($x = 1)$x', '1'],
    ['#set(${x} = 1)$x', '1'],
    ['#set($x = 1)#set($x = $x + 1)$x', '2'],
    ['#set($text = null)$text', '$text'],
    ['#set($text = $unknown)$text', '$text'],
    ['#set($m = {})#set($m.k = "v")$m.k $m', 'v {"k":"v"}'],
    ['#set($m = {})#set($m["a b"] = 1)$m', '{"a b":1}'],
    ['#set($m = {"in": {}})#set($m.in.x = 1)$m', '{"in":{"x":1}}'],
    ['#set($l = [1, 2])#set($l[0] = 9)$l', '[9,2]'],
    ['#set($l = [1])#set($l[5] = 9)$l', '[1]'],
    ['#set($unknown.x = 1)$unknown', '$unknown'],
    ['#foreach($i in [1..3])#set($sum = "$!sum$i")#end$sum', '123'],
  ])('%s prints %s', prints);
});

describe('#if', () => {
  it.each<Case>([
    ['#if(true)a#end', 'a'],
    ['#if(false)a#end', ''],
    ['#if(false)a#{else}b#end', 'b'],
    ['#if(false)a#else b#end', ' b'],
    ['#if(false)a#elseif(true)b#{else}c#end', 'b'],
    ['#if(false)a#elseif(false)b#elseif(true)c#{else}d#end', 'c'],
    ['#if(false)a#elseif(false)b#{else}c#end', 'c'],
    ['#if ( $number == 7 )a#{end}b', 'ab'],
    ['#{if}(true)a#{end}', 'a'],
    ['#if(true)#if(false)a#{else}b#end#{else}c#end', 'b'],
    ['"#if($text)$text#end"', '"Hello"'],
  ])('%s prints %s', prints);
});

describe('#foreach', () => {
  it.each<Case>([
    ['#foreach($x in $list)$x#end', 'abc'],
    ['#foreach( $x in ["p", $text] )[$x]#end', '[p][Hello]'],
    ['#foreach($i in [1..3])$i,#end', '1,2,3,'],
    ['#foreach($v in {"a": 1, "b": 2})$v#end', '12'],
    ['#foreach($r in $results)<$r.text()>#end', '<one><two>'],
    ['#foreach($x in $none)x#{else}empty#end', 'empty'],
    ['#foreach($x in $list)x#{else}empty#end', 'xxx'],
    ['#foreach($x in $unknown)x#{else}empty#end', 'empty'],
    ['#foreach($x in $text)x#{else}empty#end', 'empty'],
    ['#foreach($x in $number)x#end', ''],
    ['#foreach($text in $list)$text#end$text', 'abcHello'],
    ['#foreach($x in $list)#end$x', '$x'],
    ['#foreach($x in $list)$x#break#end!', 'a!'],
    ['#foreach($x in $list)#if($x == "b")#break#end$x#end', 'a'],
    ['#foreach($x in [1..2])#foreach($y in $list)$x$y#break#end#end', '1a2a'],
    ['#foreach($x in $list)$x#stop#end!', 'a'],
    ['a#{stop}b', 'a'],
    ['a#{break}b', 'a'],
  ])('%s prints %s', prints);
});

describe('$foreach', () => {
  it.each<Case>([
    ['#foreach($x in $list)$foreach.index#end', '012'],
    ['#foreach($x in $list)$foreach.count#end', '123'],
    ['#foreach($x in $list)$velocityCount#end', '123'],
    ['#foreach($x in $list)$foreach.getIndex()$foreach.index()#end', '001122'],
    ['#foreach($x in $list)#if($foreach.first)<#end$x#if($foreach.last)>#end#end', '<abc>'],
    ['#foreach($x in $list)#if($foreach.isFirst())<#end$x#if($foreach.isLast())>#end#end', '<abc>'],
    ['#foreach($x in $list)$x#if($foreach.hasNext), #end#end', 'a, b, c'],
    ['#foreach($x in $list)$x#if($foreach.hasNext()), #end#end', 'a, b, c'],
    ['#foreach($x in [1..2])#foreach($y in [1..2])$foreach.parent.index$foreach.index #end#end', '00 01 10 11 '],
    ['#foreach($x in [1..2])#foreach($y in [7])#end$foreach.count#end', '12'],
    ['#foreach($x in $list)$esc.java($foreach.index + 1)#end', '123'],
    ['#foreach($x in [1])$foreach.parent#end', '$foreach.parent'],
    ['$foreach.index $velocityCount', '$foreach.index $velocityCount'],
  ])('%s prints %s', prints);
});

describe('comments and unparsed text', () => {
  it.each<Case>([
    ['a## comment\nb', 'a\nb'],
    ['a#* one\ntwo $text *#b', 'ab'],
    ['#[[ $text #if( ]]#', ' $text #if( '],
    ['#[[]]#', ''],
    ['a ##', 'a '],
  ])('%j prints %j', prints);
});

describe('a # that begins no directive', () => {
  it.each(['#', '#1', '# Title', '#hashtag', '#include', '#macro', '#{', '#{foo}', '#iffy(x)', '#endless', '#(a)'])(
    '%s is text',
    (text) => prints(text, text),
  );
});

describe('macros', () => {
  it.each<Case>([
    ['#macro(hi $name)Hi $name!#end#hi("Al")#hi($text)', 'Hi Al!Hi Hello!'],
    ['#macro(pair $a $b)$a-$b#end#pair(1 2)#pair(3, 4)', '1-23-4'],
    ['#macro(with $a="x")$a#end#with()#with("y")', 'xy'],
    ['#macro(one $a)$a#end#one()', '$a'],
    ['#macro(outer $text)$text#end#outer("in")$text', 'inHello'],
    ['#macro(stops)a#{break}b#end#stops()c', 'ac'],
  ])('%s prints %s', prints);
});

describe('line gobbling', () => {
  it.each<Case>([
    ['a\n#if(true)\nb\n#end\nc', 'a\nb\nc'],
    ['a\n  #if(true)  \n  b\n  #end\t\nc', 'a\n  b\nc'],
    ['a\n#if(false)\nb\n#else\nc\n#end\nd', 'a\nc\nd'],
    ['#set($x = 1)\n$x', '1'],
    ['#foreach($x in $list)\n$x\n#end\n', 'a\nb\nc\n'],
    ['## comment\na', 'a'],
    ['a\n  #* comment *#  \nb', 'a\nb'],
    ['a\r\n#set($x = 1)\r\nb', 'a\r\nb'],
    ['a\n#set($x = 1)', 'a\n'],
    ['a #set($x = 1)\nb', 'a \nb'],
    ['#if(true) a\n#end', ' a\n'],
    ['  #set($x = 1) a', '   a'],
    ['a\n$text\nb', 'a\nHello\nb'],
    ['#[[x]]#\na', 'x\na'],
    ['#set($x = 1)\n\n#set($y = 1)\na', '\na'],
  ])('%j prints %j', prints);
});
