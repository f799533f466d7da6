import { describe, expect, test } from 'vitest';
import { attributeValues } from '../../../src/retrieval/filter/attribute-values.ts';
import type { FilterAttributeType } from '../../../src/retrieval/filter/filter-attribute.ts';

const read = (metadata: Record<string, unknown>, type: FilterAttributeType, name = 'x') =>
  attributeValues(metadata, [{ level: 'document', name, type }], 'document');

describe('values that have their declared type', () => {
  test.each<[FilterAttributeType, unknown, unknown]>([
    ['integer', 5, 5n],
    ['integer', -5, -5n],
    ['integer', 5.0, 5n],
    ['integer', 1e15, 1000000000000000n],
    ['integer', '5', 5n],
    ['integer', '+5', 5n],
    ['integer', '-007', -7n],
    ['integer', '9223372036854775807', 9223372036854775807n],
    ['integer', '-9223372036854775808', -9223372036854775808n],
    ['real_number', 2.5, 2.5],
    ['real_number', 3, 3],
    ['real_number', '2.5', 2.5],
    ['real_number', '-1e3', -1000],
    ['real_number', '.5', 0.5],
    ['text', 'a', 'a'],
    ['text', '', ''],
    ['boolean', true, 1n],
    ['boolean', false, 0n],
    ['boolean', 'true', 1n],
    ['boolean', 'False', 0n],
  ])('%s: %j', (type, value, stored) => {
    const { scalars, lists, errors } = read({ x: value }, type);
    expect({ value: scalars.get('x'), errors, lists: lists.size }).toEqual({ value: stored, errors: [], lists: 0 });
  });

  test.each<[FilterAttributeType, unknown[], unknown[]]>([
    ['list[integer]', [1, '2'], [1n, 2n]],
    ['list[real_number]', [1, '2.5'], [1, 2.5]],
    ['list[text]', ['a', 'b'], ['a', 'b']],
    ['list[text]', [], []],
    ['list[text]', ['a', null], ['a']],
  ])('%s: %j', (type, value, stored) => {
    const { scalars, lists, errors } = read({ x: value }, type);
    expect({ value: lists.get('x'), errors, scalars: scalars.size }).toEqual({ value: stored, errors: [], scalars: 0 });
  });
});

describe('values that do not', () => {
  const [integer, strings] = ['an integer (64 bits, no fraction)', 'an array of strings'];
  test.each<[FilterAttributeType, unknown, string]>([
    ['integer', 5.5, `${integer}, not 5.5`],
    ['integer', '5.0', `${integer}, not "5.0"`],
    ['integer', '', `${integer}, not ""`],
    ['integer', ' 5', `${integer}, not " 5"`],
    ['integer', '0x10', `${integer}, not "0x10"`],
    ['integer', true, `${integer}, not true`],
    ['integer', [5], `${integer}, not [5]`],
    ['integer', 1e300, `${integer}, not 1e+300`],
    ['integer', 2 ** 63, `${integer}, not 9223372036854776000`],
    ['integer', '9223372036854775808', `${integer}, not "9223372036854775808"`],
    ['real_number', 'one', 'a number, not "one"'],
    ['real_number', 'Infinity', 'a number, not "Infinity"'],
    ['real_number', '1e999', 'a number, not "1e999"'],
    ['real_number', '', 'a number, not ""'],
    ['text', 5, 'a string, not 5'],
    ['text', ['a'], 'a string, not ["a"]'],
    ['boolean', 1, 'true or false, not 1'],
    ['boolean', 'yes', 'true or false, not "yes"'],
    ['list[text]', 'a', `${strings}, not "a"`],
    ['list[text]', '["a"]', `${strings}, not "[\\"a\\"]"`],
    ['list[text]', ['a', 5], `${strings}, not ["a",5]`],
    ['list[text]', { a: 'b'.repeat(90) }, `${strings}, not {"a":"${'b'.repeat(54)}…`],
    ['list[integer]', [1, 2.5], 'an array of integers (64 bits, no fraction), not [1,2.5]'],
    ['list[real_number]', [true], 'an array of numbers, not [true]'],
  ])('%s: %j', (type, value, rule) => {
    const message = `doc.x is declared as ${type} and must be ${rule}`;
    const { scalars, lists, errors } = read({ x: value }, type);
    expect({ errors, values: scalars.size + lists.size }).toEqual({
      errors: [{ level: 'document', name: 'x', type, message }],
      values: 0,
    });
  });

  test('are all reported, beside the values that are right', () => {
    const { scalars, errors } = attributeValues(
      { a: 'no', b: 1, c: 'no' },
      ['a', 'b', 'c'].map((name) => ({ level: 'part', name, type: 'integer' })),
      'part',
    );
    expect(errors.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(scalars).toEqual(new Map([['b', 1n]]));
  });
});

describe('where a value is looked for', () => {
  test.each<[string, Record<string, unknown>, unknown]>([
    ['missing', {}, undefined],
    ['null', { 'a.b': null }, undefined],
    ['the literal key', { 'a.b': 'literal' }, 'literal'],
    ['the dotted path', { a: { b: 'path' } }, 'path'],
    ['the literal key before the path', { 'a.b': 'literal', a: { b: 'path' } }, 'literal'],
    ['a literal null before the path', { 'a.b': null, a: { b: 'path' } }, undefined],
    ['a path through a value', { a: 'b' }, undefined],
    ['a path through null', { a: null }, undefined],
    ['a path through an array', { a: [{ b: 'x' }] }, undefined],
  ])('%s', (_, metadata, value) => {
    const { scalars, errors } = read(metadata, 'text', 'a.b');
    expect([scalars.get('a.b'), errors]).toEqual([value, []]);
  });

  test.each(['constructor', '__proto__', 'toString.name', '__proto__.toString'])('%s is not inherited', (name) => {
    const { scalars, errors } = read({}, 'text', name);
    expect([scalars.size, errors]).toEqual([0, []]);
  });

  test('only attributes of the level asked for are read', () => {
    const attributes = [
      { level: 'document' as const, name: 'x', type: 'text' as const },
      { level: 'part' as const, name: 'y', type: 'text' as const },
    ];
    expect([...attributeValues({ x: 'a', y: 'b' }, attributes, 'part').scalars.keys()]).toEqual(['y']);
  });
});
