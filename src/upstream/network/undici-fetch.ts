import { isIP, type LookupFunction } from 'node:net';
import type { Transform } from 'node:stream';
import type { Agent, Dispatcher } from 'undici';
import { UpstreamError } from '../upstream-error.ts';
import type { UpstreamFetch, UpstreamResponse } from './upstream-fetch.ts';
import { HostRefused, type UpstreamHosts } from './upstream-hosts.ts';

/** The real network: pooled keep-alive connections, no redirects, no proxy, no retries. */

export interface NetworkOptions {
  /** Headers that a call bears, whatever it has by the same names. */
  mark?: () => Record<string, string>;
  /** Where calls may go; anywhere by default. */
  hosts?: UpstreamHosts | undefined;
  /** In bytes, once it is decompressed. */
  largestAnswer?: number | undefined;
  /** Whether whoever answers may be anybody. */
  anyCertificate?: boolean;
}

/** Time to a usable connection, TLS included; afterwards only the caller's idle timeout counts. */
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * `fetch` rejects with undici's or Node's own errors (`describeConnectionFailure` words them), or with the signal's
 * reason as soon as it aborts. `close` ends every connection, also those in use. undici is loaded by the first call.
 */
export function createUndiciFetch({ mark, hosts, largestAnswer = Infinity, anyCertificate }: NetworkOptions = {}): {
  fetch: UpstreamFetch;
  close(): Promise<void>;
} {
  let agent: Promise<Agent> | undefined;

  const fetch: UpstreamFetch = async ({ method, url, headers: asked, body, bytes, provenance, signal }) => {
    agent ??= openAgent(hosts?.lookup, anyCertificate);
    const dispatcher = await agent;
    const { origin, hostname, pathname, search } = new URL(url);
    const address = hostname.replace(/^\[(.*)\]$/, '$1');
    try {
      // No name is looked up for an address.
      if (isIP(address) !== 0) hosts?.check(address);
      const path = pathname + search;
      const headers = { ...asked, ...mark?.() };
      provenance?.answeredBy('sent');
      const options = {
        origin,
        path,
        method: method as Dispatcher.HttpMethod,
        headers,
        body: bytes ?? (body === '' ? null : body),
        headersTimeout: 0,
        bodyTimeout: 0,
      } as const;
      return await decompressed(await exchange(dispatcher, options, signal, largestAnswer), largestAnswer);
    } catch (error) {
      throw error instanceof HostRefused ? new UpstreamError({ kind: 'unreachable', reason: error.message }) : error;
    }
  };

  return { fetch, close: async () => (await agent)?.destroy() };
}

/** Servers and proxies compress what nobody asked them to. So that recordings and the journal show what was said, it is undone here. */
async function decompressed(response: UpstreamResponse, largest: number): Promise<UpstreamResponse> {
  const { 'content-encoding': encoding, 'content-length': _, ...headers } = response.headers;
  const names = String(encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (names.length === 0) return response;
  const zlib = await import('node:zlib');
  const { pipeline, Readable } = await import('node:stream');
  // What came so far is handed on, since an answer may be a stream.
  const flush = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
  const decoders: Record<string, () => Transform> = {
    gzip: () => zlib.createGunzip(flush),
    'x-gzip': () => zlib.createGunzip(flush),
    deflate: () => zlib.createInflate(flush),
    br: () => zlib.createBrotliDecompress({ flush: zlib.constants.BROTLI_OPERATION_FLUSH }),
    zstd: () => zlib.createZstdDecompress(),
  };
  const decoding = names.toReversed().map((name) => decoders[name]?.());
  if (!decoding.every((one) => one !== undefined)) return response;
  // What fails on the way is thrown to the reader of the last one.
  const body = pipeline([Readable.from(response.body), ...decoding], () => {}) as Transform;
  return { ...response, headers, body: bounded(body, largest) };
}

/** What is compressed can become a thousand times as large. */
async function* bounded(body: AsyncIterable<Uint8Array>, largest: number): AsyncGenerator<Uint8Array, void, undefined> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > largest) throw tooLarge(largest);
    yield chunk;
  }
}

