import { redact } from '../../secrets/redaction.ts';
import { secretsOfRequest } from '../../secrets/request-secrets.ts';
import { authorize, registeredSecrets } from '../auth/authorize.ts';
import type { Dialect, McpTransport } from '../network/upstream-fetch.ts';
import type { ConnectionSettings, UpstreamDependencies } from '../upstream-settings.ts';
import { failureOf } from './connection-failure.ts';
import {
  httpFailure,
  notAStream,
  startIdleTimeout,
  streamedAnswer,
  type UpstreamAnswer,
  upstreamAnswer,
  upstreamHeaders,
} from './upstream-answer.ts';

/** Silence tolerated when the registration says nothing (docs/behaviour/llms.md, Upstream requests). */
const DEFAULT_IDLE_SECONDS = 60;
const LONGEST_QUOTE = 500;

export interface UpstreamCall {
  url: string;
  dialect: Dialect;
  transport?: McpTransport;
  accept: 'application/json' | 'text/event-stream' | 'application/vnd.amazon.eventstream';
  /** JSON text. */
  body: string;
  /** Defaults of the dialect, which the registration may override. */
  headers?: Record<string, string>;
}

/**
 * One call to a registered endpoint: authorised, watched for silence, answered with 2xx and, where a stream was asked for,
 * with one or with JSON in one piece. Anything else is an UpstreamError; an abort throws the caller's reason. A 401 to a cached access token is
 * retried once with a fresh one (docs/behaviour/llms.md, Access tokens).
 */
export async function callUpstream(
  settings: ConnectionSettings,
  call: UpstreamCall,
  dependencies: UpstreamDependencies,
  caller: AbortSignal,
): Promise<UpstreamAnswer> {
  const attempt = (mayRenew: boolean) => attemptCall(settings, call, dependencies, caller, mayRenew);
  return (await attempt(true)) ?? (await attempt(false))!;
}

/** Undefined: a cached access token was refused, and has been forgotten. */
async function attemptCall(
  settings: ConnectionSettings,
  call: UpstreamCall,
  dependencies: UpstreamDependencies,
  caller: AbortSignal,
  mayRenew: boolean,
): Promise<UpstreamAnswer | undefined> {
  const { url, dialect, transport, accept, body } = call;
  caller.throwIfAborted();
  const authorization = await authorize(settings, call, dependencies, caller);
  const defaults = { 'content-type': 'application/json', accept, ...call.headers };
  const headers = upstreamHeaders(defaults, settings.headers, authorization.headers);

  const idle = startIdleTimeout(settings.idleTimeoutSeconds ?? DEFAULT_IDLE_SECONDS, caller);
  try {
    const request = { method: 'POST' as const, url, transport, headers, body, dialect, model: settings.model };
    const response = await dependencies.fetch({ ...request, signal: idle.signal });
    idle.received();

    const quote = (text: string, length = LONGEST_QUOTE) =>
      redact(text, [...registeredSecrets(settings), ...secretsOfRequest({ headers, url })]).slice(0, length);
    const answer = upstreamAnswer(response, idle, url, quote);
    if (response.status === 401 && mayRenew && authorization.renew()) {
      idle.stop(false);
      return undefined;
    }
    if (response.status < 200 || response.status > 299) throw await httpFailure(response.status, answer);
    if (accept === 'application/json') return answer;
    if (answer.contentType.includes('html')) throw await notAStream(answer);
    return await streamedAnswer(answer);
  } catch (error) {
    const failure = failureOf(error, idle.signal, url);
    idle.stop(false);
    throw failure;
  }
}
