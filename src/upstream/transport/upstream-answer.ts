import type { UpstreamResponse } from '../network/upstream-fetch.ts';
import { UpstreamError } from '../upstream-error.ts';
import { failureOf } from './connection-failure.ts';
import { errorMessage } from './error-message.ts';
import type { IdleTimeout } from './idle-timeout.ts';
import { readText } from './read-answer.ts';

const LONGEST_ERROR_BODY = 1 << 20;

/** A 2xx answer whose body is still on its way. */
export interface UpstreamAnswer {
  contentType: string;
  /** To be read once. Throws UpstreamError, or the caller's reason to abort; giving up early ends the call. */
  body: AsyncIterable<Uint8Array>;
  /** The end mark of a stream was read: what is left is awaited only briefly, and its loss no longer matters. */
  end(): void;
  /** Text of the upstream made safe to show: secrets out, then cut to `length`, 500 unless given. */
  quote(text: string, length?: number): string;
  /** What an error body of the upstream says, quoted. */
  quoteError(body: string, status: number, length?: number): string;
}

export function upstreamAnswer(
  response: UpstreamResponse,
  idle: IdleTimeout,
  url: string,
  quote: UpstreamAnswer['quote'],
): UpstreamAnswer {
  return {
    contentType: String(response.headers['content-type'] ?? '').toLowerCase(),
    body: watch(response.body, idle, url),
    end: idle.ending,
    quote,
    quoteError: (body, status, length) =>
      quote(
        errorMessage(body, status, (text) => quote(text, text.length * 4)),
        length,
      ),
  };
}

async function* watch(
  body: AsyncIterable<Uint8Array>,
  idle: IdleTimeout,
  url: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let complete = false;
  try {
    idle.waiting();
    for await (const chunk of body) {
      idle.received();
      yield chunk;
      idle.waiting();
    }
    complete = true;
  } catch (error) {
    if (idle.isEnding) return;
    throw failureOf(error, idle.signal, url);
  } finally {
    idle.stop(complete);
  }
}

/** A non-2xx answer, in the upstream's words. */
export async function httpFailure(status: number, answer: UpstreamAnswer): Promise<UpstreamError> {
  const body = await readText(answer.body, LONGEST_ERROR_BODY).catch(unlessUnreachable);
  return new UpstreamError({ kind: 'http', status, message: answer.quoteError(body, status) });
}

/** Of an error answer that was cut off, the status is still worth telling. */
function unlessUnreachable(error: unknown): string {
  if (error instanceof UpstreamError && error.failure.kind === 'unreachable') return '';
  throw error;
}

/** Something else than the event stream asked for: a JSON error or completion, or a page of a proxy. */
export async function notAStream(answer: UpstreamAnswer): Promise<UpstreamError> {
  const body = await readText(answer.body, LONGEST_ERROR_BODY);
  const words = answer.quoteError(body, 200, 200);
  return new UpstreamError({
    kind: 'invalid',
    reason: `expected an event stream, got ${answer.contentType.split(';')[0]}: ${words}`,
  });
}
