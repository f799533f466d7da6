import { UpstreamError } from '../upstream-error.ts';

const CLOSED_EARLY = 'connection closed before the answer was complete';
const NO_HTTP = 'the host does not speak HTTP there';

/** By the `code` of Node's, OpenSSL's and undici's errors. */
const REASONS: Record<string, string> = {
  ECONNREFUSED: 'connection refused',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host not found (the name server does not answer)',
  ETIMEDOUT: 'connection timed out',
  UND_ERR_CONNECT_TIMEOUT: 'connection timed out',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'network unreachable',
  EACCES: 'connection not permitted',
  EADDRNOTAVAIL: 'address not available',
  ECONNRESET: CLOSED_EARLY,
  EPIPE: CLOSED_EARLY,
  UND_ERR_SOCKET: CLOSED_EARLY,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: CLOSED_EARLY,
  ERR_STREAM_PREMATURE_CLOSE: CLOSED_EARLY,
  UND_ERR_DESTROYED: 'the emulator is shutting down',
  UND_ERR_CLOSED: 'the emulator is shutting down',
  UND_ERR_HEADERS_OVERFLOW: 'the response headers are too large',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'TLS: certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS: certificate chain ends in a self-signed certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'TLS: certificate is not signed by a known authority',
  UNABLE_TO_GET_ISSUER_CERT: 'TLS: certificate is not signed by a known authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'TLS: certificate is not signed by a known authority',
  CERT_HAS_EXPIRED: 'TLS: certificate has expired',
  CERT_NOT_YET_VALID: 'TLS: certificate is not valid yet',
  CERT_REVOKED: 'TLS: certificate was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'TLS: certificate belongs to another host',
};

/**
 * What to throw for an error of a call: an UpstreamError as it is, the signal's reason when it has aborted, else an
 * UpstreamError of kind `unreachable` in plain words, holding nothing of the request but its host.
 */
export function failureOf(error: unknown, signal: AbortSignal, url: string): unknown {
  if (error instanceof UpstreamError) return error;
  if (signal.aborted) return signal.reason;
  return new UpstreamError({ kind: 'unreachable', reason: `${describeConnectionFailure(error)} (${hostOf(url)})` });
}

export function describeConnectionFailure(error: unknown): string {
  // undici gives its parser's errors no code.
  if (error instanceof Error && error.name === 'HTTPParserError') return NO_HTTP;
  for (const code of codesOf(error)) {
    const reason = REASONS[code];
    if (reason !== undefined) return reason;
    if (code.startsWith('ERR_SSL_') || code === 'EPROTO') return 'TLS: the host does not speak TLS there';
    if (code.startsWith('HPE_')) return NO_HTTP;
    if (code === 'UND_ERR_INVALID_ARG') return 'the URI or a header cannot be sent over HTTP';
  }
  return `the connection failed (${codesOf(error)[0] ?? 'unknown cause'})`;
}

/** Node wraps: attempts at several addresses in an AggregateError, the socket's error in `cause`. */
function codesOf(error: unknown, depth = 0): string[] {
  if (!(error instanceof Error) || depth > 3) return [];
  const { code, cause, errors } = error as Error & { code?: unknown; cause?: unknown; errors?: unknown[] };
  const inner = [cause, ...(errors ?? [])].flatMap((one) => codesOf(one, depth + 1));
  return typeof code === 'string' ? [code, ...inner] : inner;
}

export function hostOf(url: string): string {
  return URL.parse(url)?.host || 'invalid URL';
}
