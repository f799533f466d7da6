/** Tools on the wire (docs/behaviour/agents.md, Tools). */
import { type Static, type TProperties, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/lists.ts';
import { discriminatedUnion } from '../../http/schemas.ts';
import { Metadata, ToolConfiguration, ToolId, Transform } from '../agents/tool-configurations-schema.ts';
import { JsonSchemaDefinition } from './json-schema-definition.ts';

const text = Type.Optional(Type.String());
const time = Type.Optional(Type.String({ format: 'date-time' }));

/** What every tool has. */
const toolFields = {
  id: ToolId,
  name: Type.String(),
  title: text,
  description: Type.String(),
  description_template: text,
  documentation: text,
  enabled: Type.Boolean({ default: true }),
  experimental: Type.Optional(Type.Boolean({ default: false })),
  created_at: time,
  updated_at: time,
  input_schema: Metadata,
  output_schema: Type.Optional(Metadata),
  default_output_transform: Type.Optional(Transform),
  default_input_transform: Type.Optional(Transform),
  default_argument_override: Type.Optional(Metadata),
  category: text,
  lineage: text,
  version: text,
  tool_groups: Type.Optional(Type.Array(Type.String())),
};

/** Those that the platform brings. */
const BUILT_IN = [
  'dynamic_vectara',
  'corpora_search',
  'web_search',
  'web_get',
  'sub_agent',
  'artifact_create',
  'artifact_read',
  'artifact_grep',
  'image_read',
  'document_conversion',
  'get_document_text',
] as const;
export type BuiltInType = (typeof BUILT_IN)[number];
export type ToolType = BuiltInType | 'mcp' | 'lambda' | 'client';

const variant = <const Kind extends ToolType>(type: Kind, own: TProperties = {}) =>
  Type.Object({ ...toolFields, type: Type.Literal(type), ...own });

const hint = Type.Optional(Type.Boolean());
export const McpAnnotations = Type.Object(
  { read_only_hint: hint, destructive_hint: hint, idempotent_hint: hint, open_world_hint: hint },
  { additionalProperties: true },
);
export type McpAnnotations = Static<typeof McpAnnotations>;
const ofMcp = {
  server_id: Type.Optional(Type.String({ pattern: '^tsr_.*' })),
  annotations: Type.Optional(McpAnnotations),
};

export const python = Type.Unsafe<'python'>({ type: 'string', enum: ['python'] });
export const ExecutionConfiguration = Type.Object({
  max_execution_time_seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: 300, default: 30 })),
  max_memory_mb: Type.Optional(Type.Integer({ minimum: 10, maximum: 1024, default: 100 })),
});
export type ExecutionConfiguration = Static<typeof ExecutionConfiguration>;

/** What the code of a lambda calls by `tool.name(…)`. */
export const LambdaTools = Type.Record(Type.String(), ToolConfiguration, {
  maxProperties: 20,
  propertyNames: Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]*$' }),
});
const ofLambda = {
  language: python,
  function_definition: Type.Object({
    language: python,
    code: Type.String(),
    validation_status: Type.Optional(
      Type.Unsafe<'pending' | 'valid' | 'invalid'>({ type: 'string', enum: ['pending', 'valid', 'invalid'] }),
    ),
    validation_errors: Type.Optional(Type.Array(Type.String())),
    execution_configuration: Type.Optional(ExecutionConfiguration),
  }),
  tool_configurations: Type.Optional(LambdaTools),
};

const variants = [
  ...BUILT_IN.map((type) => variant(type)),
  variant('mcp', ofMcp),
  variant('lambda', ofLambda),
  variant('client'),
];

type Fields<T extends TProperties> = Static<ReturnType<typeof Type.Object<T>>>;
export const Tool = Type.Unsafe<
  Fields<typeof toolFields> & { type: ToolType } & Partial<Fields<typeof ofMcp> & Fields<typeof ofLambda>>
>(discriminatedUnion(variants));

/** As those give it who want to see an instruction rendered: any part of a tool will do. */
export const ToolSketch = Type.Object({
  ...Type.Partial(Type.Object({ ...toolFields, ...ofMcp, ...ofLambda })).properties,
  type: Type.Optional(Type.String()),
});
export type Tool = Static<typeof Tool>;

const name = Type.String({ minLength: 1, maxLength: 50, pattern: '^[a-zA-Z0-9_-]+$' });
const title = Type.Optional(Type.String({ minLength: 1, maxLength: 128 }));
const described = Type.String({ minLength: 1, maxLength: 5000 });
const schemasOfClient = {
  input_schema: Type.Optional(JsonSchemaDefinition),
  output_schema: Type.Optional(JsonSchemaDefinition),
};

const CreateLambdaToolRequest = Type.Object({
  type: Type.Literal('lambda'),
  name,
  title,
  description: described,
  language: Type.Optional(python),
  code: Type.String({ minLength: 1, maxLength: 100_000 }),
  execution_configuration: Type.Optional(ExecutionConfiguration),
  tool_configurations: Type.Optional(LambdaTools),
});
export type CreateLambdaToolRequest = Static<typeof CreateLambdaToolRequest>;

const CreateClientToolRequest = Type.Object({
  type: Type.Literal('client'),
  name,
  title,
  description: described,
  ...schemasOfClient,
});
export type CreateClientToolRequest = Static<typeof CreateClientToolRequest>;

export const CreateToolRequest = discriminatedUnion([CreateLambdaToolRequest, CreateClientToolRequest]);

const UpdateLambdaToolRequest = Type.Object({
  type: Type.Literal('lambda'),
  enabled: Type.Optional(Type.Boolean()),
  title: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
  description: Type.Optional(Type.String()),
  code: Type.Optional(Type.String({ minLength: 1 })),
  execution_configuration: Type.Optional(ExecutionConfiguration),
  tool_configurations: Type.Optional(Type.Union([LambdaTools, Type.Null()])),
});
export type UpdateLambdaToolRequest = Static<typeof UpdateLambdaToolRequest>;

const UpdateClientToolRequest = Type.Object({
  type: Type.Literal('client'),
  enabled: Type.Optional(Type.Boolean()),
  title,
  description: Type.Optional(described),
  ...schemasOfClient,
});
export type UpdateClientToolRequest = Static<typeof UpdateClientToolRequest>;

export const UpdateToolRequest = discriminatedUnion([
  Type.Object({ type: Type.Literal('mcp'), enabled: Type.Optional(Type.Boolean()) }),
  UpdateLambdaToolRequest,
  UpdateClientToolRequest,
]);
export type UpdateToolRequest = Static<typeof UpdateToolRequest>;

export const ListToolsQuery = Type.Object({
  filter: Type.Optional(Type.String({ description: 'A regular expression over name, title and description.' })),
  type: Type.Optional(Type.Unsafe<'mcp' | 'lambda' | 'client'>({ type: 'string', enum: ['mcp', 'lambda', 'client'] })),
  enabled: Type.Optional(Type.Boolean()),
  category: Type.Optional(Type.Array(Type.String())),
  tool_server_id: Type.Optional(Type.String({ pattern: '^tsr_[0-9a-zA-Z_-]+$' })),
  ...pageQuery({ default: 50, maximum: 100 }),
});
export const ListToolsResponse = Type.Object({ tools: Type.Array(Tool), metadata: ListMetadata });
