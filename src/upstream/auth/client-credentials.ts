import type { LlmAuth } from '../llm-auth.ts';
import type { UpstreamDependencies } from '../upstream-dependencies.ts';
import { requestToken } from './request-token.ts';
import type { AccessToken } from './token-store.ts';

type ClientCredentials = Extract<LlmAuth, { type: 'oauth_client_credentials' }>;

/** OAuth 2.0 client credentials, in the body rather than a Basic header (reference §2.6). */
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
