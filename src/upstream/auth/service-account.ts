import { hostOf } from '../transport/connection-failure.ts';
import type { UpstreamDependencies } from '../upstream-dependencies.ts';
import { UpstreamError } from '../upstream-error.ts';
import { requestToken } from './request-token.ts';
import type { AccessToken } from './token-store.ts';

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const LIFETIME_SECONDS = 3600;
const DEFAULT_TOKEN_URI = 'https://oauth2.googleapis.com/token';

interface ServiceAccountKey {
  client_email: string;
  private_key: string;
  private_key_id?: string;
  token_uri?: string;
}

/** A Google access token for a service account: an RS256 JWT exchanged at the key's `token_uri` (reference §2.6). */
export async function fetchServiceAccountToken(
  keyJson: string,
  dependencies: UpstreamDependencies,
): Promise<AccessToken> {
  const key = readKey(keyJson);
  const endpoint = key.token_uri ?? DEFAULT_TOKEN_URI;
  const assertion = await signAssertion(key, endpoint, dependencies.now());
  return requestToken(endpoint, { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }, dependencies);
}

/** The secret texts inside a key file, for redaction. */
export function serviceAccountSecrets(keyJson: string): string[] {
  try {
    return [readKey(keyJson).private_key];
  } catch {
    return [];
  }
}

function readKey(keyJson: string): ServiceAccountKey {
  try {
    const key = JSON.parse(keyJson);
    if (typeof key.client_email === 'string' && typeof key.private_key === 'string') return key;
  } catch {}
  throw unusable(DEFAULT_TOKEN_URI, 'key_json is not a service account key');
}

async function signAssertion(key: ServiceAccountKey, audience: string, now: number): Promise<string> {
  const [{ SignJWT }, { importPKCS8 }] = await Promise.all([import('jose/jwt/sign'), import('jose/key/import')]);
  const issuedAt = Math.floor(now / 1000);
  try {
    return await new SignJWT({ scope: SCOPE })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', ...(key.private_key_id ? { kid: key.private_key_id } : {}) })
      .setIssuer(key.client_email)
      .setAudience(audience)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + LIFETIME_SECONDS)
      .sign(await importPKCS8(key.private_key, 'RS256'));
  } catch {
    throw unusable(audience, 'the private key of the service account cannot be read');
  }
}

const unusable = (endpoint: string, reason: string) =>
  new UpstreamError({ kind: 'token', host: hostOf(endpoint), reason });
