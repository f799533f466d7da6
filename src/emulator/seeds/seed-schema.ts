/** Seed files: what an account is filled with, in the API's own shapes. */
import { type Static, type TSchema, Type } from 'typebox';
import { ChunkingStrategy } from '../../ingest/structured-document.ts';
import { CreateApiKeyRequest } from '../../v2/api-keys/api-keys-schema.ts';
import { CreateAppClientRequest } from '../../v2/app-clients/app-clients-schema.ts';
import { CreateCorpusRequest } from '../../v2/corpora/corpora-schema.ts';
import { CreateDocumentRequest, DocumentId, Metadata } from '../../v2/documents/documents-schema.ts';
import { TableExtractionConfig } from '../../v2/documents/upload/upload-schema.ts';
import { CreateEncoderRequest } from '../../v2/encoders/encoders-schema.ts';
import { CreateGenerationPresetRequest } from '../../v2/generation-presets/generation-presets-schema.ts';
import { CreateLlmRequest } from '../../v2/llms/llms-schema.ts';
import type { SeedList } from '../../v2/seed-list.ts';
import { SEED_LISTS } from '../../v2/seed-lists.ts';
import { CreateUserRequest } from '../../v2/users/users-schema.ts';
import { ApiScript } from '../api-scripts/api-script-schema.ts';
import { FaultRule } from '../faults/fault-rule-schema.ts';
import { Script } from '../scripts/script-schema.ts';
import { WebPage, WebSearchResults } from '../web/web-schema.ts';

type Members = Record<string, TSchema>;

/** A request of the API with members of its own; the API lets unknown ones pass, where a seed would hide a slip. */
function entry(schema: TSchema, own: Members = {}): TSchema {
  const close = (variant: { properties?: Members }) => ({
    ...variant,
    properties: { ...variant.properties, ...own },
    additionalProperties: false,
  });
  const { oneOf } = schema as { oneOf?: object[] };
  return oneOf ? { ...schema, oneOf: oneOf.map(close) } : close(schema);
}

const list = (items: TSchema, description: string) => Type.Array(Type.Unsafe(items), { description });

/** What a resource says of itself, with the members that are sent after an entry. */
const seedList = ({ entry: own, by, within, parts = {} }: SeedList) =>
  list(
    entry(own, Object.fromEntries(Object.entries(parts).map(([name, { schema }]) => [name, schema]))),
    within === undefined ? `By ${by}.` : `By ${within} and ${by}.`,
  );

const enabled = Type.Boolean({ description: 'True when absent.' });
const test = Type.Boolean({ description: 'Whether the provider is called once first; not so when absent.' });
const secret = (description: string) => Type.String({ minLength: 8, maxLength: 200, pattern: '^[!-~]+$', description });

export const SeedFile = Type.Object(
  {
    path: Type.String({ minLength: 1, description: 'Relative to the seed file.' }),
    filename: Type.Optional(DocumentId),
    metadata: Type.Optional(Metadata),
    chunking_strategy: Type.Optional(ChunkingStrategy),
    table_extraction_config: Type.Optional(TableExtractionConfig),
  },
  { additionalProperties: false },
);
export type SeedFile = Static<typeof SeedFile>;

const ofCorpus = {
  enabled,
  documents: list(entry(CreateDocumentRequest), 'Indexed as they are.'),
  files: Type.Array(SeedFile, { description: 'Uploaded; only in a seed that is a file.' }),
};

const optionalList = (own: SeedList) => Type.Optional(seedList(own));
/** Their names are known to the compiler, so that a seed may be given with any of them. */
const LISTS_OF_RESOURCES = Object.fromEntries(
  (SEED_LISTS as readonly SeedList[]).map((own) => [own.list, optionalList(own)]),
) as Record<(typeof SEED_LISTS)[number]['list'], ReturnType<typeof optionalList>>;

export const Seed = Type.Object(
  {
    $schema: Type.Optional(Type.String()),
    encoders: Type.Optional(list(entry(CreateEncoderRequest, { test }), 'By name.')),
    llms: Type.Optional(list(entry(CreateLlmRequest, { enabled, test }), 'By name.')),
    generation_presets: Type.Optional(list(entry(CreateGenerationPresetRequest), 'By name.')),
    corpora: Type.Optional(list(entry(CreateCorpusRequest, ofCorpus), 'By key, documents and files by id.')),
    users: Type.Optional(list(entry(CreateUserRequest, { enabled }), 'By username.')),
    api_keys: Type.Optional(
      list(entry(CreateApiKeyRequest, { enabled, secret_key: secret('What callers send.') }), 'By name.'),
    ),
    app_clients: Type.Optional(
      list(
        entry(CreateAppClientRequest, {
          client_id: secret('For the token endpoint.'),
          client_secret: secret('For the token endpoint.'),
        }),
        'By name.',
      ),
    ),
    ...LISTS_OF_RESOURCES,
    scripts: Type.Optional(Type.Array(Script, { description: 'By id, or by place in the list.' })),
    api_scripts: Type.Optional(Type.Array(ApiScript, { description: 'By id, or by place in the list.' })),
    faults: Type.Optional(Type.Array(FaultRule, { description: 'By id, or by place in the list.' })),
    web_pages: Type.Optional(Type.Array(WebPage, { description: 'By id, or by place in the list.' })),
    web_search_results: Type.Optional(Type.Array(WebSearchResults, { description: 'By id, or by place in the list.' })),
  },
  {
    additionalProperties: false,
    title: 'Seed of vectara-emulator',
    description:
      'What an account is filled with. `${NAME}` in a value is the environment variable of that name, `${NAME:-text}` has a text in its place, `$${` is `${`.',
  },
);

interface SeedCorpus extends CreateCorpusRequest {
  enabled?: boolean;
  documents?: CreateDocumentRequest[];
  files?: SeedFile[];
}

/** By the lists that resources say of themselves. */
type OfResources = {
  [Own in (typeof SEED_LISTS)[number] as Own['list']]?: (Static<Own['entry']> &
    (Own extends { parts: infer Parts } ? PartsOf<Parts> : unknown))[];
};
type PartsOf<Parts> = {
  [Name in keyof Parts]?: Parts[Name] extends { schema: infer Schema extends TSchema } ? Static<Schema> : never;
};

export interface Seed extends OfResources {
  encoders?: (CreateEncoderRequest & { test?: boolean })[];
  llms?: (CreateLlmRequest & { enabled?: boolean; test?: boolean })[];
  generation_presets?: CreateGenerationPresetRequest[];
  corpora?: SeedCorpus[];
  users?: (CreateUserRequest & { enabled?: boolean })[];
  api_keys?: (CreateApiKeyRequest & { enabled?: boolean; secret_key?: string })[];
  app_clients?: (CreateAppClientRequest & { client_id?: string; client_secret?: string })[];
  scripts?: Script[];
  api_scripts?: ApiScript[];
  faults?: FaultRule[];
  web_pages?: WebPage[];
  web_search_results?: WebSearchResults[];
}
