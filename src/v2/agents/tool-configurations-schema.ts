/**
 * How an agent uses a tool, on the wire (docs/behaviour/agents.md, Tool configurations). They are stored and answered as
 * they were given, so that no default is written into them.
 */
import { type Static, type TObject, type TProperties, type TSchema, Type } from 'typebox';
import { discriminatedUnion } from '../../http/schemas.ts';
import { GenerationParameters, SearchCorpus, SearchParameters } from '../../query/query-schema.ts';

export const ToolId = Type.String({ pattern: '^tol_[0-9a-zA-Z_-]+$' });
export const AgentKey = Type.String({ minLength: 1, maxLength: 50, pattern: '^[0-9a-zA-Z_-]+$' });
export const Transform = Type.String({ maxLength: 4096, description: 'A jq program.' });
const SESSION_MODES = ['ephemeral', 'persistent', 'session_scoped', 'agent_scoped', 'llm_controlled'] as const;
export const Metadata = Type.Record(Type.String(), Type.Unknown());

/** A value that is looked up when a turn begins. A pattern, since what makes the documents takes a property `$ref` for a reference. */
const EagerReference = Type.Unsafe<{ $ref: string }>({
  type: 'object',
  required: ['$ref'],
  patternProperties: { '^\\$ref$': { type: 'string' } },
  additionalProperties: false,
});
const orReference = <T extends TSchema>(schema: T) =>
  Type.Unsafe<Static<T> | Static<typeof EagerReference>>({ oneOf: [schema, EagerReference] });
/** What is left out of a stored configuration stays out, at any depth. */
const withoutDefaults = <T extends TSchema>(schema: T): T =>
  JSON.parse(JSON.stringify(schema, (name, value) => (name === 'default' ? undefined : value)));
const words = <const Words extends readonly string[]>(...list: Words) =>
  Type.Unsafe<Words[number]>({ type: 'string', enum: list });
const closed = <T extends TProperties>(members: T) =>
  Type.Optional(Type.Object(members, { additionalProperties: false }));

const anyArguments = Type.Optional(Metadata);
const text = Type.Optional(Type.String());
const integer = Type.Optional(Type.Integer());
const textOrReference = Type.Optional(orReference(Type.String()));

const common = {
  key: Type.Optional(Type.String({ minLength: 1, maxLength: 50, pattern: '^[0-9a-zA-Z_-]+$' })),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: 50 })),
  description: text,
  description_template: Type.Optional(Type.String({ description: 'Velocity.' })),
  enabled: Type.Optional(Type.Boolean()),
  metadata: Type.Optional(Metadata),
  created_at: Type.Optional(Type.String({ format: 'date-time', readOnly: true })),
  updated_at: Type.Optional(Type.String({ format: 'date-time', readOnly: true })),
  output_transform: Type.Optional(Transform),
  input_transform: Type.Optional(Transform),
};

const configuration = <const Kind extends string, T extends TProperties>(type: Kind, members: T) =>
  Type.Object({ ...common, type: Type.Literal(type), ...members });

const SearchedCorpus = Type.Object({
  ...SearchCorpus,
  corpus_key: orReference(Type.String()),
  metadata_filter: Type.Optional(orReference(Type.String({ maxLength: 8000 }))),
  query: Type.Optional(
    Type.String({ maxLength: 5000, description: 'Asked of this corpus whatever the model writes.' }),
  ),
});

const { offset, limit, context_configuration, reranker } = SearchParameters;
export const SearchConfiguration = withoutDefaults(
  Type.Object({
    search: Type.Optional(
      Type.Object({
        corpora: Type.Optional(Type.Array(SearchedCorpus, { minItems: 1 })),
        offset,
        limit,
        context_configuration,
        reranker,
      }),
    ),
    generation: Type.Optional(GenerationParameters),
    save_history: Type.Optional(Type.Boolean()),
  }),
);

const auth = <const Kind extends string, T extends TProperties>(type: Kind, members: T) =>
  Type.Object({ type: Type.Literal(type), ...members });
const secret = orReference(Type.String());
const oauth = { client_id: secret, client_secret: secret, token_endpoint: Type.String({ format: 'uri' }) };
const WebGetAuth = discriminatedUnion([
  auth('none', {}),
  auth('bearer', { token: secret }),
  auth('header', { header: Type.String(), value: secret }),
  auth('oauth_client_credentials', { ...oauth, scopes: Type.Optional(Type.Array(Type.String())) }),
  auth('oauth_refresh_token', { ...oauth, refresh_token: secret }),
]);

const domains = Type.Optional(Type.Array(Type.String(), { maxItems: 50 }));

