import { createHash } from 'node:crypto';
import { type Static, type TSchema, Type } from 'typebox';
import { Errors } from 'typebox/value';
import type { UpstreamRequest, UpstreamResponse } from '../network/upstream-fetch.ts';

type Headers = UpstreamResponse['headers'];

export function jsonResponse(status: number, body: unknown, headers: Headers = {}): UpstreamResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: encoded(async function* () {
      yield JSON.stringify(body);
    }),
  };
}

/** One frame of the body for each text. */
export function streamResponse(
  frames: () => AsyncIterable<string | Uint8Array>,
  headers: Headers = {},
): UpstreamResponse {
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream; charset=utf-8', ...headers },
    body: encoded(frames),
  };
}

async function* encoded(frames: () => AsyncIterable<string | Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const frame of frames()) yield typeof frame === 'string' ? Buffer.from(frame) : frame;
}

/** The same request gets the same id. `length` counts the characters after the prefix, at most 64. */
export function requestId(request: UpstreamRequest, prefix: string, length: number): string {
  const hash = createHash('sha256').update(`${prefix}\n${request.url}\n${request.body}`).digest('hex');
  return prefix + hash.slice(0, length);
}

/** Where a body has another shape than its protocol gives it, and what should be there. */
export interface Mismatch {
  /** Names and indices, from the outside in. */
  path: string[];
  expected: string;
}

/** The innermost mismatch; undefined if a body has the shape. Members that the shape does not name may be anything. */
export function mismatchOf(shape: TSchema, body: unknown): Mismatch | undefined {
  const mismatches = Errors(shape, body).map(({ instancePath, message }) => ({
    path: instancePath.split('/').slice(1),
    expected: message.replace(/^must /, ''),
  }));
  return mismatches.reduce<Mismatch | undefined>(
    (deepest, one) => (deepest === undefined || one.path.length > deepest.path.length ? one : deepest),
    undefined,
  );
}

/** As programs write paths: `messages[0].content`. */
export const dotted = (path: string[]): string =>
  path.map((step, index) => (/^\d+$/.test(step) ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');

/** May be left out, or null. */
export const optional = <T extends TSchema>(shape: T) => Type.Optional(Type.Union([shape, Type.Null()]));

/** Any object. */
export const Members = Type.Record(Type.String(), Type.Unknown());
export type Members = Static<typeof Members>;
