/** Tools: the platform's, and those that users make. */
import type { Account } from '../../accounts/account.ts';
import { conflict, forbidden, invalidField, notFound } from '../../errors.ts';
import { filterByCase, pageOf, readPagePosition } from '../../http/lists.ts';
import { JsonText, operation } from '../../http/operation.ts';
import { agentsOf } from '../agents/agents-repository.ts';
import { type ToolConfiguration, ToolId } from '../agents/tool-configurations-schema.ts';
import type { SeedList } from '../seed-list.ts';
import { newClientTool, newLambdaTool, updatedClientTool, updatedLambdaTool } from './new-tool.ts';
import { testCode, testStored } from './test-tool.ts';
import * as tests from './test-tool-schema.ts';
import { type StoredTool, toolsOf } from './tools-repository.ts';
import * as schema from './tools-schema.ts';

/** As it is stored and no more: a serialiser would write defaults into tool configurations, which are answered as given. */
const json = (answer: object) => new JsonText(JSON.stringify(answer));

const textsOf = ({ name, title = '', description }: schema.Tool) => [name, title, description];

const path = { tool_id: ToolId };

/** Known again by their names; the first of a new account is `tol_1`. */
export const seedOfTools = {
  list: 'tools',
  by: 'name',
  pathBy: 'id',
  entry: schema.CreateToolRequest,
  create: 'createTool',
  update: 'updateTool',
} as const satisfies SeedList;

/** Throws 404, and 403 for one of the platform. */
function requireStored(account: Account, id: string): StoredTool {
  toolsOf(account).get(id);
  const stored = toolsOf(account).stored(id);
  if (!stored) throw forbidden(`Denied access to resource ${id}.`);
  return stored.value;
}

/** Whether an agent, or the code of a lambda, has the tool among its own. */
export function isInUse(account: Account, id: string): boolean {
  const names = (configurations: Record<string, ToolConfiguration> = {}) =>
    Object.values(configurations).some((one) => 'tool_id' in one && one.tool_id === id);
  return (
    agentsOf(account)
      .list()
      .some(({ value }) => names(value.tool_configurations)) ||
    toolsOf(account)
      .listStored()
      .some(({ value }) => value.type === 'lambda' && names(value.tool_configurations))
  );
}

export const tools = [
  operation(
    'createTool',
    { summary: 'Create a lambda or a client tool.', body: schema.CreateToolRequest, answer: schema.Tool },
    async ({ account, body }) => {
      const tool = body.type === 'client' ? newClientTool(body) : await newLambdaTool(account, body);
      toolsOf(account).requireFree(tool);
      return json(toolsOf(account).create(tool));
    },
  ),

  operation(
    'listTools',
    {
      summary: 'List tools: those that the platform brings, then others in order of creation.',
      query: schema.ListToolsQuery,
      answer: schema.ListToolsResponse,
    },
    ({ account, query: { filter, type, enabled, category, tool_server_id, limit = 50, page_key } }) => {
      const given = { filter, type, enabled, category, tool_server_id };
      const position = readPagePosition(schema.ListToolsQuery, page_key, given);
      const { filters } = position;
      const wanted = filterByCase(toolsOf(account).list(), filters.filter, textsOf).filter(
        (tool) =>
          (filters.type === undefined || tool.type === filters.type) &&
          (filters.enabled === undefined || tool.enabled === filters.enabled) &&
          (filters.category === undefined
            ? tool.category !== 'experimental'
            : filters.category.includes(tool.category ?? '')) &&
          (filters.tool_server_id === undefined || tool.server_id === filters.tool_server_id),
      );
      const { items, metadata } = pageOf(wanted, limit, position);
      return json({ tools: items, metadata });
    },
  ),

  operation('getTool', { summary: 'Get a tool.', path, answer: schema.Tool }, ({ account, path }) =>
    json(toolsOf(account).get(path.tool_id)),
  ),

  operation(
    'updateTool',
    {
      summary: 'Change a tool that was made; of one of an MCP server, whether it is enabled.',
      path,
      body: schema.UpdateToolRequest,
      answer: schema.Tool,
      // A title that is taken, as when a tool is made.
      also: [409],
      first: ({ account, path }) => requireStored(account, path.tool_id!),
    },
    async ({ account, path: { tool_id }, body }) => {
      const tool = requireStored(account, tool_id);
      const updated = await updatedTool(account, tool, body);
      if (updated.title !== tool.title) toolsOf(account).requireFree({ title: updated.title }, tool_id);
      return json(toolsOf(account).update(tool_id, updated));
    },
  ),

  operation(
    'testLambdaToolWithoutCreation',
    {
      summary: 'Try code out: what it takes and gives, what is wrong with it, and a call of it.',
      body: tests.TestLambdaToolRequest,
      answer: tests.TestLambdaToolResponse,
    },
    async ({ account, body, signal }) => json(await testCode(account, body, signal)),
  ),

  operation(
    'testTool',
    {
      summary: 'Call a lambda tool, be it enabled or not.',
      path,
      body: tests.TestToolRequest,
      answer: tests.TestToolResponse,
    },
    async ({ account, path: { tool_id }, body, signal }) => {
      const tool = toolsOf(account).stored(tool_id)?.value;
      if (tool?.type !== 'lambda') throw notFound('Tool', tool_id);
      return json(await testStored(account, tool, body, signal));
    },
  ),

  operation(
    'deleteTool',
    {
      summary: 'Delete a tool that nothing uses.',
      path,
      // One in use; the contract does not list it, the service answers it.
      also: [409],
    },
    ({ account, path: { tool_id } }) => {
      requireStored(account, tool_id);
      if (isInUse(account, tool_id)) throw conflict('tool is being used in different configurations');
      toolsOf(account).delete(tool_id);
    },
  ),
];

async function updatedTool(account: Account, tool: StoredTool, change: schema.UpdateToolRequest): Promise<StoredTool> {
  if (tool.type === 'client' && change.type === 'client') return updatedClientTool(tool, change);
  if (tool.type === 'lambda' && change.type === 'lambda') return updatedLambdaTool(account, tool, change);
  if (tool.type === 'mcp' && change.type === 'mcp') return { ...tool, enabled: change.enabled ?? tool.enabled };
  throw invalidField('body.type', `must be the tool's own, '${tool.type}'.`);
}
