/**
 * Schemas that operations share: closed unions, and the three error envelopes as the contract declares them
 * (docs/behaviour/conventions.md, Errors).
 */
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

const messages = Type.Array(Type.String());
const requestId = Type.String({ description: '32 hexadecimal characters, also found in the log.' });

export const ErrorSchema = Type.Object({ messages, request_id: requestId });

export const BadRequestErrorSchema = Type.Object({
  field_errors: Type.Record(Type.String(), Type.String(), {
    description: 'Dotted path of each offending value to the rule it breaks.',
  }),
  messages,
  request_id: requestId,
});

export const NotFoundErrorSchema = Type.Object({
  id: Type.String({ description: 'The identifier that was not found.' }),
  messages,
  request_id: requestId,
});
