/** Which headers a recording keeps, and which it does not even treat as secrets. Lower-case names. */

export const CREDENTIAL_NAME =
  /auth|api-?key|(^|[-_])key$|token(?!s)|secret|cookie|passw|credential|signature|session|^sig$|^code$|assertion/i;

const KEPT_OF_REQUEST = new Set(['content-type', 'accept', 'anthropic-version', 'anthropic-beta', 'openai-beta']);

/** Set by the connection or by us, the same for everybody. */
const PUBLIC = new Set([
  'user-agent',
  'accept-encoding',
  'accept-language',
  'connection',
  'content-length',
  'host',
  'x-amz-date',
]);

/** Of one connection only. */
const NOT_KEPT_OF_ANSWER = new Set(['set-cookie', 'set-cookie2', 'connection', 'keep-alive', 'transfer-encoding']);

export const isKeptOfRequest = (name: string): boolean => KEPT_OF_REQUEST.has(name);

export const isKeptOfAnswer = (name: string): boolean => !NOT_KEPT_OF_ANSWER.has(name);

/** Whether a request header's value has to be treated as a secret. */
export const isSecretHeader = (name: string): boolean => !KEPT_OF_REQUEST.has(name) && !PUBLIC.has(name);
