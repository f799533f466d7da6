import { type FieldErrors, invalidFields } from '../../errors.ts';
import { AUTH_TYPES_BY_LLM_TYPE } from '../../upstream/llm-auth.ts';
import { authHeaderErrors, headerErrors, uriErrors } from '../../upstream/network/connection-errors.ts';
import type { LlmRecord } from './llm-record.ts';

type ConnectionSettings = Pick<LlmRecord, 'type' | 'uri' | 'headers' | 'auth'>;

/** What the schema cannot say about where and how an LLM is reached. Throws a 400 that names every offending field. */
export function checkConnectionSettings(settings: ConnectionSettings): void {
  const errors = { ...checkUri(settings), ...headerErrors(settings.headers), ...checkAuth(settings) };
  if (Object.keys(errors).length > 0) throw invalidFields(errors);
}

function checkUri({ uri, type }: ConnectionSettings): FieldErrors {
  if (uri === undefined) return type === 'anthropic' ? {} : { 'body.uri': `is required for type ${type}.` };
  return uriErrors(uri);
}

function checkAuth({ type, auth }: ConnectionSettings): FieldErrors {
  const allowed = AUTH_TYPES_BY_LLM_TYPE[type];
  if (!auth) return type.startsWith('openai') ? {} : { 'body.auth': `is required for type ${type}.` };
  if (!allowed.includes(auth.type)) {
    return { 'body.auth.type': `"${auth.type}" should be one of [${allowed.join(', ')}] for type ${type}.` };
  }
  if ('key_json' in auth && hasCredentialsInTokenUri(auth.key_json)) {
    return { 'body.auth.key_json': 'should have a token_uri without a user name and a password.' };
  }
  if ('key_json' in auth && !isServiceAccountKey(auth.key_json)) {
    return { 'body.auth.key_json': 'should be the JSON text of a key with client_email and private_key.' };
  }
  return authHeaderErrors(auth);
}

function hasCredentialsInTokenUri(text: string): boolean {
  try {
    const { username, password } = new URL(JSON.parse(text).token_uri);
    return username !== '' || password !== '';
  } catch {
    return false;
  }
}

function isServiceAccountKey(text: string): boolean {
  try {
    const key = JSON.parse(text);
    return typeof key?.client_email === 'string' && typeof key?.private_key === 'string';
  } catch {
    return false;
  }
}
