/** LLMs on the wire (docs/behaviour/llms.md, The LLM object and Registration and Changes). */
import { type Static, type TProperties, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/lists.ts';
import { discriminatedUnion } from '../../http/schemas.ts';
import * as auth from '../../upstream/llm-auth.ts';

export const LlmType = Type.Union(
  [
    Type.Literal('openai-compatible'),
    Type.Literal('openai-responses'),
    Type.Literal('vertex-ai'),
    Type.Literal('anthropic'),
  ],
  { description: 'The protocol the provider speaks.' },
);

export const Capabilities = Type.Object({
  image_support: Type.Boolean(),
  context_limit: Type.Integer({ minimum: 4096, description: 'Tokens.' }),
  tool_calling: Type.Boolean(),
  structured_outputs: Type.Boolean(),
  requires_role_alternation: Type.Boolean(),
});
export type Capabilities = Static<typeof Capabilities>;

const idleTimeout = Type.Union([Type.Integer({ minimum: 1, maximum: 3600 }), Type.Null()], {
  description: 'Longest silence tolerated from the provider, in seconds; null clears it.',
});

const VertexAiAuth = discriminatedUnion([auth.VertexAiApiKeyAuth, auth.VertexAiServiceAccountAuth]);
const AnthropicAuth = discriminatedUnion([
  auth.BearerAuth,
  auth.HeaderAuth,
  auth.BedrockStaticIamAuth,
  auth.BedrockApiKeyAuth,
  auth.VertexServiceAccountAuth,
  auth.VertexAccessTokenAuth,
]);
const AnyAuth = discriminatedUnion([
  auth.BearerAuth,
  auth.HeaderAuth,
  auth.OAuthClientCredentialsAuth,
  auth.BedrockStaticIamAuth,
  auth.BedrockApiKeyAuth,
  auth.VertexServiceAccountAuth,
  auth.VertexAccessTokenAuth,
  auth.VertexAiApiKeyAuth,
  auth.VertexAiServiceAccountAuth,
]);

const uri = Type.String({ format: 'uri', description: 'The whole address that requests are sent to.' });
const model = Type.String({ minLength: 1, description: "The provider's model id." });

const settings = {
  description: Type.Optional(Type.String({ maxLength: 1000 })),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  idle_timeout_seconds: Type.Optional(idleTimeout),
  test_model_parameters: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { description: 'Parameters of the connection test only.' }),
  ),
  capabilities: Type.Optional(Type.Partial(Capabilities)),
};

const create = <Type extends string, Own extends TProperties>(type: Type, own: Own) =>
  Type.Object({
    type: Type.Literal(type),
    name: Type.String({ minLength: 1, maxLength: 255 }),
    model,
    ...settings,
    ...own,
  });

export const CreateLlmRequest = discriminatedUnion([
  create('openai-compatible', { uri, auth: Type.Optional(auth.RemoteAuth) }),
  create('openai-responses', { uri, auth: Type.Optional(auth.RemoteAuth) }),
  create('vertex-ai', { uri, auth: VertexAiAuth }),
  create('anthropic', { uri: Type.Optional(uri), auth: AnthropicAuth }),
]);
export type CreateLlmRequest = Static<typeof CreateLlmRequest>;

/** Every field is optional, `type` too, so the auth of any type passes here and is checked against the type later. */
export const UpdateLlmRequest = Type.Object({
  type: Type.Optional(LlmType),
  model: Type.Optional(model),
  uri: Type.Optional(uri),
  auth: Type.Optional(AnyAuth),
  enabled: Type.Optional(Type.Boolean()),
  ...settings,
});
export type UpdateLlmRequest = Static<typeof UpdateLlmRequest>;

/** Deprecated in favour of generation presets; shown for platform LLMs. */
const Prompt = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  enabled: Type.Boolean(),
  default: Type.Boolean(),
});

export const Llm = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  enabled: Type.Boolean(),
  default: Type.Boolean(),
  capabilities: Capabilities,
  ownership: Type.Union([Type.Literal('platform'), Type.Literal('customer')]),
  type: LlmType,
  model: Type.String(),
  uri: Type.Optional(Type.String()),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  idle_timeout_seconds: Type.Optional(Type.Integer()),
  auth: Type.Optional(AnyAuth),
  prompts: Type.Optional(Type.Array(Prompt)),
});
export type Llm = Static<typeof Llm>;

export const ListLlmsQuery = Type.Object({
  filter: Type.Optional(Type.String({ description: 'Regular expression over name and description.' })),
  ...pageQuery({ default: 10, maximum: 100 }),
});

export const ListLlmsResponse = Type.Object({ llms: Type.Array(Llm), metadata: ListMetadata });
