import { createHash } from 'node:crypto';
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
