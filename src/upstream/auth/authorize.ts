import { secretsOf } from '../llm-auth.ts';
import { unlessAborted } from '../transport/unless-aborted.ts';
import type { UpstreamDependencies } from '../upstream-dependencies.ts';
import type { ConnectionSettings } from '../upstream-settings.ts';
import { fetchClientCredentialsToken } from './client-credentials.ts';
import { fetchServiceAccountToken, serviceAccountSecrets } from './service-account.ts';
import { signAwsRequest } from './sign-aws-request.ts';
import type { AccessToken } from './token-store.ts';

export interface Authorization {
  headers: Record<string, string>;
  /** After a 401: true when a cached token was to blame, which is forgotten then, so that trying again makes sense. */
  renew(): boolean;
}

/** The auth headers of one request, for each of the nine variants (reference §2.4). */
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
