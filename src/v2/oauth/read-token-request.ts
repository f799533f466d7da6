import { invalidRequest, unsupportedGrant } from './oauth-error.ts';

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
