import type { UpstreamRequest } from '../network/upstream-fetch.ts';
import { failureOf, hostOf } from '../transport/connection-failure.ts';
import { readText } from '../transport/read-answer.ts';
import { startIdleTimeout, upstreamAnswer, upstreamHeaders } from '../transport/upstream-answer.ts';
import { describeFailure, UpstreamError } from '../upstream-error.ts';
import type { UpstreamDependencies } from '../upstream-settings.ts';

/** Access tokens, kept until shortly before they expire (docs/behaviour/llms.md, Access tokens). */

/** Before its expiry a token is no longer handed out. */
const MARGIN_MS = 60_000;

export interface AccessToken {
  token: string;
  expiresInSeconds: number;
  /** With which the next one is to be had. */
  refreshToken?: string;
}

export interface TokenStore {
  /**
   * The token kept under `key`, or a new one; requests that need one at the same time share one `fetchToken`.
   * `cached` says that it was there before. Whatever `fetchToken` throws is thrown to all that wait for it.
   */
  get(key: string, fetchToken: () => Promise<AccessToken>): Promise<{ token: string; cached: boolean }>;
  /** Forgets a refused token, unless it was replaced meanwhile. */
  drop(key: string, token: string): void;
}

/** `now` in milliseconds since 1970. */
export function createTokenStore(now: () => number): TokenStore {
  const kept = new Map<string, { token: string; usableUntil: number }>();
  const underWay = new Map<string, Promise<string>>();

  async function fetchAndKeep(key: string, fetchToken: () => Promise<AccessToken>): Promise<string> {
    try {
      const { token, expiresInSeconds } = await fetchToken();
      for (const [other, { usableUntil }] of kept) if (usableUntil <= now()) kept.delete(other);
      kept.set(key, { token, usableUntil: now() + expiresInSeconds * 1000 - MARGIN_MS });
      return token;
    } finally {
      underWay.delete(key);
    }
  }

  return {
    async get(key, fetchToken) {
      const known = kept.get(key);
      if (known && known.usableUntil > now()) return { token: known.token, cached: true };
      const fetching = underWay.get(key) ?? fetchAndKeep(key, fetchToken);
      underWay.set(key, fetching);
      return { token: await fetching, cached: false };
    },
    drop(key, token) {
      if (kept.get(key)?.token === token) kept.delete(key);
    },
  };
}

const TOKEN_TIMEOUT_SECONDS = 30;
const DEFAULT_LIFETIME_SECONDS = 3600;
const LONGEST_ANSWER = 1 << 20;

/**
 * An OAuth 2.0 token request (RFC 6749 §4). Failures are UpstreamErrors of kind `token`, which name the endpoint's host
 * and status and nothing the endpoint said. It belongs to no single caller: several may wait for it.
 */
export async function requestToken(
  endpoint: string,
  form: Record<string, string>,
  { fetch }: Pick<UpstreamDependencies, 'fetch'>,
  more: { headers?: Record<string, string>; web?: UpstreamRequest['web'] } = {},
): Promise<AccessToken> {
  const host = hostOf(endpoint);
  const idle = startIdleTimeout(TOKEN_TIMEOUT_SECONDS, new AbortController().signal);
  try {
    const response = await fetch({
      method: 'POST',
      url: endpoint,
      headers: upstreamHeaders(
        { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        {},
        more.headers ?? {},
      ),
      web: more.web,
      body: new URLSearchParams(form).toString(),
      dialect: 'oauth-token',
      model: '',
      signal: idle.signal,
    });
    const text = await readText(upstreamAnswer(response, idle, endpoint, () => '').body, LONGEST_ANSWER);
    if (response.status < 200 || response.status > 299) {
      throw new UpstreamError({ kind: 'token', host, status: response.status });
    }
    return accessToken(text) ?? fail(host, 'its answer holds no access_token');
  } catch (error) {
    if (error instanceof UpstreamError && error.failure.kind === 'token') throw error;
    const failure = failureOf(error, idle.signal, endpoint);
    return fail(host, failure instanceof UpstreamError ? describeFailure(failure.failure) : 'the call was ended');
  } finally {
    idle.stop(true);
  }
}

function fail(host: string, reason: string): never {
  throw new UpstreamError({ kind: 'token', host, reason });
}

function accessToken(text: string): AccessToken | undefined {
  try {
    const { access_token: token, expires_in: lifetime, refresh_token: refreshToken } = JSON.parse(text);
    if (typeof token !== 'string' || token === '') return undefined;
    const seconds = Number(lifetime ?? Number.NaN);
    return {
      token,
      expiresInSeconds: Number.isNaN(seconds) ? DEFAULT_LIFETIME_SECONDS : seconds,
      ...(typeof refreshToken === 'string' && { refreshToken }),
    };
  } catch {
    return undefined;
  }
}
