import { failureOf, hostOf } from '../transport/connection-failure.ts';
import { startIdleTimeout } from '../transport/idle-timeout.ts';
import { readText } from '../transport/read-answer.ts';
import { upstreamAnswer } from '../transport/upstream-answer.ts';
import { upstreamHeaders } from '../transport/upstream-headers.ts';
import type { UpstreamDependencies } from '../upstream-dependencies.ts';
import { describeFailure, UpstreamError } from '../upstream-error.ts';
import type { AccessToken } from './token-store.ts';

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
  { fetch }: UpstreamDependencies,
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
        {},
      ),
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
    const { access_token: token, expires_in: lifetime } = JSON.parse(text);
    if (typeof token !== 'string' || token === '') return undefined;
    const seconds = Number(lifetime ?? Number.NaN);
    return { token, expiresInSeconds: Number.isNaN(seconds) ? DEFAULT_LIFETIME_SECONDS : seconds };
  } catch {
    return undefined;
  }
}
