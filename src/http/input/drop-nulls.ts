/** As much of JSON Schema as null handling needs. */
export interface JsonSchema {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  nullable?: boolean;
  [keyword: string]: unknown;
}

/**
 * Takes away every declared member that is null although its schema does not allow null: an explicit null for an
 * optional field equals its absence (reference §1.1), and SDKs send them. Free-form objects keep their nulls.
 */
export function dropNulls(schema: JsonSchema, value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    for (const items of variantsOf(schema).flatMap((variant): JsonSchema[] => (variant.items ? [variant.items] : []))) {
      for (const element of value) dropNulls(items, element);
    }
    return value;
  }
  const object = value as Record<string, unknown>;
  for (const variant of variantsOf(schema)) {
    for (const [name, property] of Object.entries(variant.properties ?? {})) {
      const member = object[name];
      if (member === null && !allowsNull(property)) delete object[name];
      else if (member !== null && typeof member === 'object') dropNulls(property, member);
    }
  }
  return value;
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
