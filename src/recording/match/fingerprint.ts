/** Which requests are the same: by what of them counts. */
import { createHash } from 'node:crypto';
import { type Static, Type } from 'typebox';
import type { RecordedRequest, Recording } from '../format/recording-schema.ts';
import { canonicalJson } from './canonical-json.ts';
import { splitBody } from './split-body.ts';

/** `messages` and `parameters` are the two halves of the body (`splitBody`). */
export const CountedPart = Type.Union([
  Type.Literal('dialect'),
  Type.Literal('model'),
  Type.Literal('messages'),
  Type.Literal('parameters'),
  Type.Literal('url'),
]);
export type CountedPart = Static<typeof CountedPart>;

export const DEFAULT_MATCH: readonly CountedPart[] = ['dialect', 'model', 'messages'];

/**
 * What of a request counts. The kind of answer it accepts always does, since a caller that wants a stream can read
 * nothing else.
 */
export function countedParts(request: RecordedRequest, match: readonly CountedPart[]): Record<string, unknown> {
  const { messages, parameters } = splitBody(request.body);
  const parts = { dialect: request.dialect, model: request.model, messages, parameters, url: request.url ?? '' };
  return {
    accept: request.headers?.accept ?? 'application/json',
    ...Object.fromEntries(match.map((part) => [part, parts[part]])),
  };
}

/** 64 hexadecimal characters. */
export const fingerprint = (request: RecordedRequest, match: readonly CountedPart[]): string =>
  createHash('sha256')
    .update(canonicalJson(countedParts(request, match)))
    .digest('hex');

/** The fingerprints of recordings, each computed once. */
export function createRecordingKeys(match: readonly CountedPart[]): (recording: Recording) => string {
  const known = new WeakMap<Recording, string>();
  return (recording) => {
    const key = known.get(recording) ?? fingerprint(requestOf(recording), match);
    known.set(recording, key);
    return key;
  };
}

/** A recording's request; one written by hand may leave out what it accepts, which is then what it was answered with. */
export function requestOf({ request, response }: Recording): RecordedRequest {
  if (request.headers?.accept !== undefined) return request;
  const type = [response.headers?.['content-type'] ?? ''].flat()[0]!.split(';')[0]!.trim();
  return /stream/.test(type) ? { ...request, headers: { ...request.headers, accept: type } } : request;
}
