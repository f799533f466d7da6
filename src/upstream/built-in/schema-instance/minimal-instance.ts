import { accepts } from './accepts.ts';
import { arraysFor, type Candidates, objectsFor } from './containers.ts';
import { numbersFor } from './numbers.ts';
import { type Budget, listOf, type Schema } from './schema.ts';
import { stringsFor } from './strings.ts';
import { variantsOf } from './variants.ts';

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
