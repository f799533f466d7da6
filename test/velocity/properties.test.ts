/** However mangled a template is: it renders, or fails with a template error, soon, and never reaches what runs it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Limits } from '../../src/velocity/meter.ts';
import { parseTemplate, renderTemplate, TemplateError, TemplateObject } from '../../src/velocity/velocity.ts';
import { cpuClock } from '../support/cpu-clock.ts';
import { render, result, variables } from './render.ts';

const SEED = { seed: 20_240_924 };

const LIMITS: Partial<Limits> = {
  outputLength: 20_000,
  loopRounds: 200,
  steps: 20_000,
  textLength: 20_000,
  rangeSize: 200,
  depth: 60,
  regexSteps: 20_000,
};

/** What only the host knows. A template that prints it has got out. */
const SECRET = 'sentinel-7f3a';
const HOST = new RegExp(`${SECRET}|\\[native code\\]|\\[object |=>|^function|prototype: `);

class Guarded extends TemplateObject {
  readonly secret = SECRET;
  reveal() {
    return SECRET;
  }
}

const guarded = new Guarded({ methods: { text: () => 'safe' }, print: () => 'safe' });

/** The finished text, or undefined for a template that is refused; anything else thrown fails the test. */
function attempt(template: string): string | undefined {
  try {
    const parsed = parseTemplate(template);
    return renderTemplate(parsed, { ...variables, guarded }, { limits: LIMITS }).text;
  } catch (error) {
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
}

function survives(template: string) {
  const before = JSON.stringify([Object.keys(globalThis), Object.getOwnPropertyNames(Object.prototype)]);
  const took = cpuClock();
  const text = attempt(template);
  expect(took()).toBeLessThan(10_000);
  if (text !== undefined && !HOST.test(template)) expect(text).not.toMatch(HOST);
  expect(JSON.stringify([Object.keys(globalThis), Object.getOwnPropertyNames(Object.prototype)])).toBe(before);
}

/** Any UTF-16 units, mostly ASCII. */
const anyText = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0xffff })), { maxLength: 60 })
  .map((units) => String.fromCharCode(...units));

const name = fc.constantFrom(
  ...['text', 'list', 'map', 'number', 'result', 'results', 'guarded', 'esc', 'foreach', 'nothing', 'x', 'y'],
  ...['constructor', '__proto__', 'prototype', 'class', 'this', 'global', 'process', 'toString', 'valueOf', 'secret'],
  ...['reveal', 'methods', 'properties', 'print', 'java', 'size', 'get', 'keySet', 'split', 'replaceAll', 'substring'],
);

const token = fc.oneof(
  name,
  name.map((it) => `$${it}`),
  name.map((it) => `.${it}(`),
  fc.constantFrom(
    ...[
      '$',
      '$!',
      '${',
      '}',
      '{',
      '(',
      ')',
      '[',
      ']',
      '..',
      '.',
      ',',
      ':',
      '"',
      "'",
      '\\',
      '#',
      '=',
      '+',
      '-',
      '*',
      '/',
      '%',
    ],
    ...[
      '==',
      '!=',
      '<',
      '>=',
      '&&',
      '||',
      '!',
      ' and ',
      ' or ',
      ' not ',
      ' in ',
      ' eq ',
      '0',
      '1',
      '42',
      '2.5',
      '999999999',
    ],
    ...['#set(', '#if(', '#elseif(', '#else', '#end', '#foreach(', '#break', '#stop', '#macro(m ', '#m(', '#{else}'],
    ...[
      '##',
      '#*',
      '*#',
      '#[[',
      ']]#',
      '#include(',
      '#parse(',
      '\n',
      ' ',
      '\t',
      '\r\n',
      'true',
      'false',
      'null',
      'é😀\ud800',
    ],
  ),
);

const valid = [
  '#set($x = [1..3])#foreach($y in $x)$y#if($foreach.hasNext), #end#end',
  '[{"role": "user", "content": "$text.replaceAll(\'(l)\', \'$1\') $esc.java($map)"}]',
  '#macro(m $a)<$a>#end#m("x")#m($list[0])#if($number > 3 && !$no)big#elseif($nothing)no#{else}small#end',
  '#foreach($r in $results)$r.text() $r.score #set($map2 = {"k": [$r, 1.5]})$map2.k[1]#end##\n#[[$raw]]# #* c *#',
  '${text.substring(1, 3).toUpperCase()} $!{map.inner.list[1]} "${map.get("key")}" \\$text $list.size()',
];

