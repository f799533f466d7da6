/** A recording: one request that went upstream and its answer, without secrets. The form of the files and of the API. */
import { type Static, Type } from 'typebox';
import type { Dialect } from '../../upstream/network/upstream-fetch.ts';

export const RECORDING_VERSION = 1;

const closed = { additionalProperties: false };
const milliseconds = (description: string) => Type.Number({ minimum: 0, description });

const Bytes = Type.Object({ base64: Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$' }) }, closed);

/** A piece of a body as it arrived: text, or base64 where its bytes are no UTF-8, a character cut at its end say. */
export const Chunk = Type.Union([Type.String(), Bytes, Type.Array(Type.Union([Type.String(), Bytes]))]);
export type Chunk = Static<typeof Chunk>;

export const RecordedRequest = Type.Object(
  {
    dialect: Type.Unsafe<Dialect>({ type: 'string', minLength: 1 }),
    model: Type.String({ description: 'Empty for token requests.' }),
    url: Type.Optional(Type.String()),
    headers: Type.Optional(Type.Record(Type.String(), Type.String())),
    body: Type.Unknown({ description: 'JSON as a value, a form as an object of its fields, anything else as text.' }),
  },
  closed,
);
export type RecordedRequest = Static<typeof RecordedRequest>;

export const RecordedResponse = Type.Object(
  {
    status: Type.Integer({ minimum: 100, maximum: 599 }),
    headers: Type.Optional(Type.Record(Type.String(), Type.Union([Type.String(), Type.Array(Type.String())]))),
    started_ms: Type.Optional(milliseconds('From the request to the status and headers.')),
    chunks: Type.Array(Chunk, { description: 'The body, in the pieces in which it arrived.' }),
    chunk_times_ms: Type.Optional(Type.Array(milliseconds('From the request to the arrival of the chunk.'))),
  },
  closed,
);
export type RecordedResponse = Static<typeof RecordedResponse>;

export const Recording = Type.Object(
  {
    version: Type.Literal(RECORDING_VERSION),
    recorded_at: Type.Optional(Type.String({ format: 'date-time' })),
    request: RecordedRequest,
    response: RecordedResponse,
  },
  closed,
);
export type Recording = Static<typeof Recording>;

export const RECORDING_ID = '^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$';

/** A recording under its id, which is the name of its file without `.json`. */
export const NamedRecording = Type.Object({ id: Type.String({ pattern: RECORDING_ID }), recording: Recording }, closed);
export type NamedRecording = Static<typeof NamedRecording>;

/** Everything in one piece of JSON. */
export const RecordingBundle = Type.Object(
  { version: Type.Literal(RECORDING_VERSION), recordings: Type.Array(NamedRecording) },
  closed,
);
export type RecordingBundle = Static<typeof RecordingBundle>;
