import {
  type Budget,
  equal,
  isRecord,
  listOf,
  namesOf,
  numberOf,
  recordOf,
  regexOf,
  resolveRef,
  type Schema,
} from './schema.ts';

interface Context {
  schema: Schema;
  root: Schema;
  accepts: (schema: unknown, value: unknown) => boolean;
}

type Check = (argument: unknown, value: unknown, context: Context) => boolean;

const DEEPEST = 200;

/**
 * Whether a value is valid against a JSON Schema, of draft 4 to 2020-12, without `format` and `unevaluated*`.
 * Candidates are judged in thousands, inside schemas that have no address of their own, and before any compiler
 * would have warmed up; hence not Ajv, which the tests compare it with. Out of budget the answer is no.
 */
export function accepts(
  schema: unknown,
  value: unknown,
  root: Schema,
  budget: Budget = { left: Number.POSITIVE_INFINITY },
  depth = 0,
): boolean {
  if (typeof schema === 'boolean') return schema;
  if (!isRecord(schema)) return true;
  budget.left -= 1;
  if (depth > DEEPEST || budget.left < 0) return false;
  const context: Context = { schema, root, accepts: (inner, part) => accepts(inner, part, root, budget, depth + 1) };
  return Object.keys(schema).every((keyword) => {
    const check = Object.hasOwn(CHECKS, keyword) ? CHECKS[keyword] : undefined;
    return check === undefined || schema[keyword] === undefined || check(schema[keyword], value, context);
  });
}

const forNumbers =
  (holds: (argument: number, value: number, schema: Schema) => boolean): Check =>
  (argument, value, { schema }) =>
    typeof value !== 'number' || typeof argument !== 'number' || holds(argument, value, schema);
const forStrings =
  (holds: (argument: unknown, value: string) => boolean): Check =>
  (argument, value) =>
    typeof value !== 'string' || holds(argument, value);
const forArrays =
  (holds: (argument: unknown, value: unknown[], context: Context) => boolean): Check =>
  (argument, value, context) =>
    !Array.isArray(value) || holds(argument, value, context);
const forObjects =
  (holds: (argument: unknown, value: Record<string, unknown>, context: Context) => boolean): Check =>
  (argument, value, context) =>
    !isRecord(value) || holds(argument, value, context);

/** As far as it matters: a text of megabytes is not taken apart to be told that it has more than so many. */
function charactersIn(text: string, limit: unknown): number {
  const units = 2 * (numberOf(limit) ?? 0) + 2;
  return text.length > units ? text.length / 2 : [...text].length;
}
const atLeast = (argument: unknown, size: number): boolean => size >= (numberOf(argument) ?? 0);
const atMost = (argument: unknown, size: number): boolean => size <= (numberOf(argument) ?? Number.POSITIVE_INFINITY);

const reference: Check = (argument, value, { root, accepts }) =>
  typeof argument !== 'string' || accepts(resolveRef(root, argument) ?? true, value);

const dependencies: Check = forObjects((argument, value, { accepts }) =>
  Object.entries(recordOf(argument)).every(
    ([name, needed]) =>
      !Object.hasOwn(value, name) ||
      (Array.isArray(needed) ? namesOf(needed).every((one) => Object.hasOwn(value, one)) : accepts(needed, value)),
  ),
);

