/** The real network: pooled keep-alive connections, no redirects, no proxy, no retries. */
import type { Transform } from 'node:stream';
import type { Agent } from 'undici';
import { exchange } from './undici-exchange.ts';
import type { UpstreamFetch, UpstreamResponse } from './upstream-fetch.ts';

/** Time to a usable connection, TLS included; afterwards only the caller's idle timeout counts. */
const CONNECT_TIMEOUT_MS = 10_000;

/**
 * `fetch` rejects with undici's or Node's own errors (`describeConnectionFailure` words them), or with the signal's
 * reason as soon as it aborts. `close` ends every connection, also those in use. undici is loaded by the first call.
 */
export function createUndiciFetch(): { fetch: UpstreamFetch; close(): Promise<void> } {
  let agent: Promise<Agent> | undefined;

  const fetch: UpstreamFetch = async ({ method, url, headers, body, provenance, signal }) => {
    agent ??= openAgent();
    const dispatcher = await agent;
    const { origin, pathname, search } = new URL(url);
    const path = pathname + search;
    provenance?.answeredBy('sent');
    const options = { origin, path, method, headers, body, headersTimeout: 0, bodyTimeout: 0 } as const;
    return decompressed(await exchange(dispatcher, options, signal));
  };

  return { fetch, close: async () => (await agent)?.destroy() };
}

/** Servers and proxies compress what nobody asked them to. So that recordings and the journal show what was said, it is undone here. */
async function decompressed(response: UpstreamResponse): Promise<UpstreamResponse> {
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
  return { ...response, headers, body };
}

async function openAgent(): Promise<Agent> {
  const { Agent } = await import('undici');
  return new Agent({ allowH2: false, connect: { timeout: CONNECT_TIMEOUT_MS } });
}
