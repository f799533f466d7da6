import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { invalidRequest, OAuthRefusal } from './oauth-error.ts';
import * as schema from './oauth-schema.ts';
import type { ClientCredentials } from './read-token-request.ts';
import { readTokenRequest } from './read-token-request.ts';

export interface OAuthDependencies {
  /**
   * An access token for an app client and its life in seconds; throws OAuthRefusal. `wanted` is the account that the
   * caller asks for by name.
   */
  issueToken(client: ClientCredentials, wanted: string | undefined): Promise<{ token: string; lifetime: number }>;
}

/** The token endpoint under both of its names (reference accounts §1.2). It asks for no credential but the client's. */
export const oauthRoutes: FastifyPluginAsyncTypebox<OAuthDependencies> = async (app, { issueToken }) => {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(body as string))),
  );
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (!(error instanceof OAuthRefusal) && (error.statusCode ?? 500) >= 500) throw error;
    const { statusCode, error: code, message } = error instanceof OAuthRefusal ? error : invalidRequest(error.message);
    if (statusCode === 401 && request.headers.authorization) reply.header('www-authenticate', 'Basic realm="oauth"');
    return reply
      .code(statusCode)
      .header('cache-control', 'no-store')
      .type('application/json; charset=utf-8')
      .serializer(JSON.stringify)
      .send({ error: code, error_description: message });
  });

  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    const { authorization, 'x-emulator-account': wanted } = request.headers;
    const { token, lifetime } = await issueToken(readTokenRequest(request.body, authorization), wanted?.toString());
    reply.header('cache-control', 'no-store');
    return { access_token: token, token_type: 'Bearer', expires_in: lifetime };
  };

  const described = {
    operationId: 'getOAuthToken',
    summary: 'An access token for an app client. Takes JSON, a form, or HTTP Basic for the client.',
    tags: ['Authentication'],
    security: [],
    body: schema.DescribedTokenRequest,
    response: { 200: schema.TokenResponse, 400: schema.OAuthError, 401: schema.OAuthError },
  };
  // The body is read by hand: what is wrong with it is told in OAuth's form, not in Vectara's.
  const options = { validatorCompiler: () => () => true, config: { isPublic: true } };
  app.post('/oauth/token', { ...options, schema: described }, answer);
  app.post('/oauth2/token', { ...options, schema: { ...described, hide: true } }, answer);
};
