/** The three error envelopes, as the contract declares them (reference §1.3). */
import { Type } from 'typebox';

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
