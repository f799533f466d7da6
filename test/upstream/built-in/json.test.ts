import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createBuiltInModel } from '../../../src/upstream/built-in/built-in-model.ts';
import { phrases } from '../../../src/upstream/built-in/phrases.ts';
import type { ModelRequest, ResponseFormat } from '../../../src/upstream/language-model.ts';
import { cpuClock } from '../../support/cpu-clock.ts';
import { ask, textOfChunks } from '../support/upstream.ts';

const CONVERSATION: ModelRequest['messages'] = [
  { role: 'user', content: 'The pump was replaced in March.' },
  { role: 'assistant', content: 'Noted.' },
  { role: 'user', content: 'When was the pump replaced?' },
];

async function answer(responseFormat: ResponseFormat, messages = CONVERSATION): Promise<string> {
  const chunks = createBuiltInModel().generate(ask({ messages, responseFormat }), new AbortController().signal);
  return textOfChunks(await Array.fromAsync(chunks));
}

const bySchema = (schema: Record<string, unknown>) =>
  answer({ type: 'json_schema', json_schema: { name: 'answer', schema } });

const compile = (schema: object) => {
  const ajv = new Ajv2020({ strict: false, validateSchema: false, logger: false, ownProperties: true });
  addFormats.default(ajv);
  return ajv.compile(schema);
};

async function expectValid(schema: Record<string, unknown>): Promise<unknown> {
  const text = await bySchema(schema);
  const validate = compile(schema);
  expect(validate(JSON.parse(text)), `${text}: ${JSON.stringify(validate.errors)}`).toBe(true);
  return JSON.parse(text);
}

