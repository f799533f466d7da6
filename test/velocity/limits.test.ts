/** Templates arrive in requests: each must end soon, whatever it asks for. */
import { describe, expect, it } from 'vitest';
import { createTemplateCache, TemplateError } from '../../src/velocity/velocity.ts';
import { cpuClock } from '../support/cpu-clock.ts';
import { failure, render } from './render.ts';

const nested = (depth: number, body: string) =>
  Array.from({ length: depth }, (_, i) => `#foreach($v${i} in [1..1000])`).join('') + body + '#end'.repeat(depth);

describe('a budget that is spent', () => {
  it.each<[what: string, template: string, reason: RegExp]>([
    ['loop rounds', nested(3, '.'), /the loops run too often: the limit is 10000 \(loopRounds\)/],
    ['one long range', '#foreach($x in [1..1000000])#end', /a range of 1000000 numbers is too large/],
    ['a range of absurd size', '#set($x = [-9007199254740991..9007199254740991])', /too large/],
    ['output', '#foreach($i in [1..9999])$big#end', /the rendered text is too long: the limit is 2000000/],
    ['a text that doubles', '#foreach($i in [1..99])#set($big = $big + $big)#end', /a text grows too long/],
    [
      'a text that doubles inside quotes',
      '#foreach($i in [1..99])#set($big = "$big$big")#end',
      /a text grows too long/,
    ],
    ['replace', '$big.replace("x", $big)', /a text grows too long/],
    ['replaceAll', '$big.replaceAll("x", $big)', /a text grows too long/],
    ['concat', '#foreach($i in [1..99])#set($big = $big.concat($big))#end', /a text grows too long/],
    [
      'a list that doubles',
      '#set($l = [$big])#foreach($i in [1..99])#set($l = [$l, $l])#end$l',
      /too long|too much work|too deeply/,
    ],
    [
      'searching',
      nested(1, nested(1, '#if($big.contains("y"))#end').replaceAll('$v0', '$w')),
      /too much work|too often/,
    ],
    ['a regular expression', '$big.replaceAll("(a?){400}b", "")', /regular expressions need too much work/],
    [
      'many regular expressions',
      nested(1, '#set($x = $big.replaceAll("a*a*a*b", ""))'),
      /regular expressions need too much work/,
    ],
    ['a macro that calls itself', '#macro(m)#m()#end#m()', /nests or recurses too deeply/],
    [
      'a macro that calls itself twice',
      '#macro(m $n)#if($n > 0)#m($n - 1)#m($n - 1)#end#end#m(60)',
      /too much work|too deeply/,
    ],
    ['a deep list', '#set($l = [])#foreach($i in [1..5000])#set($l = [$l])#end$l', /too deeply/],
    [
      'comparing deep lists',
      '#set($l = [])#set($m = [])#foreach($i in [1..5000])#set($l = [$l])#set($m = [$m])#end#if($l == $m)#end',
      /too deeply/,
    ],
  ])('%s', (_, template, reason) => {
    const took = cpuClock();
    const error = failure(template, { big: 'x'.repeat(10_000) });
    expect(error.reason).toMatch(reason);
    expect(took()).toBeLessThan(5000);
  });

  it('a regular expression that takes others for ever is only a match', () => {
    expect(render('$aaa.replaceAll("(a+)+$", "")', { aaa: `${'a'.repeat(10_000)}!` })).toHaveLength(10_001);
  });

  it('a list that contains itself cannot be printed', () => {
    expect(failure('#set($l = [1])#set($l[0] = $l)$l').reason).toMatch(/too deeply/);
    expect(failure('#set($m = {})#set($m.m = $m)$m').reason).toMatch(/too deeply/);
  });

  it('the place is the one where it ran out', () => {
    expect(failure('a\n#foreach($i in [1..20])\n$i\n#end', {}, { loopRounds: 10 })).toMatchObject({
      line: 2,
      column: 1,
    });
  });

  it('up to the limit everything goes', () => {
    expect(render(nested(1, '.'), {}, { loopRounds: 1000 })).toHaveLength(1000);
    expect(render('$x', { x: 'x'.repeat(2_000_000) })).toHaveLength(2_000_000);
    expect(render('#foreach($i in [1..10000]).#end')).toHaveLength(10_000);
    expect(render('y'.repeat(100_000))).toHaveLength(100_000);
  });
});

describe('the cache of parsed templates', () => {
  it('parses a text once while it is among those used last', () => {
    const cache = createTemplateCache(2);
    const first = cache.parse('a');
    expect(cache.parse('a')).toBe(first);
    cache.parse('b');
    cache.parse('a');
    cache.parse('c');
    expect(cache.parse('a')).toBe(first);
    cache.parse('d');
    cache.parse('e');
    expect(cache.parse('a')).not.toBe(first);
  });

  it('keeps no failures', () => {
    const cache = createTemplateCache(2);
    for (const _ of [1, 2]) expect(() => cache.parse('#if(')).toThrow(TemplateError);
  });
});
