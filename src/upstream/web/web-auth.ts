/** How agents sign in where they fetch something (docs/behaviour/agent-tools.md, Web). */
import type { AccessToken } from '../auth/tokens.ts';
import { createTokenStore, requestToken } from '../auth/tokens.ts';
import type { UpstreamFetch, UpstreamRequest } from '../network/upstream-fetch.ts';
import { unlessAborted } from '../transport/upstream-answer.ts';

interface OAuthClient {
  client_id: string;
  client_secret: string;
  token_endpoint: string;
}

export type WebAuth =
  | { type: 'none' }
  | { type: 'bearer'; token: string }
  | { type: 'header'; header: string; value: string }
  | ({ type: 'oauth_client_credentials'; scopes?: string[] } & OAuthClient)
  | ({ type: 'oauth_refresh_token'; refresh_token: string } & OAuthClient);

export type WebAuthorize = (
  auth: WebAuth,
  web: UpstreamRequest['web'],
  signal: AbortSignal,
) => Promise<Record<string, string>>;

/** Gives the headers of a request; tokens are kept by all that they are had with. `now` in milliseconds since 1970. */
export function createWebAuthorize(fetch: UpstreamFetch, now: () => number): WebAuthorize {
  const tokens = createTokenStore(now);
  /** Refresh tokens that came in the place of those that were given. */
  const rotated = new Map<string, string>();

  async function refresh(
    key: string,
    auth: Extract<WebAuth, { type: 'oauth_refresh_token' }>,
    web: UpstreamRequest['web'],
  ) {
    const form = { grant_type: 'refresh_token', refresh_token: rotated.get(key) ?? auth.refresh_token };
    const token = await askForToken(auth, form, web);
    if (token.refreshToken !== undefined) rotated.set(key, token.refreshToken);
    return token;
  }

  /** With HTTP Basic, unlike for language models. */
  function askForToken(
    { client_id, client_secret, token_endpoint }: OAuthClient,
    form: Record<string, string>,
    web: UpstreamRequest['web'],
  ): Promise<AccessToken> {
    const pair = [client_id, client_secret].map(encodeURIComponent).join(':');
    const headers = { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
    return requestToken(token_endpoint, form, { fetch }, { headers, web });
  }

  return async (auth, web, signal) => {
    const key = JSON.stringify(auth);
    const bearer = async (fetchToken: () => Promise<AccessToken>) => {
      const { token } = await unlessAborted(tokens.get(key, fetchToken), signal);
      return { Authorization: `Bearer ${token}` };
    };
    switch (auth.type) {
      case 'none':
        return {};
      case 'bearer':
        return { Authorization: `Bearer ${auth.token}` };
      case 'header':
        return { [auth.header]: auth.value };
      case 'oauth_client_credentials': {
        const form = { grant_type: 'client_credentials', ...(auth.scopes?.length && { scope: auth.scopes.join(' ') }) };
        return bearer(() => askForToken(auth, form, web));
      }
      case 'oauth_refresh_token':
        return bearer(() => refresh(key, auth, web));
    }
  };
}
