import type { JsonSchema } from './validation.ts';

/**
 * Takes away every declared member that is null although its schema does not allow null: an explicit null for an
 * optional field equals its absence (docs/behaviour/conventions.md, Bodies), and SDKs send them. Free-form objects keep
 * their nulls.
 */
export function dropNulls(schema: JsonSchema, value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  const { items, members, values } = shapeOf(schema);
  if (Array.isArray(value)) {
    for (const item of items) for (const element of value) dropNulls(item, element);
    return value;
  }
  const object = value as Record<string, unknown>;
  for (const { name, schema: property, isNullable } of members) {
    const member = object[name];
    if (member === null && !isNullable) delete object[name];
    else if (member !== null && typeof member === 'object') dropNulls(property, member);
  }
  for (const [name, member] of values.length > 0 ? Object.entries(object) : []) {
    if (members.some((declared) => declared.name === name)) continue;
    for (const of of values) dropNulls(of, member);
  }
  return value;
}

/** What values of a schema consist of, whichever of its variants they are. */
interface Shape {
  items: JsonSchema[];
  members: { name: string; schema: JsonSchema; isNullable: boolean }[];
  /** Of what its members hold whose names are free; a null in the place of one of them means something. */
  values: JsonSchema[];
}

/** Found out once: a body asks for that of every object in it. */
const shapes = new WeakMap<JsonSchema, Shape>();

function shapeOf(schema: JsonSchema): Shape {
  const known = shapes.get(schema);
  if (known) return known;
  const variants = variantsOf(schema);
  const shape = {
    items: variants.flatMap(({ items }): JsonSchema[] => (items ? [items] : [])),
    members: variants.flatMap(({ properties = {} }) =>
      Object.entries(properties).map(([name, property]) => ({
        name,
        schema: property,
        isNullable: allowsNull(property),
      })),
    ),
    values: variants.flatMap(({ additionalProperties, patternProperties = {} }): JsonSchema[] => [
      ...Object.values(patternProperties),
      ...(typeof additionalProperties === 'object' ? [additionalProperties] : []),
    ]),
  };
  shapes.set(schema, shape);
  return shape;
}

const variantsOf = (schema: JsonSchema): JsonSchema[] => [
  schema,
  ...[...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].flatMap(variantsOf),
];

const allowsNull = (schema: JsonSchema): boolean =>
  schema.nullable === true ||
  variantsOf(schema).some((v) => v.type === 'null' || (Array.isArray(v.type) && v.type.includes('null'))) ||
  // A schema without any constraint on the type is a free-form value.
  !(schema.type || schema.anyOf || schema.oneOf || schema.allOf || schema.const || schema.enum);
