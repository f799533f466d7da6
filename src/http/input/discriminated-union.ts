import { type Static, type TSchema, Type } from 'typebox';

/** A closed union told apart by its `type` member, in the form both Ajv and OpenAPI understand. */
export function discriminatedUnion<Variants extends TSchema[]>(variants: [...Variants]) {
  return Type.Unsafe<Static<Variants[number]>>({
    type: 'object',
    required: ['type'],
    discriminator: { propertyName: 'type' },
    oneOf: variants,
  });
}