describe('json_schema', () => {
  test('only what is required, and the answer where the schema asks for one', async () => {
    expect(
      await expectValid({
        type: 'object',
        properties: {
          answer: { type: 'string' },
          confidence: { type: 'number', minimum: 0.5, maximum: 1 },
          tags: { type: 'array', items: { enum: ['a', 'b'] }, minItems: 2, uniqueItems: true },
          note: { type: 'string' },
        },
        required: ['answer', 'confidence', 'tags'],
        additionalProperties: false,
      }),
    ).toEqual({
      answer: expect.stringContaining('The pump was replaced in March.'),
      confidence: 1,
      tags: ['a', 'b'],
    });
  });

  test.each<[string, Record<string, unknown>]>([
    ['const', { const: { a: [1, null] } }],
    ['a nullable union', { type: ['null', 'string'] }],
    ['a multiple in a range', { type: 'integer', minimum: 11, maximum: 21, multipleOf: 7 }],
    ['exclusive bounds', { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 0.01 }],
    ['a pattern with a length', { type: 'string', pattern: '^[A-Z]{2}-\\d{4,}$', minLength: 10 }],
    [
      'anyOf with allOf',
      { allOf: [{ anyOf: [{ type: 'string' }, { type: 'integer' }] }, { minimum: 3 }, { not: { const: '' } }] },
    ],
    ['oneOf', { oneOf: [{ type: 'number' }, { type: 'integer' }, { type: 'string', minLength: 2 }] }],
    [
      'if, then, else',
      {
        type: 'object',
        required: ['kind'],
        properties: { kind: { const: 'a' } },
        if: { properties: { kind: { const: 'a' } } },
        // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
        then: { required: ['size'], properties: { size: { minimum: 2 } } },
      },
    ],
    [
      'references, recursive',
      {
        $ref: '#/$defs/node',
        $defs: {
          node: {
            type: 'object',
            required: ['value', 'children'],
            properties: {
              value: { type: 'string' },
              children: { type: 'array', items: { $ref: '#/$defs/node' }, maxItems: 2 },
            },
          },
        },
      },
    ],
    [
      'contains and prefixItems',
      {
        type: 'array',
        prefixItems: [{ type: 'string' }],
        items: { type: 'integer' },
        contains: { minimum: 9, type: 'integer' },
        minItems: 3,
      },
    ],
    [
      'dependentRequired',
      { type: 'object', required: ['a'], dependentRequired: { a: ['b'] }, properties: { b: { type: 'boolean' } } },
    ],
    [
      'patternProperties and minProperties',
      {
        type: 'object',
        patternProperties: { '^x_[a-c]$': { type: 'integer' } },
        additionalProperties: false,
        minProperties: 2,
      },
    ],
    ['propertyNames', { type: 'object', propertyNames: { pattern: '^k\\d$' }, minProperties: 2 }],
  ])('%s', async (_, schema) => {
    await expectValid(schema);
  });

  test.each([
    'date-time',
    'date',
    'time',
    'duration',
    'email',
    'hostname',
    'ipv4',
    'ipv6',
    'uri',
    'uri-reference',
    'uri-template',
    'uuid',
    'json-pointer',
    'relative-json-pointer',
    'regex',
    'byte',
    'iso-date-time',
    'iso-time',
  ])('the format %s, twice', async (format) => {
    await expectValid({ type: 'array', items: { type: 'string', format }, minItems: 2, uniqueItems: true });
  });

  test('what nothing satisfies is said to be so, in a sentence', async () => {
    expect(await bySchema({ type: 'object', required: ['a'], properties: { a: false } })).toBe(phrases.noInstance());
    expect(await bySchema({ type: 'integer', minimum: 3, maximum: 2 })).toBe(phrases.noInstance());
    expect(phrases.noInstance()).toMatch(/^I am the emulator's built-in model: .*\.$/);
  });

  test('a schema made to take for ever does not', async () => {
    const branching = Array.from({ length: 40 }, () => ({ anyOf: [{}, {}] }));
    const took = cpuClock();
    expect(await bySchema({ type: 'number', allOf: [...branching, { type: 'string' }] })).toBe(phrases.noInstance());
    expect(took()).toBeLessThan(30_000);
  });

  test('a random schema: the instance is valid, or there is a sentence that says it is not', async () => {
    let valid = 0;
    await fc.assert(
      fc.asyncProperty(schemas, async (schema) => {
        const text = await bySchema(schema);
        if (text === phrases.noInstance()) return;
        const validate = compile(schema);
        expect(validate(JSON.parse(text)), `${text}: ${JSON.stringify(validate.errors)}`).toBe(true);
        valid += 1;
      }),
      { numRuns: 100 },
    );
    expect(valid).toBeGreaterThan(25);
  });
});

test('json_object', async () => {
  expect(JSON.parse(await answer({ type: 'json_object' }))).toEqual({
    answer: expect.stringContaining('The pump was replaced in March.'),
  });
});

const size = fc.integer({ min: 0, max: 4 });
/** One is a name that every object has; not `toString`, which Ajv calls when it compares items. */
const name = fc.constantFrom('a', 'b', 'answer', 'hasOwnProperty', 'x y');
const scalar = fc.oneof(fc.integer({ min: -9, max: 9 }), fc.boolean(), fc.constant(null), fc.string({ maxLength: 3 }));
const some = { requiredKeys: [] as [] };

/** Schemas of many shapes, some of which nothing satisfies. */
const { schema: schemas } = fc.letrec<{ schema: Record<string, unknown> }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ type: fc.constantFrom('boolean', 'null', 'string', 'integer') }),
    fc.record({ enum: fc.array(scalar, { minLength: 1, maxLength: 3 }) }),
    fc.record({ const: scalar }),
    fc.record(
      {
        type: fc.constant('string'),
        minLength: size,
        maxLength: fc.integer({ min: 2, max: 9 }),
        pattern: fc.constantFrom('^[a-f]+$', '^\\d{2}(-\\d)?$', 'x', '^(yes|no)$'),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constantFrom('integer', 'number'),
        minimum: fc.integer({ min: -20, max: 20 }),
        maximum: fc.integer({ min: -5, max: 40 }),
        multipleOf: fc.constantFrom(1, 3, 0.5),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constant('array'),
        items: tie('schema'),
        minItems: size,
        maxItems: fc.integer({ min: 1, max: 5 }),
        uniqueItems: fc.boolean(),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(name, tie('schema'), { maxKeys: 3 }),
        required: fc.uniqueArray(name, { maxLength: 3 }),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
        minProperties: fc.integer({ min: 0, max: 3 }),
      },
      { requiredKeys: ['type'] },
    ),
    fc.record({ anyOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ oneOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ allOf: fc.array(tie('schema'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ not: tie('schema'), type: fc.constantFrom('string', 'integer') }, some),
  ) as fc.Arbitrary<Record<string, unknown>>,
}));

test.each([
  ['^(a+)+(?=b)$', 40],
  ['^(a|a)*(?!c)$', 60],
  ['(x+x+)+y(?<=z)', 50],
  ['^((a{9999}){9999}){9999}$', 1],
  ['^(\\w+\\s?)*\\1$', 60],
])('no pattern takes long: %s', async (pattern, minLength) => {
  const schema = { type: 'object', properties: { a: { type: 'string', pattern, minLength } }, required: ['a'] };
  const took = cpuClock();
  const responseFormat = { type: 'json_schema' as const, json_schema: { name: 'x', schema } };
  await Array.fromAsync(createBuiltInModel().generate(ask({ responseFormat }), new AbortController().signal));
  expect(took()).toBeLessThan(5000);
});
