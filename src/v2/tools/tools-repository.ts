import { perAccount } from '../../accounts/account.ts';
import { numbersOf } from '../../accounts/numbers.ts';
import { type Kept, records } from '../../accounts/records.ts';
import { conflict, notFound } from '../../errors.ts';
import type { ToolConfiguration } from '../agents/tool-configurations-schema.ts';
import { CATALOGUE, findTool } from './catalogue.ts';
import type { ExecutionConfiguration, McpAnnotations, Tool } from './tools-schema.ts';

type Json = Record<string, unknown>;

interface StoredFields {
  name: string;
  title: string;
  description: string;
  enabled: boolean;
  input_schema: Json;
  output_schema?: Json | undefined;
  default_argument_override?: Json;
}

export interface StoredClientTool extends StoredFields {
  type: 'client';
}

export interface StoredLambdaTool extends StoredFields {
  type: 'lambda';
  code: string;
  execution_configuration: Required<ExecutionConfiguration>;
  tool_configurations?: Record<string, ToolConfiguration>;
}

/** What a server says of a tool; its server is synchronised again and again, and the id stays. */
export interface StoredMcpTool extends StoredFields {
  type: 'mcp';
  server_id: string;
  /** Its server lists it no more. */
  gone?: boolean;
  annotations?: McpAnnotations;
}

export type StoredTool = StoredClientTool | StoredLambdaTool | StoredMcpTool;

const storedToolsOf = records<StoredTool>('tools', 'Tool');

/** The platform's tools and those that were made. */
export const toolsOf = perAccount((account) => {
  const stored = storedToolsOf(account);
  const find = (id: string): Tool | undefined => {
    const made = stored.find(id);
    return made ? toTool(made) : findTool(id);
  };
  const all = (): Tool[] => [...CATALOGUE, ...stored.list().map(toTool)];

  return {
    /** The platform's by name, then others in order of creation. */
    list: all,
    find,

    /** Throws 404. */
    get(id: string): Tool {
      const found = find(id);
      if (!found) throw notFound('Tool', id);
      return found;
    },

    /** As it is kept; undefined for the platform's. */
    stored: (id: string): Kept<StoredTool> | undefined => stored.find(id),
    listStored: (): Kept<StoredTool>[] => stored.list(),

    create: (tool: StoredTool): Tool => toTool(stored.create(`tol_${numbersOf(account).next('tool')}`, tool)),

    /** Throws 404. */
    update: (id: string, tool: StoredTool): Tool => toTool(stored.update(id, tool)),

    /** Throws 404. */
    delete: (id: string): void => stored.delete(id),

    /** Throws 409 where another tool than this one has the name or the title; those of MCP servers may have any. */
    requireFree({ name, title }: { name?: string; title?: string }, id?: string): void {
      for (const tool of all()) {
        if (tool.id === id || tool.type === 'mcp') continue;
        if (tool.name === name) throw conflict(`A tool named '${name}' exists already.`);
        if (tool.title === title) throw conflict(`A tool titled '${title}' exists already.`);
      }
    },
  };
});

/** Stored form to wire form. */
function toTool({ key, value, createdAt, updatedAt }: Kept<StoredTool>): Tool {
  const { name, title, description, type, enabled, input_schema, output_schema, default_argument_override } = value;
  return {
    id: key,
    name,
    title,
    description,
    documentation: description,
    type,
    enabled,
    experimental: false,
    created_at: new Date(createdAt).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
    input_schema,
    ...(output_schema === undefined ? {} : { output_schema }),
    ...(default_argument_override === undefined ? {} : { default_argument_override }),
    ...ownFields(value),
  };
}

function ownFields(tool: StoredTool) {
  switch (tool.type) {
    case 'client':
      return {};
    case 'lambda': {
      const { code, execution_configuration, tool_configurations } = tool;
      const language = 'python' as const;
      return {
        language,
        function_definition: {
          language,
          code,
          validation_status: 'valid' as const,
          validation_errors: [],
          execution_configuration,
        },
        ...(tool_configurations === undefined ? {} : { tool_configurations }),
      };
    }
    case 'mcp': {
      const { server_id, annotations } = tool;
      return { server_id, ...(annotations === undefined ? {} : { annotations }) };
    }
  }
}
