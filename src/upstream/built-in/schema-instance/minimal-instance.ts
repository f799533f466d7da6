import { accepts } from './accepts.ts';
import { arraysFor, type Candidates, numbersFor, objectsFor } from './containers.ts';
import {
  type Budget,
  equal,
  isRecord,
  listOf,
  namesOf,
  numberOf,
  recordOf,
  resolveRef,
  type Schema,
} from './schema.ts';
import { stringsFor } from './texts.ts';

interface Search {
  root: Schema;
  revisits: number;
  budget: Budget;
}

const MOST_STEPS = 100_000;

/**
 * The smallest plausible value that is valid against a JSON Schema (drafts 4 to 2020-12, and OpenAPI's `nullable`):
 * only what is required, `const`, `enum`, `default` and `examples` first. The same schema always gives the same value.
 * Undefined for a schema that nothing satisfies, or that is too entangled.
 */
export function minimalInstance(schema: Schema): unknown {
  const budget = { left: MOST_STEPS };
  for (const revisits of [0, 1, 2]) {
    const search = { root: schema, revisits, budget };
    for (const value of candidatesFor(schema, [], search)) return value;
  }
  return undefined;
}

function* candidatesFor(schema: unknown, path: string[], search: Search): Generator<unknown> {
  for (const variant of variantsOf(schema, path, search.root, search.revisits, search.budget)) {
    for (const value of valuesOf(variant.schema, (part) => candidatesFor(part, variant.path, search))) {
      const isValid = accepts(schema, value, search.root, search.budget);
      // Out of steps, `not` and `oneOf` turn the no of a part into a yes.
      if (search.budget.left < 0) return;
      if (isValid) yield value;
    }
  }
}

function* valuesOf(schema: Schema, candidates: Candidates): Generator<unknown> {
  if (schema.const !== undefined) return yield schema.const;
  if (schema.default !== undefined) yield schema.default;
  if (Array.isArray(schema.enum)) return yield* schema.enum;
  yield* listOf(schema.examples);
  if (schema.example !== undefined) yield schema.example;
  for (const type of typesOf(schema)) if (Object.hasOwn(VALUES, type)) yield* VALUES[type]!(schema, candidates);
  if (schema.nullable === true) yield null;
}

const VALUES: Record<string, (schema: Schema, candidates: Candidates) => Iterable<unknown>> = {
  object: objectsFor,
  array: arraysFor,
  string: stringsFor,
  integer: (schema) => numbersFor(schema, true),
  number: (schema) => numbersFor(schema, false),
  boolean: () => [false, true],
  null: () => [null],
};

