/** What is a secret by where it stands: one set of names for errors, the journal, recordings and the log. */

/** Headers and parameters whose values are secrets by their names. */
const CREDENTIAL_NAME =
  /auth|api-?key|(^|[-_])key$|token(?!s)|secret|cookie|passw|credential|signature|session|^sig$|^code$|assertion/i;

/** Members whose values are secrets wherever they stand; numbers such as `max_tokens` never are. */
const SECRET_MEMBER =
  /^(?:.*[_-])?(?:token|secret|password|passwd|credentials?|assertion|authorization|cookie)$|^(?:.*[_-])?(?:api|access|secret|private)[_-]?key(?:[_-]json)?$|^key_json$|^secret|^refresh_token|apikey|clientsecret|accesstoken/i;

/** Of an `auth` object: what says how, and not with what. */
const OPEN_AUTH_MEMBERS = new Set([
  'type',
  'header',
  'client_id',
  'token_endpoint',
  'scopes',
  'region',
  'project',
  'aws_access_key_id',
]);

/** Headers that hold no secret; the values of all others are treated as if they did. */
const OPEN_HEADERS = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'anthropic-version',
  'anthropic-beta',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'grpc-timeout',
  'host',
  'http-referer',
  'openai-beta',
  'openai-organization',
  'openai-project',
  'openai-version',
  'origin',
  'referer',
  'request-timeout',
  'request-timeout-millis',
  'transfer-encoding',
  'user-agent',
  'x-amz-date',
  'x-source',
  'x-title',
]);

const OPEN_PARAMETERS = new Set([
  'alt',
  'api-version',
  'version',
  'limit',
  'offset',
  'page_key',
  'corpus_key',
  'agent_key',
  'session_key',
  'filter',
  'query',
  'q',
]);

export const isCredentialName = (name: string): boolean => CREDENTIAL_NAME.test(name);
export const isSecretMember = (name: string): boolean => SECRET_MEMBER.test(name);
export const isOpenAuthMember = (name: string): boolean => OPEN_AUTH_MEMBERS.has(name);
export const isOpenHeader = (name: string, value?: unknown): boolean =>
  OPEN_HEADERS.has(name.toLowerCase()) || (name.toLowerCase() === 'traceparent' && isTraceparent(value));
/** W3C Trace Context, of any version. */
export const isTraceparent = (value: unknown): value is string =>
  typeof value === 'string' && /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(value);
export const isOpenParameter = (name: string): boolean => OPEN_PARAMETERS.has(name);
/** Members that hold headers by name. */
export const isHeaders = (name: string): boolean => name === 'headers' || name === 'request_headers';
/** Members that hold an address. */
export const isAddress = (name: string): boolean => /^(?:.*_)?(?:uri|url|endpoint)$/.test(name);