describe('no template, whatever it is made of, breaks out', () => {
  it('random text', () => {
    fc.assert(fc.property(anyText, survives), { numRuns: 300, ...SEED });
  });

  it('tokens in any order', () => {
    const soup = fc.array(token, { maxLength: 30 }).map((tokens) => tokens.join(''));
    fc.assert(fc.property(soup, survives), { numRuns: 2500, ...SEED });
  });

  it('valid templates with a piece cut out, put in or doubled', () => {
    const mutation = fc.record({ at: fc.nat(200), cut: fc.nat(12), put: fc.oneof(fc.constant(''), token) });
    const mutated = fc
      .tuple(fc.constantFrom(...valid), fc.array(mutation, { minLength: 1, maxLength: 4 }))
      .map(([template, mutations]) =>
        mutations.reduce((text, { at, cut, put }) => {
          const from = at % (text.length + 1);
          return text.slice(0, from) + put + text.slice(from + cut);
        }, template),
      );
    fc.assert(fc.property(mutated, survives), { numRuns: 2000, ...SEED });
  });

  it('chains of members on every kind of value', () => {
    const tail = fc.oneof(
      name.map((it) => `.${it}`),
      name.map((it) => `.${it}()`),
      fc.tuple(name, name).map(([method, arg]) => `.${method}($${arg})`),
      fc.tuple(name, name).map(([method, arg]) => `.${method}("${arg}", '${arg}')`),
      name.map((it) => `["${it}"]`),
      fc.constantFrom('[0]', '[-1]', '[1.5]', '[$list]'),
    );
    const chain = fc.tuple(name, fc.array(tail, { minLength: 1, maxLength: 4 }));
    const template = chain.map(([it, tails]) => `$!{${it}${tails.join('')}}`);
    fc.assert(fc.property(template, survives), { numRuns: 2000, ...SEED });
  });

  it('the valid ones are valid', () => {
    for (const template of valid) expect(attempt(template), template).toBeTypeOf('string');
  });
});

describe('the inside of objects', () => {
  const internals = [
    'class',
    'constructor',
    '__proto__',
    'prototype',
    'toString',
    'valueOf',
    'hasOwnProperty',
    '__defineGetter__',
  ];
  const values = ['text', 'list', 'map', 'number', 'decimal', 'yes', 'result', 'results', 'esc', 'guarded'];

  it.each(internals)('%s is a missing key of everything', (internal) => {
    for (const value of values) {
      for (const tail of [`.${internal}`, `.${internal}()`, `["${internal}"]`, `.get("${internal}")`]) {
        const reference = `$${value}${tail}`;
        if (/\._/.test(reference)) continue;
        expect(render(reference, { guarded })).toBe(reference);
        expect(render(`#set($x = ${reference})$!x`, { guarded })).toBe('');
      }
    }
    expect(render(`$${internal} \${${internal.replaceAll('_', '')}}`)).toBe(
      `$${internal} \${${internal.replaceAll('_', '')}}`,
    );
  });

  it('a name that begins with an underscore is no name', () => {
    expect(render('$text.__proto__ ${text}.__proto__ $__proto__')).toBe('Hello.__proto__ Hello.__proto__ $__proto__');
    expect(() => render('${text.__proto__}')).toThrow(TemplateError);
  });

  it.each(['secret', 'reveal()', 'methods', 'properties', 'print', 'print()'])(
    'nor is %s of a host object',
    (member) => {
      expect(render(`$guarded.${member}`, { guarded })).toBe(`$guarded.${member}`);
    },
  );

  it('such names are keys like any other in a map', () => {
    const template =
      '#set($m = {"__proto__": 1, "constructor": 2})#set($m.class = 3)$m $m["__proto__"] $m.constructor $m.class';
    expect(render(template)).toBe('{"__proto__":1,"constructor":2,"class":3} 1 2 3');
    expect(Object.prototype).not.toHaveProperty('class');
  });

  it('such names are variables like any other', () => {
    expect(render('#set($constructor = 1)$constructor')).toBe('1');
  });

  it('what the caller passes in is never changed', () => {
    const passed = { it: result('one'), items: ['a'] };
    render('#set($items = 1)#set($it = 2)', passed);
    expect(passed.items).toEqual(['a']);
    expect(render('$it $items', passed)).toBe('one ["a"]');
  });
});