const CHECKS: Record<string, Check> = {
  $ref: reference,
  $dynamicRef: reference,
  $recursiveRef: reference,
  allOf: (argument, value, { accepts }) => listOf(argument).every((one) => accepts(one, value)),
  anyOf: (argument, value, { accepts }) => listOf(argument).some((one) => accepts(one, value)),
  oneOf: (argument, value, { accepts }) => listOf(argument).filter((one) => accepts(one, value)).length === 1,
  not: (argument, value, { accepts }) => !accepts(argument, value),
  if: (argument, value, { schema, accepts }) =>
    accepts((accepts(argument, value) ? schema.then : schema.else) ?? true, value),

  type: (argument, value, { schema }) =>
    (Array.isArray(argument) ? argument : [argument]).some((type) => hasType(type, value)) ||
    (value === null && schema.nullable === true),
  const: (argument, value) => equal(argument, value),
  enum: (argument, value) => listOf(argument).some((one) => equal(one, value)),

  minimum: forNumbers((limit, value, schema) => (schema.exclusiveMinimum === true ? value > limit : value >= limit)),
  maximum: forNumbers((limit, value, schema) => (schema.exclusiveMaximum === true ? value < limit : value <= limit)),
  exclusiveMinimum: forNumbers((limit, value) => value > limit),
  exclusiveMaximum: forNumbers((limit, value) => value < limit),
  multipleOf: forNumbers((step, value) => Number.isInteger(value / step)),

  minLength: forStrings((limit, value) => atLeast(limit, charactersIn(value, limit))),
  maxLength: forStrings((limit, value) => atMost(limit, charactersIn(value, limit))),
  pattern: forStrings((pattern, value) => regexOf(pattern)?.test(value) ?? true),

  minItems: forArrays((limit, value) => atLeast(limit, value.length)),
  maxItems: forArrays((limit, value) => atMost(limit, value.length)),
  uniqueItems: forArrays(
    (unique, value) =>
      unique !== true || value.every((one, index) => !value.slice(0, index).some((two) => equal(one, two))),
  ),
  prefixItems: forArrays((schemas, value, { accepts }) =>
    listOf(schemas).every((one, index) => index >= value.length || accepts(one, value[index])),
  ),
  items: forArrays((schemas, value, { schema, accepts }) =>
    Array.isArray(schemas)
      ? schemas.every((one, index) => index >= value.length || accepts(one, value[index]))
      : value.slice(listOf(schema.prefixItems).length).every((one) => accepts(schemas, one)),
  ),
  additionalItems: forArrays(
    (rest, value, { schema, accepts }) =>
      !Array.isArray(schema.items) || value.slice(schema.items.length).every((one) => accepts(rest, one)),
  ),
  contains: forArrays((wanted, value, { schema, accepts }) => {
    const count = value.filter((one) => accepts(wanted, one)).length;
    return count >= (numberOf(schema.minContains) ?? 1) && atMost(schema.maxContains, count);
  }),

  required: forObjects((names, value) => namesOf(names).every((name) => Object.hasOwn(value, name))),
  minProperties: forObjects((limit, value) => atLeast(limit, Object.keys(value).length)),
  maxProperties: forObjects((limit, value) => atMost(limit, Object.keys(value).length)),
  properties: forObjects((schemas, value, { accepts }) =>
    Object.entries(recordOf(schemas)).every(([name, one]) => !Object.hasOwn(value, name) || accepts(one, value[name])),
  ),
  patternProperties: forObjects((schemas, value, { accepts }) =>
    Object.entries(recordOf(schemas)).every(([pattern, one]) => {
      const regex = regexOf(pattern);
      return Object.keys(value).every((name) => regex?.test(name) !== true || accepts(one, value[name]));
    }),
  ),
  additionalProperties: forObjects((rest, value, { schema, accepts }) =>
    Object.keys(value).every((name) => isDeclared(schema, name) || accepts(rest, value[name])),
  ),
  propertyNames: forObjects((names, value, { accepts }) => Object.keys(value).every((name) => accepts(names, name))),
  dependentRequired: dependencies,
  dependentSchemas: dependencies,
  dependencies,
};

/** Whether `properties` or `patternProperties` speak of a name. */
export function isDeclared(schema: Schema, name: string): boolean {
  return (
    Object.hasOwn(recordOf(schema.properties), name) ||
    Object.keys(recordOf(schema.patternProperties)).some((pattern) => regexOf(pattern)?.test(name) === true)
  );
}

function hasType(type: unknown, value: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
