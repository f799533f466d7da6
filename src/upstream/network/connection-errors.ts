/** What no schema says about where and how a registered endpoint is reached. By field; empty when all is well. */
import type { FieldErrors } from '../../errors.ts';
import type { LlmAuth } from '../llm-auth.ts';

const CREDENTIALS_IN_HEADERS = ['token', 'value', 'api_key', 'access_token'];

export function uriErrors(uri: string): FieldErrors {
  const protocol = URL.parse(uri)?.protocol;
  return protocol === 'http:' || protocol === 'https:' ? {} : { 'body.uri': 'should be an http or https address.' };
}

export function authHeaderErrors(auth: LlmAuth): FieldErrors {
  const broken = Object.entries(auth).find(
    ([field, value]) => CREDENTIALS_IN_HEADERS.includes(field) && !isHeaderValue(String(value)),
  );
  return broken ? { [`body.auth.${broken[0]}`]: 'has characters that no header may have.' } : {};
}

export const isHeaderValue = (value: string) => /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
