import type { UpstreamFetch, UpstreamRequest } from '../upstream/network/upstream-fetch.ts';
import { placeholderTokenIn } from './secrets/token-exchange.ts';

/**
 * Real access tokens in the place of recorded ones, which mean nothing to an upstream: a caller that got its token from
 * a recording may well make a call that has none.
 */
export interface LiveTokens {
  /** A token request that was answered from a recording, with this body. */
  replayed(request: UpstreamRequest, answer: string): void;
  /** The same request, with a token fetched from the endpoint it belongs to. Throws what fetching throws. */
  insteadOfRecorded(request: UpstreamRequest, inner: UpstreamFetch): Promise<UpstreamRequest>;
}

export function createLiveTokens(unanswerable: (reason: string) => Error): LiveTokens {
  const requests = new Map<string, UpstreamRequest>();
  return {
    replayed(request, answer) {
      const placeholder = placeholderTokenIn(answer);
      if (placeholder) requests.set(placeholder, request);
    },

    async insteadOfRecorded(request, inner) {
      const placeholder = placeholderTokenIn(request.headers.authorization ?? '');
      if (placeholder === undefined) return request;
      const tokenRequest = requests.get(placeholder);
      const token = tokenRequest && (await fetchToken({ ...tokenRequest, signal: request.signal }, inner));
      if (!token) throw unanswerable('its access token comes from a recording, and no real one could be had');
      const authorization = request.headers.authorization!.replace(placeholder, () => token);
      return { ...request, headers: { ...request.headers, authorization } };
    },
  };
}

async function fetchToken(request: UpstreamRequest, inner: UpstreamFetch): Promise<string | undefined> {
  const { body } = await inner(request);
  const text = Buffer.concat(await Array.fromAsync(body)).toString('utf8');
  try {
    const token = JSON.parse(text)?.access_token;
    return typeof token === 'string' ? token : undefined;
  } catch {
    return undefined;
  }
}
