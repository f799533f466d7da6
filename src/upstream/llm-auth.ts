/**
 * The nine ways a registered LLM can authenticate (docs/behaviour/llms.md, Credentials), and which provider type allows
 * which.
 */
import { type Static, Type } from 'typebox';
import { discriminatedUnion } from '../http/schemas.ts';

const secret = () => Type.String({ minLength: 1 });

export const BearerAuth = Type.Object({ type: Type.Literal('bearer'), token: secret() });
export const HeaderAuth = Type.Object({
  type: Type.Literal('header'),
  header: Type.String({ minLength: 1, pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$" }),
  value: secret(),
});
export const OAuthClientCredentialsAuth = Type.Object({
  type: Type.Literal('oauth_client_credentials'),
  client_id: Type.String({ minLength: 1 }),
  client_secret: secret(),
  token_endpoint: Type.String({ format: 'uri' }),
  scopes: Type.Optional(Type.Array(Type.String())),
});
/** What any OpenAI-compatible endpoint takes: LLMs and encoders. */
export const RemoteAuth = discriminatedUnion([BearerAuth, HeaderAuth, OAuthClientCredentialsAuth]);
export type RemoteAuth = Static<typeof RemoteAuth>;

/** It becomes part of a host's name. */
const Region = Type.String({ minLength: 1, pattern: '^[a-z0-9-]{1,40}$' });

export const BedrockStaticIamAuth = Type.Object({
  type: Type.Literal('bedrock_static_iam'),
  aws_access_key_id: Type.String({ minLength: 1 }),
  aws_secret_access_key: secret(),
  region: Region,
});
export const BedrockApiKeyAuth = Type.Object({
  type: Type.Literal('bedrock_api_key'),
  api_key: secret(),
  region: Region,
});
export const VertexServiceAccountAuth = Type.Object({
  type: Type.Literal('vertex_service_account'),
  key_json: secret(),
  project: Type.String({ minLength: 1 }),
  region: Region,
});
export const VertexAccessTokenAuth = Type.Object({
  type: Type.Literal('vertex_access_token'),
  access_token: secret(),
  project: Type.String({ minLength: 1 }),
  region: Region,
});
export const VertexAiApiKeyAuth = Type.Object({ type: Type.Literal('api_key'), api_key: secret() });
export const VertexAiServiceAccountAuth = Type.Object({ type: Type.Literal('service_account'), key_json: secret() });

export type LlmAuth =
  | Static<typeof BearerAuth>
  | Static<typeof HeaderAuth>
  | Static<typeof OAuthClientCredentialsAuth>
  | Static<typeof BedrockStaticIamAuth>
  | Static<typeof BedrockApiKeyAuth>
  | Static<typeof VertexServiceAccountAuth>
  | Static<typeof VertexAccessTokenAuth>
  | Static<typeof VertexAiApiKeyAuth>
  | Static<typeof VertexAiServiceAccountAuth>;

export type LlmType = 'openai-compatible' | 'openai-responses' | 'vertex-ai' | 'anthropic';

export const AUTH_TYPES_BY_LLM_TYPE: Record<LlmType, readonly LlmAuth['type'][]> = {
  'openai-compatible': ['bearer', 'header', 'oauth_client_credentials'],
  'openai-responses': ['bearer', 'header', 'oauth_client_credentials'],
  'vertex-ai': ['api_key', 'service_account'],
  anthropic: [
    'bearer',
    'header',
    'bedrock_static_iam',
    'bedrock_api_key',
    'vertex_service_account',
    'vertex_access_token',
  ],
};

const SECRET_FIELDS = [
  'token',
  'value',
  'client_secret',
  'api_key',
  'key_json',
  'aws_secret_access_key',
  'access_token',
];

/**
 * The same auth with every secret replaced by the four characters Vectara shows (docs/behaviour/llms.md, Credentials).
 */
export function maskAuth(auth: LlmAuth): LlmAuth {
  return Object.fromEntries(
    Object.entries(auth).map(([field, value]) => [field, SECRET_FIELDS.includes(field) ? '****' : value]),
  ) as LlmAuth;
}

/** The secret texts inside an auth, for redaction. A `Bearer x` header value yields `x` as well. */
export function secretsOf(auth: LlmAuth): string[] {
  return Object.entries(auth)
    .filter(([field]) => SECRET_FIELDS.includes(field))
    .flatMap(([, value]) => {
      const text = String(value);
      const bare = text.replace(/^\S+\s+/, '');
      return bare === text ? [text] : [text, bare];
    });
}
