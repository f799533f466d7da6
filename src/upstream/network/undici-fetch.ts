/** The real network: pooled keep-alive connections, no redirects, no proxy, no retries. */
import type { Agent } from 'undici';
import { exchange } from './undici-exchange.ts';
import type { UpstreamFetch } from './upstream-fetch.ts';

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
    return exchange(dispatcher, { origin, path, method, headers, body, headersTimeout: 0, bodyTimeout: 0 }, signal);
  };

  return { fetch, close: async () => (await agent)?.destroy() };
}

async function openAgent(): Promise<Agent> {
  const { Agent } = await import('undici');
  return new Agent({ allowH2: false, connect: { timeout: CONNECT_TIMEOUT_MS } });
}
