import { type LlmAuth, secretsOf } from '../llm-auth.ts';
import { hostOf } from '../transport/connection-failure.ts';
import { unlessAborted } from '../transport/upstream-answer.ts';
import { UpstreamError } from '../upstream-error.ts';
import type { ConnectionSettings, UpstreamDependencies } from '../upstream-settings.ts';
import type { AccessToken } from './tokens.ts';
import { requestToken } from './tokens.ts';

export interface Authorization {
  headers: Record<string, string>;
  /** After a 401: true when a cached token was to blame, which is forgotten then, so that trying again makes sense. */
  renew(): boolean;
}

/** The auth headers of one request, for each of the nine variants (docs/behaviour/llms.md, Credentials). */
export async function authorize(
  settings: ConnectionSettings,
  request: { url: string; body: string },
  dependencies: UpstreamDependencies,
  caller: AbortSignal,
): Promise<Authorization> {
  const { auth } = settings;
  const withToken = (fetchToken: () => Promise<AccessToken>) =>
    authorizeByToken(`${settings.cacheKey} ${JSON.stringify(auth)}`, fetchToken, dependencies, caller);
  switch (auth?.type) {
    case undefined:
      return fixed({});
    case 'bearer':
      return fixed(bearer(auth.token));
    case 'header':
      return fixed({ [auth.header]: auth.value });
    case 'api_key':
      return fixed({ 'x-goog-api-key': auth.api_key });
    case 'bedrock_api_key':
      return fixed(bearer(auth.api_key));
    case 'vertex_access_token':
      return fixed(bearer(auth.access_token));
    case 'bedrock_static_iam':
      return fixed(await signAwsRequest(auth, request.url, settings.headers, request.body, dependencies.now()));
    case 'oauth_client_credentials':
      return withToken(() => fetchClientCredentialsToken(auth, dependencies));
    case 'service_account':
    case 'vertex_service_account':
      return withToken(() => fetchServiceAccountToken(auth.key_json, dependencies));
  }
}

/** The secrets of a registration itself; tokens and signatures made from them travel in headers. */
export function registeredSecrets({ auth }: ConnectionSettings): string[] {
  if (!auth) return [];
  return 'key_json' in auth ? [...secretsOf(auth), ...serviceAccountSecrets(auth.key_json)] : secretsOf(auth);
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const fixed = (headers: Record<string, string>): Authorization => ({ headers, renew: () => false });

async function authorizeByToken(
  key: string,
  fetchToken: () => Promise<AccessToken>,
  { tokens }: UpstreamDependencies,
  caller: AbortSignal,
): Promise<Authorization> {
  // The token request serves others too: an abort ends our wait, not the request.
  const { token, cached } = await unlessAborted(tokens.get(key, fetchToken), caller);
  return {
    headers: bearer(token),
    renew() {
      if (cached) tokens.drop(key, token);
      return cached;
    },
  };
}

type ClientCredentials = Extract<LlmAuth, { type: 'oauth_client_credentials' }>;

/** OAuth 2.0 client credentials, in the body rather than a Basic header (docs/behaviour/llms.md, Access tokens). */
export function fetchClientCredentialsToken(
  auth: ClientCredentials,
  dependencies: UpstreamDependencies,
): Promise<AccessToken> {
  return requestToken(
    auth.token_endpoint,
    {
      grant_type: 'client_credentials',
      client_id: auth.client_id,
      client_secret: auth.client_secret,
      ...(auth.scopes?.length ? { scope: auth.scopes.join(' ') } : {}),
    },
    dependencies,
  );
}

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const LIFETIME_SECONDS = 3600;
const DEFAULT_TOKEN_URI = 'https://oauth2.googleapis.com/token';

interface ServiceAccountKey {
  client_email: string;
  private_key: string;
  private_key_id?: string;
  token_uri?: string;
}

/**
 * A Google access token for a service account: an RS256 JWT exchanged at the key's `token_uri` (docs/behaviour/llms.md,
 * Access tokens).
 */
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

type StaticIam = Extract<LlmAuth, { type: 'bedrock_static_iam' }>;

/**
 * AWS Signature Version 4 for a Bedrock call: the headers `authorization` and `x-amz-date`. Signs the host, the body
 * and the `x-amz-*` headers given, which is what AWS demands; other headers may change on their way. `now` in
 * milliseconds since 1970.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function signAwsRequest(
  auth: StaticIam,
  url: string,
  headers: Record<string, string>,
  body: string,
  now: number,
): Promise<Record<string, string>> {
  const { AwsV4Signer } = await import('aws4fetch');
  const signer = new AwsV4Signer({
    method: 'POST',
    url,
    headers: Object.entries(headers).filter(([name]) => name.toLowerCase().startsWith('x-amz-')),
    body,
    accessKeyId: auth.aws_access_key_id,
    secretAccessKey: auth.aws_secret_access_key,
    region: auth.region,
    service: 'bedrock',
    datetime: new Date(now).toISOString().replace(/[:-]|\.\d{3}/g, ''),
  });
  return { authorization: await signer.authHeader(), 'x-amz-date': signer.datetime };
}
