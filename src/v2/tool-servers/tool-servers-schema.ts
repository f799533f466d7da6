/** Tool servers on the wire (docs/behaviour/tool-servers.md). */
import { type Static, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/lists.ts';
import { RemoteAuth } from '../../upstream/llm-auth.ts';
import type { McpTransport } from '../../upstream/network/upstream-fetch.ts';
import { Metadata } from '../agents/tool-configurations-schema.ts';
import { McpAnnotations } from '../tools/tools-schema.ts';

export const ToolServerId = Type.String({ pattern: '^tsr_[0-9a-zA-Z_-]+$' });
const type = Type.Unsafe<'mcp'>({ type: 'string', enum: ['mcp'] });
const name = Type.String({ minLength: 1, maxLength: 50 });
const uri = Type.String({ format: 'uri', description: 'The whole address of the server.' });
const transport = Type.Unsafe<McpTransport>({ type: 'string', enum: ['sse', 'streamable-http'] });
const optional = {
  description: Type.Optional(Type.String()),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  metadata: Type.Optional(Metadata),
};
const auth = Type.Optional(RemoteAuth);

export const CreateToolServerRequest = Type.Object({
  name,
  type,
  uri,
  transport: { ...transport, default: 'sse' },
  ...optional,
  auth,
  enabled: Type.Optional(Type.Boolean({ default: true })),
});
export type CreateToolServerRequest = Static<typeof CreateToolServerRequest>;

export const UpdateToolServerRequest = Type.Partial(
  Type.Object({ name, uri, transport, ...optional, auth, enabled: Type.Boolean() }),
);
export type UpdateToolServerRequest = Static<typeof UpdateToolServerRequest>;

export const ToolServer = Type.Object({
  id: ToolServerId,
  name,
  type,
  uri,
  transport,
  ...optional,
  enabled: Type.Boolean(),
  created_at: Type.String({ format: 'date-time' }),
  updated_at: Type.String({ format: 'date-time' }),
});
export type ToolServer = Static<typeof ToolServer>;

export const ListToolServersQuery = Type.Object({
  filter: Type.Optional(Type.String({ description: 'A regular expression over name and description.' })),
  type: Type.Optional(type),
  enabled: Type.Optional(Type.Boolean()),
  ...pageQuery({ default: 10, maximum: 100 }),
});
export const ListToolServersResponse = Type.Object({
  tool_servers: Type.Array(ToolServer),
  metadata: ListMetadata,
});

/** A tool as its server would list it. */
export const SeedMcpTool = Type.Object({
  name: Type.String({ minLength: 1 }),
  title: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  input_schema: Type.Optional(Metadata),
  output_schema: Type.Optional(Metadata),
  annotations: Type.Optional(McpAnnotations),
});
export type SeedMcpTool = Static<typeof SeedMcpTool>;

export const SeedToolServer = Type.Object({
  ...CreateToolServerRequest.properties,
  transport: Type.Optional(CreateToolServerRequest.properties.transport),
  tools: Type.Optional(
    Type.Array(SeedMcpTool, { description: 'What a sync would find; with --upstream simulate nothing else does.' }),
  ),
});