/** No answer that means something is as large, and it would be held in memory. */
const tooLarge = (largest: number) =>
  new UpstreamError({ kind: 'invalid', reason: `its answer is larger than ${largest} bytes (--largest-answer)` });

async function openAgent(lookup?: LookupFunction, anyCertificate = false): Promise<Agent> {
  const { Agent } = await import('undici');
  const connect = { timeout: CONNECT_TIMEOUT_MS, rejectUnauthorized: !anyCertificate, ...(lookup && { lookup }) };
  return new Agent({ allowH2: false, connect });
}

/** What may have come without being read before the connection is told to wait. */
const MOST_HELD_BYTES = 64 * 1024;

/**
 * One request of a dispatcher. Rejects with undici's or Node's own errors, or with the signal's reason as soon as it aborts.
 * The body is handed on as it comes: through a stream, each call would take a third longer.
 */
export function exchange(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal,
  largestAnswer = Infinity,
): Promise<UpstreamResponse> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    dispatcher.dispatch(options, new Exchange(signal, largestAnswer, resolve, reject));
  });
}

type Read = IteratorResult<Uint8Array, undefined>;

class Exchange implements Dispatcher.DispatchHandler, AsyncIterableIterator<Uint8Array, undefined> {
  readonly #signal: AbortSignal;
  readonly #answer: (response: UpstreamResponse) => void;
  readonly #refuse: (error: unknown) => void;
  readonly #largestAnswer: number;
  #connection: Dispatcher.DispatchController | undefined;
  #chunks: Uint8Array[] = [];
  #heldBytes = 0;
  #bytes = 0;
  #isOver = false;
  #failure: { error: unknown } | undefined;
  #reader: { resolve(read: Read): void; reject(error: unknown): void } | undefined;

  constructor(
    signal: AbortSignal,
    largestAnswer: number,
    answer: (response: UpstreamResponse) => void,
    refuse: (error: unknown) => void,
  ) {
    this.#signal = signal;
    this.#largestAnswer = largestAnswer;
    this.#answer = answer;
    this.#refuse = refuse;
    signal.addEventListener('abort', this.#abort);
  }

  /** undici itself could be told only once a connection stands. */
  #abort = (): void => {
    const { reason } = this.#signal;
    this.#chunks = [];
    this.#fail(reason);
    this.#connection?.abort(reason);
  };

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#end();
    this.#failure = { error };
    this.#refuse(error);
    this.#reader?.reject(error);
  }

  #end(): void {
    this.#isOver = true;
    this.#signal.removeEventListener('abort', this.#abort);
  }

  onRequestStart(connection: Dispatcher.DispatchController): void {
    this.#connection = connection;
    if (this.#isOver) connection.abort(this.#signal.reason);
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: UpstreamResponse['headers']): void {
    if (status >= 200) this.#answer({ status, headers, body: this });
  }

  onResponseData(connection: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#largestAnswer) {
      const error = tooLarge(this.#largestAnswer);
      this.#fail(error);
      connection.abort(error);
      return;
    }
    if (this.#reader) {
      this.#reader.resolve({ done: false, value: chunk });
      this.#reader = undefined;
      return;
    }
    this.#chunks.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes > MOST_HELD_BYTES) connection.pause();
  }

  onResponseEnd(): void {
    if (this.#isOver) return;
    this.#end();
    this.#reader?.resolve({ done: true, value: undefined });
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#fail(error);
  }

  next(): Promise<Read> {
    const chunk = this.#chunks.shift();
    if (chunk !== undefined) {
      this.#heldBytes -= chunk.length;
      if (this.#connection!.paused && this.#chunks.length === 0) this.#connection!.resume();
      return Promise.resolve({ done: false, value: chunk });
    }
    if (this.#failure) return Promise.reject(this.#failure.error);
    if (this.#isOver) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#reader = { resolve, reject };
    });
  }

  /** Whoever gives up early wants no more of it. */
  return(): Promise<Read> {
    if (!this.#isOver) {
      this.#end();
      this.#chunks = [];
      this.#connection!.abort(new Error('the answer is not wanted any more'));
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
