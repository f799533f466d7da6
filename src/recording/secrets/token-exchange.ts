/** OAuth 2.0 token requests and answers are secret as a whole, but for what tells them apart. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../match/canonical-json.ts';

const PUBLIC_FIELDS = ['grant_type', 'client_id', 'scope', 'audience', 'resource', 'client_assertion_type'];
const PUBLIC_MEMBERS = ['token_type', 'issued_token_type', 'scope'];
export const REDACTED = 'redacted';
const PLACEHOLDER_TOKEN = 'recorded-token-';

export function tokenRequestSecrets(body: unknown): string[] {
  if (typeof body === 'string') return [body];
  return fieldsOf(body)
    .filter(([name]) => !PUBLIC_FIELDS.includes(name))
    .map(([, value]) => String(value));
}

export function cleanTokenRequest(body: unknown): unknown {
  if (typeof body === 'string') return REDACTED;
  return Object.fromEntries(
    fieldsOf(body).map(([name, value]) => [name, PUBLIC_FIELDS.includes(name) ? value : REDACTED]),
  );
}

/** A successful answer with its texts replaced; its token says which request it stands for. Never what was not JSON. */
export function cleanTokenAnswer(answer: string, request: unknown): string {
  const value = parsed(answer);
  const hash = createHash('sha256').update(canonicalJson(request)).digest('hex').slice(0, 12);
  const members = fieldsOf(value).map(([name, member]): [string, unknown] => {
    if (name === 'access_token') return [name, PLACEHOLDER_TOKEN + hash];
    return [name, typeof member === 'number' || PUBLIC_MEMBERS.includes(name) ? member : REDACTED];
  });
  return JSON.stringify(Object.fromEntries(members));
}

/** The placeholder token in a header value, if there is one. */
export const placeholderTokenIn = (text: string): string | undefined =>
  new RegExp(`${PLACEHOLDER_TOKEN}[0-9a-f]{12}`).exec(text)?.[0];

const fieldsOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
