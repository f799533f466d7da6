/** Tools on the wire (docs/behaviour/agents.md, Tools). */
import { type Static, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/lists.ts';
import { discriminatedUnion } from '../../http/schemas.ts';
import { Metadata, ToolId, Transform } from '../agents/tool-configurations-schema.ts';

const text = Type.Optional(Type.String());
const time = Type.Optional(Type.String({ format: 'date-time' }));

/** What every tool has. */
export const toolFields = {
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

const variant = <const Kind extends ToolType>(type: Kind) => Type.Object({ ...toolFields, type: Type.Literal(type) });

export const Tool = Type.Unsafe<Static<ReturnType<typeof variant<ToolType>>>>(
  discriminatedUnion(BUILT_IN.map((type) => variant(type))),
);
export type Tool = Static<typeof Tool>;

export const ListToolsQuery = Type.Object({
  filter: Type.Optional(Type.String({ description: 'A regular expression over name, title and description.' })),
  type: Type.Optional(Type.Unsafe<'mcp' | 'lambda' | 'client'>({ type: 'string', enum: ['mcp', 'lambda', 'client'] })),
  enabled: Type.Optional(Type.Boolean()),
  category: Type.Optional(Type.Array(Type.String())),
  tool_server_id: Type.Optional(Type.String({ pattern: '^tsr_[0-9a-zA-Z_-]+$' })),
  ...pageQuery({ default: 50, maximum: 100 }),
});
export const ListToolsResponse = Type.Object({ tools: Type.Array(Tool), metadata: ListMetadata });
