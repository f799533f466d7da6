/** The token endpoint on the wire (reference accounts §1.2). */
import { Type } from 'typebox';

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
