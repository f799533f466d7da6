/** What no schema says about where and how a registered endpoint is reached. By field; empty when all is well. */
import type { FieldErrors } from '../../errors.ts';
import { isCredentialName } from '../../secrets/secret-names.ts';
import type { LlmAuth } from '../llm-auth.ts';

const CREDENTIALS_IN_HEADERS = ['token', 'value', 'api_key', 'access_token'];

/** Of an address that requests are sent to. */
export function uriErrors(uri: string, field = 'body.uri'): FieldErrors {
  const url = URL.parse(uri);
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:')
    return { [field]: 'should be an http or https address.' };
  // They would be shown wherever the address is.
  if (url.username || url.password)
    return { [field]: 'should hold no user name and no password; these belong into auth.' };
  return {};
}

/** An address as it can be shown: without a password, and without the values of parameters that are credentials. */
export function shownUri(uri: string): string {
  const url = URL.parse(uri);
  if (!url) return uri;
  const [address = '', query] = uri.split('?', 2);
  const shown = url.password ? address.replace(/\/\/[^@/]*@/, '//****@') : address;
  if (query === undefined) return shown;
  const [pairs = '', hash] = query.split('#', 2);
  const masked = pairs.split('&').map((pair) => {
    const [name = '', value] = pair.split('=', 2);
    return value && isCredentialName(name) ? `${name}=****` : pair;
  });
  return `${shown}?${masked.join('&')}${hash === undefined ? '' : `#${hash}`}`;
}

/** Of headers that every request bears. */
export function headerErrors(headers: Record<string, string>, field = 'body.headers'): FieldErrors {
  const errors: FieldErrors = {};
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) errors[`${field}.${name}`] = 'is not a valid header name.';
    else if (!isHeaderValue(value)) errors[`${field}.${name}`] = 'has characters that no header may have.';
  }
  return errors;
}

export function authHeaderErrors(auth: LlmAuth): FieldErrors {
  if ('token_endpoint' in auth) {
    const errors = uriErrors(auth.token_endpoint, 'body.auth.token_endpoint');
    if (Object.keys(errors).length > 0) return errors;
  }
  const broken = Object.entries(auth).find(
    ([field, value]) => CREDENTIALS_IN_HEADERS.includes(field) && !isHeaderValue(String(value)),
  );
  return broken ? { [`body.auth.${broken[0]}`]: 'has characters that no header may have.' } : {};
}

const isHeaderValue = (value: string) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
