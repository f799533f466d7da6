/** For the plain features, which it has, velocityjs must print the same. It is no model beyond them. */

import velocityjs from 'velocityjs';
import { expect, it } from 'vitest';
import { fromJson } from '../../src/velocity/velocity.ts';
import { render } from './render.ts';

const plain = { text: 'Hello', number: 7, yes: true, no: false, list: ['a', 'b', 'c'], none: [] };
const map = { key: 'value', inner: { name: 'deep' } };

it.each([
  'plain text, 100% of it; a $ and a # and 5$',
  '$text ${text} $!text $!{text}s',
  '$unknown ${unknown} $!unknown|$!{unknown}|',
  '$unknown.name $map.missing $!map.missing|',
  '$map.key $map.inner.name ${map.key}s $list[1] $map["key"]',
  '$text. $text, $text! ($text)',
  '#set($x = 3)$x #set($x = $x + 4)$x',
  '#set($x = "in $text")$x #set($x = \'in $text\')$x',
  '#set($x = 2 + 3 * 4)$x #set($x = (2 + 3) * 4)$x #set($x = 7 % 3)$x #set($x = 9 - 2 - 3)$x',
  '#if($yes)a#end#if($no)b#end#if($unknown)c#end',
  '#if($no)a#{else}b#end #if($no)a#elseif($yes)b#{else}c#end',
  '#if($number == 7)a#end#if($number != 7)b#end#if($number > 6 && $number < 8)c#end#if($no || $yes)d#end',
  '#if(!$no)a#end#if(!$yes)b#end#if($text == "Hello")c#end',
  '#foreach($x in $list)$x;#end',
  '#foreach($x in [1..4])$x #end',
  '#foreach($x in [1, "two"])$x,#end',
  '#foreach($x in $list)$foreach.index$foreach.count#if($foreach.hasNext)-#end#end',
  '#foreach($x in $list)$velocityCount#end',
  '#foreach($x in $list)$x#if($x == "b")#break#end#end!',
  '#foreach($x in $list)#foreach($y in [1..2])$x$y #end#end',
  '#foreach($x in $none)x#end|',
  '#set($m = {"a": 1, "b": "two"})$m.a $m.b',
  '#set($l = ["x", "y"])$l.size() $l.get(1) $l[0]',
  'a#* gone *#b ## gone',
  '#[[ $text #if ]]#',
  '#macro(hi $name)Hi $name!#end#hi("you") #hi($text)',
  '$map.get("key") $list.size() $list.get(0)',
])('%j', (template) => {
  expect(render(template, { ...plain, map: fromJson(map) })).toBe(velocityjs.render(template, { ...plain, map }));
});