const variants: TObject[] = [
  configuration('reference', { tool_configuration_key: Type.String({ minLength: 1, maxLength: 50 }) }),
  ...(['dynamic_vectara', 'mcp', 'lambda', 'client'] as const).map((type) =>
    configuration(type, { tool_id: ToolId, argument_override: anyArguments }),
  ),
  configuration('corpora_search', {
    argument_override: closed({ query: Type.Optional(Type.String({ maxLength: 5000 })) }),
    query_configuration: SearchConfiguration,
  }),
  configuration('web_search', {
    argument_override: closed({
      query: text,
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
      provider: Type.Optional(words('tavily')),
      include_domains: domains,
      exclude_domains: domains,
    }),
  }),
  configuration('web_get', {
    argument_override: closed({
      url: textOrReference,
      method: Type.Optional(words('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD')),
      headers: Type.Optional(orReference(Type.Record(Type.String(), orReference(Type.String())))),
      body: textOrReference,
      follow_redirects: Type.Optional(orReference(Type.Boolean())),
      timeout_seconds: Type.Optional(orReference(Type.Integer())),
      head_lines: Type.Optional(orReference(Type.Integer())),
      tail_lines: Type.Optional(orReference(Type.Integer())),
      ssl_verify: Type.Optional(orReference(Type.Boolean())),
      max_content_bytes: Type.Optional(orReference(Type.Integer())),
      auth: Type.Optional(WebGetAuth),
    }),
  }),
  configuration('sub_agent', {
    argument_override: closed({
      message: text,
      session_tti_minutes: Type.Optional(Type.Integer({ minimum: 1 })),
    }),
    sub_agent_configuration: Type.Object({
      agent_key: AgentKey,
      session_mode: Type.Optional(words(...SESSION_MODES)),
      session_metadata: Type.Optional(Metadata),
    }),
  }),
  configuration('artifact_create', { argument_override: anyArguments }),
  configuration('artifact_read', {
    argument_override: closed({
      artifact_id: text,
      encoding: Type.Optional(words('raw', 'base64')),
      start_line: integer,
      end_line: integer,
    }),
    tool_configuration: Type.Optional(
      Type.Object({
        max_size_bytes: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_485_760 })),
        max_lines: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
      }),
    ),
  }),
  configuration('artifact_grep', {
    argument_override: closed({
      artifact_id: text,
      pattern: text,
      grep_options: Type.Optional(Type.Array(Type.String())),
    }),
  }),
  configuration('image_read', {
    argument_override: closed({
      artifact_id: Type.Optional(Type.String({ pattern: '^art_[a-z0-9_-]+$' })),
      detail: Type.Optional(words('auto', 'low', 'high')),
    }),
  }),
  configuration('document_conversion', {
    argument_override: closed({
      artifact_id: text,
      output_format: Type.Optional(words('markdown', 'structured_document')),
      description: text,
    }),
  }),
  configuration('get_document_text', {
    argument_override: closed({
      document_id: Type.Optional(Type.String({ minLength: 1 })),
      corpus_key: Type.Optional(Type.String({ minLength: 1 })),
    }),
    tool_configuration: Type.Optional(
      Type.Object({
        metadata: Type.Optional(
          Type.Object({
            include: Type.Optional(Type.Boolean()),
            exclude_paths: Type.Optional(Type.Array(Type.String())),
          }),
        ),
      }),
    ),
  }),
];

export interface SubAgentConfiguration {
  agent_key: string;
  session_mode?: (typeof SESSION_MODES)[number];
  session_metadata?: Record<string, unknown>;
}

interface CommonFields {
  description_template?: string;
  input_transform?: string;
  output_transform?: string;
  argument_override?: Record<string, unknown>;
}
type Configuration<Kind extends string> = Kind extends string ? CommonFields & { type: Kind } : never;

export type ToolConfiguration =
  | (Configuration<'corpora_search'> & { query_configuration: Static<typeof SearchConfiguration> })
  | (Configuration<'dynamic_vectara' | 'mcp' | 'lambda' | 'client'> & { tool_id: string })
  | (Configuration<'reference'> & { tool_configuration_key: string })
  | (Configuration<'sub_agent'> & { sub_agent_configuration: SubAgentConfiguration })
  | (Configuration<'artifact_read'> & { tool_configuration?: { max_size_bytes?: number; max_lines?: number } })
  | (Configuration<'get_document_text'> & {
      tool_configuration?: { metadata?: { include?: boolean; exclude_paths?: string[] } };
    })
  | Configuration<
      'web_search' | 'web_get' | 'artifact_create' | 'artifact_grep' | 'image_read' | 'document_conversion'
    >;

export const ToolConfiguration = Type.Unsafe<ToolConfiguration>(discriminatedUnion(variants));
