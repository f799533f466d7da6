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
