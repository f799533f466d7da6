/** A recording: one request that went upstream and its answer, without secrets. The form of the files and of the API. */

import { isUtf8 } from 'node:buffer';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { type Static, type TSchema, Type } from 'typebox';
import type { FieldErrors } from '../../errors.ts';
import { toFieldErrors } from '../../http/validation.ts';
import type { Dialect } from '../../upstream/network/upstream-fetch.ts';
import { firstWords } from './fingerprint.ts';

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
    model: Type.String({ description: 'The operationId of a call of Vectara’s API; empty for token requests.' }),
    method: Type.Optional(Type.String({ description: 'Of a call of Vectara’s API; POST otherwise.' })),
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

/** A recording at a glance. */
export const RecordingSummary = Type.Object({
  id: Type.String(),
  dialect: Type.String(),
  model: Type.String(),
  url: Type.Optional(Type.String()),
  status: Type.Integer(),
  chunks: Type.Integer({ description: 'In how many pieces the answer came.' }),
  recorded_at: Type.Optional(Type.String()),
  prompt: Type.String({ description: 'The first words of the last thing that was said.' }),
});
export type RecordingSummary = Static<typeof RecordingSummary>;

export const summarise = ({ id, recording: { recorded_at, request, response } }: NamedRecording): RecordingSummary => ({
  id,
  dialect: request.dialect,
  model: request.model,
  ...(request.url === undefined ? {} : { url: request.url }),
  status: response.status,
  chunks: response.chunks.length,
  ...(recorded_at === undefined ? {} : { recorded_at }),
  prompt: firstWords(request.body),
});

/** Bytes of a body as readable as they can be: text, with the parts of characters cut at its ends apart as base64. */
export function toChunk(bytes: Uint8Array): Chunk {
  const start = lengthOfTail(bytes);
  const end = bytes.length - lengthOfHead(bytes, start);
  const middle = Buffer.from(bytes.subarray(start, end));
  if (!isUtf8(middle)) return asBase64(bytes);
  const text = middle.toString('utf8');
  const pieces = [
    ...(start > 0 ? [asBase64(bytes.subarray(0, start))] : []),
    ...(text === '' ? [] : [text]),
    ...(end < bytes.length ? [asBase64(bytes.subarray(end))] : []),
  ];
  return pieces.length > 1 ? pieces : (pieces[0] ?? '');
}

/** The bytes a chunk stands for; a fresh copy each time. */
export function fromChunk(chunk: Chunk): Buffer {
  if (Array.isArray(chunk)) return Buffer.concat(chunk.map(fromChunk));
  return typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : Buffer.from(chunk.base64, 'base64');
}

const asBase64 = (bytes: Uint8Array) => ({ base64: Buffer.from(bytes).toString('base64') });

const isContinuation = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** How many bytes at the beginning end a character that began before. */
function lengthOfTail(bytes: Uint8Array): number {
  let length = 0;
  while (length < 3 && isContinuation(bytes[length])) length += 1;
  return length;
}

/** How many bytes at the end begin a character that goes on afterwards. */
function lengthOfHead(bytes: Uint8Array, from: number): number {
  let length = 1;
  while (length < 4 && isContinuation(bytes[bytes.length - length])) length += 1;
  const lead = bytes[bytes.length - length] ?? 0;
  if (bytes.length - length < from) return 0;
  const expected = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return length < expected ? length : 0;
}

/** The text of a recording's file: the same recording always gives the same text. */
export function writeRecording({ version, recorded_at, request, response }: Recording): string {
  const { dialect, model, method, url, headers, body } = request;
  const { status, started_ms, chunks, chunk_times_ms } = response;
  const ordered = {
    version,
    recorded_at,
    request: { dialect, model, method, url, headers: byName(headers), body },
    response: { status, headers: byName(response.headers), started_ms, chunks, chunk_times_ms },
  };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

const byName = <T>(headers: Record<string, T> | undefined) =>
  headers && Object.fromEntries(Object.entries(headers).sort(([one], [other]) => (one < other ? -1 : 1)));

/** A request body as a recording keeps it: JSON as its value, a form as an object of its fields, else the text. */
export function readBody(body: string, contentType = ''): unknown {
  if (/^application\/x-www-form-urlencoded\b/i.test(contentType)) return Object.fromEntries(new URLSearchParams(body));
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** What keeps a value from being a recording, by field under `place` (`body.recordings[0]`, or nothing for a file). */
export function recordingErrors(value: unknown, place = ''): FieldErrors {
  return errorsOf(Recording, value, place, () => timingErrors(value as Recording, place));
}

export function bundleErrors(value: unknown, place: string): FieldErrors {
  return errorsOf(RecordingBundle, value, place, () => {
    const { recordings } = value as RecordingBundle;
    const ids = recordings.map(({ id }) => id);
    return Object.assign(
      {},
      ...recordings.map(({ id, recording }, index) => ({
        ...timingErrors(recording, `${place}.recordings[${index}].recording`),
        ...(ids.indexOf(id) < index ? { [`${place}.recordings[${index}].id`]: `"${id}" comes twice.` } : {}),
      })),
    );
  });
}

function errorsOf(schema: TSchema, value: unknown, place: string, further: () => FieldErrors): FieldErrors {
  const validate = validatorFor(schema);
  if (validate(value)) return further();
  return Object.fromEntries(
    Object.entries(toFieldErrors(place, validate.errors as ErrorObject[], value)).map(([field, rule]) => [
      field.replace(/^\./, ''),
      rule,
    ]),
  );
}

function timingErrors({ response: { chunks, chunk_times_ms: times } }: Recording, place: string): FieldErrors {
  if (times === undefined || times.length === chunks.length) return {};
  const field = `${place}.response.chunk_times_ms`.replace(/^\./, '');
  return { [field]: `should have as many items as chunks (${chunks.length}), not ${times.length}.` };
}

const validators = new WeakMap<TSchema, ValidateFunction>();

function validatorFor(schema: TSchema): ValidateFunction {
  const known = validators.get(schema);
  if (known) return known;
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false });
  addFormats.default(ajv, ['date-time']);
  const validate = ajv.compile(schema) as ValidateFunction;
  validators.set(schema, validate);
  return validate;
}