/** What keywords suggest where `type` says nothing. */
const HINTS: [type: string, keywords: string[]][] = [
  ['object', ['properties', 'required', 'additionalProperties', 'patternProperties', 'minProperties', 'propertyNames']],
  ['array', ['items', 'prefixItems', 'contains', 'minItems', 'uniqueItems']],
  ['string', ['pattern', 'format', 'minLength', 'maxLength']],
  ['number', ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf']],
];

function typesOf(schema: Schema): string[] {
  if (schema.type !== undefined) return [schema.type].flat().map(String);
  const hinted = HINTS.filter(([, keywords]) => keywords.some((keyword) => keyword in schema)).map(([type]) => type);
  return [...new Set([...hinted, 'string', 'number', 'boolean', 'null', 'object', 'array'])];
}

/** One way to satisfy a schema, with references followed and combinations chosen. */
export interface Variant {
  /** Without `$ref`, `allOf`, `anyOf`, `oneOf`, `if` and dependent schemas at the top. */
  schema: Schema;
  /** The references followed on the way here. */
  path: string[];
}

/** What a variant costs, in steps: its keywords are copied. */
const STEPS = 4;

/**
 * The variants of a schema, the first named first. `revisits` is how often a reference may be followed again within
 * itself: with 0 a recursive schema is left by its first exit.
 */
export function* variantsOf(
  schema: unknown,
  path: string[],
  root: Schema,
  revisits: number,
  budget: Budget,
): Generator<Variant> {
  budget.left -= STEPS;
  if (budget.left < 0) return;
  if (schema === false) return;
  if (!isRecord(schema)) return yield { schema: {}, path };
  const { $ref, $dynamicRef, $recursiveRef, allOf, anyOf, oneOf, if: condition, dependentSchemas, ...own } = schema;
  const choices: unknown[][] = listOf(allOf).map((one) => [one]);
  if (Array.isArray(anyOf)) choices.push(anyOf);
  if (Array.isArray(oneOf)) choices.push(oneOf);
  if (condition !== undefined) choices.push([{}, own.else ?? {}, { allOf: [condition, own.then ?? {}] }]);
  for (const dependent of Object.values(recordOf(dependentSchemas))) choices.push([{}, dependent]);
  for (const dependent of Object.values(recordOf(own.dependencies)).filter(isRecord)) choices.push([{}, dependent]);
  const followed = [...path];
  for (const ref of [$ref, $dynamicRef, $recursiveRef]) {
    if (typeof ref !== 'string') continue;
    if (path.filter((one) => one === ref).length > revisits) return;
    followed.push(ref);
    choices.unshift([resolveRef(root, ref) ?? {}]);
  }
  yield* chosen({ schema: own, path: followed }, choices, root, revisits, budget);
}

function* chosen(
  base: Variant,
  choices: unknown[][],
  root: Schema,
  revisits: number,
  budget: Budget,
): Generator<Variant> {
  const [alternatives, ...further] = choices;
  if (alternatives === undefined) return yield base;
  for (const alternative of alternatives) {
    for (const variant of variantsOf(alternative, base.path, root, revisits, budget)) {
      const schema = merged(base.schema, variant.schema);
      if (schema !== undefined) yield* chosen({ schema, path: variant.path }, further, root, revisits, budget);
    }
  }
}

type Merge = (a: unknown, b: unknown) => unknown;

const both: Merge = (a, b) => ({ allOf: [a, b] });
const first: Merge = (a) => a;
const greater: Merge = (a, b) => Math.max(numberOf(a) ?? -Infinity, numberOf(b) ?? -Infinity);
const smaller: Merge = (a, b) => Math.min(numberOf(a) ?? Infinity, numberOf(b) ?? Infinity);
const eachOfBoth: Merge = (a, b) => {
  const result = { ...recordOf(a) };
  for (const [name, schema] of Object.entries(recordOf(b))) {
    result[name] = Object.hasOwn(result, name) ? both(result[name], schema) : schema;
  }
  return result;
};

/** How two schemas' keywords are made to hold together; of all others the first stays, and candidates are judged anyway. */
const MERGES: Record<string, Merge> = {
  type: (a, b) => commonTypes(listedTypes(a), listedTypes(b)),
  enum: (a, b) => listOf(a).filter((one) => listOf(b).some((two) => equal(one, two))),
  required: (a, b) => [...new Set([...namesOf(a), ...namesOf(b)])],
  properties: eachOfBoth,
  patternProperties: eachOfBoth,
  items: (a, b) => (Array.isArray(a) || Array.isArray(b) ? first(a, b) : both(a, b)),
  prefixItems: (a, b) => {
    const [longer, shorter] = listOf(a).length >= listOf(b).length ? [listOf(a), listOf(b)] : [listOf(b), listOf(a)];
    return longer.map((one, index) => (index < shorter.length ? both(one, shorter[index]) : one));
  },
  additionalProperties: both,
  propertyNames: both,
  contains: both,
  minimum: greater,
  exclusiveMinimum: greater,
  minLength: greater,
  minItems: greater,
  minProperties: greater,
  minContains: greater,
  maximum: smaller,
  exclusiveMaximum: smaller,
  maxLength: smaller,
  maxItems: smaller,
  maxProperties: smaller,
  maxContains: smaller,
  multipleOf: (a, b) => commonMultiple(numberOf(a) ?? 1, numberOf(b) ?? 1),
  uniqueItems: (a, b) => a === true || b === true,
};

function merged(a: Schema, b: Schema): Schema | undefined {
  const result = { ...a };
  for (const [keyword, argument] of Object.entries(b)) {
    const merge = Object.hasOwn(MERGES, keyword) ? MERGES[keyword]! : first;
    result[keyword] = Object.hasOwn(a, keyword) ? merge(a[keyword], argument) : argument;
  }
  const impossible = (list: unknown): boolean => Array.isArray(list) && list.length === 0;
  return impossible(result.type) || impossible(result.enum) ? undefined : result;
}

const listedTypes = (type: unknown): unknown[] => (Array.isArray(type) ? type : [type]);

function commonTypes(a: unknown[], b: unknown[]): unknown[] {
  const integers = (these: unknown[], those: unknown[]): unknown[] =>
    these.includes('integer') && those.includes('number') && !those.includes('integer') ? ['integer'] : [];
  return [...a.filter((type) => b.includes(type)), ...integers(a, b), ...integers(b, a)];
}

function commonMultiple(a: number, b: number): number {
  if (!Number.isSafeInteger(a * b) || a <= 0 || b <= 0) return Math.max(a, b);
  let [divisor, remainder] = [a, b];
  while (remainder > 0) [divisor, remainder] = [remainder, divisor % remainder];
  return (a * b) / divisor;
}
