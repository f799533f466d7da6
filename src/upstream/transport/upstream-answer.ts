import type { UpstreamResponse } from '../network/upstream-fetch.ts';
import { UpstreamError } from '../upstream-error.ts';
import { failureOf } from './connection-failure.ts';
import { errorMessage } from './error-message.ts';
import { readText } from './read-answer.ts';

const LONGEST_ERROR_BODY = 1 << 20;

/** A 2xx answer whose body is still on its way. */
export interface UpstreamAnswer {
  contentType: string;
  /** One JSON in one piece: what was asked for, or what a server without streams gives for one. */
  isWhole: boolean;
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
    isWhole: true,
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

/** An answer to a call for a stream, by how its body begins: JSON in one piece is as good. */
export async function streamedAnswer(answer: UpstreamAnswer): Promise<UpstreamAnswer> {
  const pieces = answer.body[Symbol.asyncIterator]();
  const read: Uint8Array[] = [];
  let beginning = '';
  while (NOTHING_SAID.test(beginning)) {
    const piece = await pieces.next();
    if (piece.done) break;
    read.push(piece.value);
    beginning += Buffer.from(piece.value).toString('latin1');
  }
  const isWhole = /^(?:\xef\xbb\xbf)?\s*[[{"]/.test(beginning);
  return { ...answer, isWhole, body: resumed(read, pieces) };
}

/** Blanks, and a byte order mark, or the part of one that is there; byte for byte. */
const NOTHING_SAID = /^(?:\xef(?:\xbb(?:\xbf\s*)?)?|\s*)$/;

async function* resumed(
  read: Uint8Array[],
  pieces: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* read;
    for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) yield piece.value;
  } finally {
    await pieces.return?.();
  }
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

/** Something else than the event stream asked for: a page of a proxy. */
export async function notAStream(answer: UpstreamAnswer): Promise<UpstreamError> {
  const body = await readText(answer.body, LONGEST_ERROR_BODY);
  const words = answer.quoteError(body, 200, 200);
  return new UpstreamError({
    kind: 'invalid',
    reason: `expected an event stream, got ${answer.contentType.split(';')[0]}: ${words}`,
  });
}

/** Set by the connection itself; a registration cannot change them. `accept-encoding`: we read nothing compressed. */
const NOT_SETTABLE = new Set([
  'host',
  'content-length',
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'accept-encoding',
]);

/**
 * Defaults < the registration's header map < the auth header, compared without regard to letter case
 * (docs/behaviour/llms.md, Upstream requests).
 */
export function upstreamHeaders(
  defaults: Record<string, string>,
  registered: Record<string, string>,
  auth: Record<string, string>,
): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': 'vectara-emulator', 'accept-encoding': 'identity' };
  for (const [name, value] of Object.entries(defaults)) headers[name.toLowerCase()] = value;
  for (const [name, value] of Object.entries(registered)) {
    const lower = name.toLowerCase();
    if (!NOT_SETTABLE.has(lower)) headers[lower] = value;
  }
  for (const [name, value] of Object.entries(auth)) headers[name.toLowerCase()] = value;
  return headers;
}

/** After the end mark of a stream: how long the connection may take to finish cleanly and so be used again. */
const LINGER_MS = 250;

/**
 * Aborts `signal` when the caller leaves, or when we have waited for data for too long (docs/behaviour/llms.md,
 * Upstream requests).
 */
export interface IdleTimeout {
  readonly signal: AbortSignal;
  /** We wait for data from now on. */
  waiting(): void;
  /** Data came; how long its reader takes is not the upstream's silence. */
  received(): void;
  /** All that matters has been read. */
  ending(): void;
  readonly isEnding: boolean;
  /** Ends the watch; the call itself too, unless it is complete. */
  stop(complete: boolean): void;
}

export function startIdleTimeout(seconds: number, caller: AbortSignal): IdleTimeout {
  const controller = new AbortController();
  let isWaiting = true;
  let isEnding = false;
  let timer = setTimeout(() => {
    if (isWaiting) controller.abort(new UpstreamError({ kind: 'idle', seconds }));
  }, seconds * 1000);

  const leave = () => controller.abort(caller.reason);
  if (caller.aborted) leave();
  else caller.addEventListener('abort', leave, { once: true });

  return {
    signal: controller.signal,
    waiting() {
      isWaiting = true;
      if (!isEnding) timer.refresh();
    },
    received() {
      isWaiting = false;
    },
    ending() {
      isEnding = true;
      clearTimeout(timer);
      timer = setTimeout(() => controller.abort(), LINGER_MS);
    },
    get isEnding() {
      return isEnding;
    },
    stop(complete) {
      clearTimeout(timer);
      caller.removeEventListener('abort', leave);
      if (!complete) controller.abort();
    },
  };
}

/** The promise's outcome, or at once the signal's reason when it aborts first. What the promise stands for goes on. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
