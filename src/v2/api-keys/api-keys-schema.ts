/** API keys on the wire (docs/behaviour/accounts.md, API keys). */
import { type Static, Type } from 'typebox';
import { ApiPolicy, roleFields } from '../../access/roles.ts';
import { ListMetadata, pageQuery } from '../../http/lists.ts';

const ApiKeyRole = Type.Enum(['serving', 'serving_and_indexing', 'personal']);
const deprecatedRole = Type.Optional(
  Type.Enum(['serving', 'serving_and_indexing', 'personal'], {
    deprecated: true,
    description:
      'serving: viewer of corpus_keys; serving_and_indexing: editor of them; personal: what the creator may.',
  }),
);

const CorpusKey = Type.String({ minLength: 1, maxLength: 50, pattern: '^[a-zA-Z0-9_=-]+$' });

export const CreateApiKeyRequest = Type.Object({
  name: Type.String({ minLength: 1 }),
  api_key_role: deprecatedRole,
  corpus_keys: Type.Optional(Type.Array(CorpusKey, { deprecated: true, description: 'What api_key_role is for.' })),
  ...roleFields,
});
export type CreateApiKeyRequest = Static<typeof CreateApiKeyRequest>;

export const UpdateApiKeyRequest = Type.Object({ enabled: Type.Optional(Type.Boolean()) });

export const ApiKey = Type.Object({
  id: Type.String({ pattern: 'aky_.*' }),
  name: Type.String(),
  secret_key: Type.String({ description: 'Shown for as long as the key lives.' }),
  enabled: Type.Optional(Type.Boolean()),
  api_key_role: deprecatedRole,
  ...roleFields,
  api_policy: Type.Optional(ApiPolicy),
});
export type ApiKey = Static<typeof ApiKey>;

export const ListApiKeysQuery = Type.Object({
  corpus_key: Type.Optional(CorpusKey),
  api_key_role: Type.Optional(ApiKeyRole),
  ...pageQuery({ default: 10, maximum: 100 }),
});
export const ListApiKeysResponse = Type.Object({ api_keys: Type.Array(ApiKey), metadata: ListMetadata });
