import { Type } from 'typebox';

/** A JSON Schema that a request brings. What else it has is kept, and so is whatever stands deeper. */
export const JsonSchemaDefinition = Type.Object(
  {
    type: Type.Optional(
      Type.Unsafe<'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null'>({
        type: 'string',
        enum: ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'],
      }),
    ),
    title: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    default: Type.Optional(Type.Unknown()),
    enum: Type.Optional(Type.Array(Type.Unknown())),
    format: Type.Optional(Type.String()),
    properties: Type.Optional(Type.Record(Type.String(), Type.Record(Type.String(), Type.Unknown()))),
    required: Type.Optional(Type.Array(Type.String())),
    additionalProperties: Type.Optional(Type.Boolean()),
    items: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    anyOf: Type.Optional(Type.Array(Type.Record(Type.String(), Type.Unknown()))),
  },
  { additionalProperties: true },
);
