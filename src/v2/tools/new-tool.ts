/** From what requests say to a tool as it is stored (docs/behaviour/agents.md, Tools). */
import type { Account } from '../../accounts/account.ts';
import { invalidField } from '../../errors.ts';
import { checkCodeTools } from './check-code-tools.ts';
import { schemasOfCode } from './python-of-tools.ts';
import type { StoredClientTool, StoredLambdaTool } from './tools-repository.ts';
import type {
  CreateClientToolRequest,
  CreateLambdaToolRequest,
  ExecutionConfiguration,
  UpdateClientToolRequest,
  UpdateLambdaToolRequest,
} from './tools-schema.ts';

type Json = Record<string, unknown>;

const ANY_ARGUMENTS = { type: 'object', properties: {} };

/** A name in words: clients list titles. */
function titleOf(name: string): string {
  const words = name.replace(/[_-]+/g, ' ').trim() || name;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function newClientTool(request: CreateClientToolRequest): StoredClientTool {
  const { type, name, title = titleOf(name), description, input_schema = ANY_ARGUMENTS, output_schema } = request;
  return { type, name, title, description, enabled: true, ...schemasOf(input_schema, output_schema) };
}

export function updatedClientTool(tool: StoredClientTool, change: UpdateClientToolRequest): StoredClientTool {
  const { output_schema: before, ...kept } = tool;
  const { enabled = tool.enabled, title = tool.title, description = tool.description } = change;
  const { input_schema = tool.input_schema, output_schema = before } = change;
  const cleared = output_schema && Object.keys(output_schema).length === 0;
  const schemas = schemasOf(input_schema, cleared ? undefined : output_schema);
  return { ...kept, enabled, title, description, ...schemas };
}

/** Throws 400 for arguments that are no object. */
function schemasOf(input: Json, output: Json | undefined) {
  const { type = 'object' } = input;
  if (type !== 'object') throw invalidField('body.input_schema.type', "must be 'object', since arguments have names.");
  return { input_schema: { ...input, type }, ...(output === undefined ? {} : { output_schema: output }) };
}

export const limitsOf = ({
  max_execution_time_seconds = 30,
  max_memory_mb = 100,
}: ExecutionConfiguration): Required<ExecutionConfiguration> => ({ max_execution_time_seconds, max_memory_mb });

/** Throws 400 for code that cannot be a tool, or tools that code cannot have. */
export async function newLambdaTool(account: Account, request: CreateLambdaToolRequest): Promise<StoredLambdaTool> {
  const { type, name, title = titleOf(name), description, code, execution_configuration = {} } = request;
  const { tool_configurations } = request;
  checkCodeTools(account, tool_configurations);
  return {
    type,
    name,
    title,
    description,
    enabled: true,
    ...(await schemasOfCode(account, code)),
    code,
    execution_configuration: limitsOf(execution_configuration),
    ...(tool_configurations === undefined ? {} : { tool_configurations }),
  };
}

/**
 * Null takes the tools of a lambda away; those given replace those there, and so do its limits. Throws 400 for code that
 * cannot be a tool, or tools that code cannot have.
 */
export async function updatedLambdaTool(
  account: Account,
  tool: StoredLambdaTool,
  change: UpdateLambdaToolRequest,
): Promise<StoredLambdaTool> {
  const { tool_configurations: before, input_schema, output_schema, ...kept } = tool;
  const { enabled = tool.enabled, title = tool.title, description = tool.description, code = tool.code } = change;
  const { execution_configuration = tool.execution_configuration, tool_configurations = before } = change;
  checkCodeTools(account, change.tool_configurations ?? undefined);
  const schemas = change.code === undefined ? { input_schema, output_schema } : await schemasOfCode(account, code);
  return {
    ...kept,
    ...schemas,
    enabled,
    title,
    description,
    code,
    execution_configuration: limitsOf(execution_configuration),
    ...(tool_configurations == null ? {} : { tool_configurations }),
  };
}
