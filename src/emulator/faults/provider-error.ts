/** Errors in the shape of each provider, as its documentation gives it. */
import type { Dialect, UpstreamResponse } from '../../upstream/network/upstream-fetch.ts';
import { jsonResponse } from '../../upstream/simulate/wire-response.ts';
import type { UpstreamFault } from './fault-schema.ts';

type StatusFault = Extract<UpstreamFault, { type: 'upstream_status' }>;
type Names = { otherwise: [client: string, server: string] } & Record<number, string>;

const OPENAI_TYPES: Names = {
  403: 'permission_error',
  429: 'rate_limit_error',
  otherwise: ['invalid_request_error', 'server_error'],
};
const OPENAI_CODES: Record<number, string> = {
  401: 'invalid_api_key',
  404: 'model_not_found',
  429: 'rate_limit_exceeded',
};
const ANTHROPIC: Names = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
  otherwise: ['invalid_request_error', 'api_error'],
};
const GOOGLE: Names = {
  401: 'UNAUTHENTICATED',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  409: 'ABORTED',
  429: 'RESOURCE_EXHAUSTED',
  501: 'UNIMPLEMENTED',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
  otherwise: ['INVALID_ARGUMENT', 'INTERNAL'],
};
const BEDROCK: Names = {
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
  408: 'ModelTimeoutException',
  424: 'ModelErrorException',
  429: 'ThrottlingException',
  503: 'ServiceUnavailableException',
  otherwise: ['ValidationException', 'InternalServerException'],
};
const OAUTH: Names = {
  401: 'invalid_client',
  503: 'temporarily_unavailable',
  otherwise: ['invalid_request', 'server_error'],
};

const nameOf = (names: Names, code: number): string => names[code] ?? names.otherwise[code < 500 ? 0 : 1];

/** What a fault without a message of its own says. */
export const statusMessage = ({ code, message }: StatusFault): string =>
  message ?? `This failure (HTTP ${code}) was asked for.`;

/** The HTTP error of whoever speaks this dialect. */
export function providerError(dialect: Dialect, fault: StatusFault): UpstreamResponse {
  const { code, retry_after: retryAfter } = fault;
  const message = statusMessage(fault);
  const headers: UpstreamResponse['headers'] = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  switch (dialect) {
    case 'openai-chat':
    case 'openai-responses':
    case 'openai-embeddings': {
      const error = { message, type: nameOf(OPENAI_TYPES, code), param: null, code: OPENAI_CODES[code] ?? null };
      return jsonResponse(code, { error }, headers);
    }
    case 'anthropic':
      return jsonResponse(code, { type: 'error', error: { type: nameOf(ANTHROPIC, code), message } }, headers);
    case 'anthropic-bedrock':
      return jsonResponse(code, { message }, { ...headers, 'x-amzn-errortype': nameOf(BEDROCK, code) });
    case 'gemini':
      return jsonResponse(code, { error: { code, message, status: nameOf(GOOGLE, code) } }, headers);
    case 'mcp':
      return jsonResponse(code, { jsonrpc: '2.0', id: 1, error: { code: -32603, message } }, headers);
    case 'vectara':
      return jsonResponse(code, { messages: [message] }, headers);
    case 'web':
      return jsonResponse(code, { error: message }, headers);
    case 'oauth-token':
      return jsonResponse(code, { error: nameOf(OAUTH, code), error_description: message }, headers);
  }
}
