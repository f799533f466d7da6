/**
 * The token endpoint under both of its names (docs/behaviour/accounts.md, Tokens). It asks for no credential but the
 * client's, and refuses in OAuth's form, not in Vectara's: so it is a route of its own.
 */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';

/** A refusal of the token endpoint, in OAuth's form (RFC 6749 §5.2). */
export class OAuthRefusal extends Error {
  override name = 'OAuthRefusal';
  readonly statusCode: number;
  readonly error: string;

  constructor(statusCode: 400 | 401, error: string, description: string) {
    super(description);
    this.statusCode = statusCode;
    this.error = error;
  }
}

export const invalidRequest = (description: string) => new OAuthRefusal(400, 'invalid_request', description);
export const unsupportedGrant = (grant: string) =>
  new OAuthRefusal(400, 'unsupported_grant_type', `Only client_credentials is supported, not "${grant.slice(0, 40)}".`);
export const invalidClient = () =>
  new OAuthRefusal(401, 'invalid_client', 'There is no app client with this client_id and client_secret.');

/** What the contract asks for in JSON; a form, or HTTP Basic for the client, does as well. */
export const DescribedTokenRequest = Type.Object({
  client_id: Type.String(),
  client_secret: Type.String(),
  grant_type: Type.String({ description: 'client_credentials.' }),
});

export const TokenResponse = Type.Object({
  access_token: Type.String({ description: 'A JWT, for the Authorization header.' }),
  token_type: Type.String({ description: 'Bearer.' }),
  expires_in: Type.Integer({ description: 'Seconds.' }),
});

export const OAuthError = Type.Object({ error: Type.String(), error_description: Type.Optional(Type.String()) });

/** Who gives out access tokens. */
export interface TokenIssuer {
  /**
   * An access token for an app client and its life in seconds; throws OAuthRefusal. `wanted` is the account that the
   * caller asks for by name.
   */
  issueToken(client: ClientCredentials, wanted: string | undefined): Promise<{ token: string; lifetime: number }>;
}

export const tokenEndpoint: FastifyPluginAsyncTypebox<TokenIssuer> = async (app, { issueToken }) => {
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
    body: DescribedTokenRequest,
    response: { 200: TokenResponse, 400: OAuthError, 401: OAuthError },
  };
  // The body is read by hand: what is wrong with it is told in OAuth's form, not in Vectara's.
  const options = { validatorCompiler: () => () => true, config: { isPublic: true } };
  app.post('/oauth/token', { ...options, schema: described }, answer);
  app.post('/oauth2/token', { ...options, schema: { ...described, hide: true } }, answer);
};

export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
}

/** The client of a token request: from HTTP Basic, or else from its body. Throws OAuthRefusal. */
export function readTokenRequest(body: unknown, authorization: string | undefined): ClientCredentials {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw invalidRequest('The body should be a form or a JSON object.');
  }
  const fields = body as Record<string, unknown>;
  const field = (name: string): string => {
    const value = fields[name];
    if (typeof value !== 'string' || value === '') throw invalidRequest(`${name} is required.`);
    return value;
  };
  const grant = field('grant_type');
  if (grant !== 'client_credentials') throw unsupportedGrant(grant);
  return basicOf(authorization) ?? { clientId: field('client_id'), clientSecret: field('client_secret') };
}

function basicOf(authorization: string | undefined): ClientCredentials | undefined {
  const encoded = /^Basic\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1) throw invalidRequest('The Authorization header is not client_id:client_secret in base64.');
  return { clientId: decode(text.slice(0, colon)), clientSecret: decode(text.slice(colon + 1)) };
}

/** Both are form-encoded within Basic (RFC 6749 §2.3.1). */
function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
