/** Tool servers: where tools of others are, spoken to by MCP. */
import type { Account } from '../../accounts/account.ts';
import type { Kept } from '../../accounts/records.ts';
import { trusted } from '../../calls/call.ts';
import { badGateway, invalidArgument, invalidFields } from '../../errors.ts';
import { filterByCase, pageOf, readPagePosition } from '../../http/lists.ts';
import { operation } from '../../http/operation.ts';
import { McpRefusal } from '../../upstream/mcp/ask-mcp-server.ts';
import { authHeaderErrors, headerErrors, uriErrors } from '../../upstream/network/connection-errors.ts';
import { orConnectionFailed } from '../../upstream/network/connection-failed.ts';
import { UpstreamError } from '../../upstream/upstream-error.ts';
import type { SeedList } from '../seed-list.ts';
import { greetServer, listServerTools, toolServerUpstream } from './mcp-upstream.ts';
import { deleteServerTools, fromMcp, keepServerTools } from './server-tools.ts';
import {
  connectionOf,
  newToolServerId,
  type StoredToolServer,
  settingsOf,
  toolServersOf,
} from './tool-servers-repository.ts';
import * as schema from './tool-servers-schema.ts';

/** Without credentials, even masked ones: the service never shows them. */
const wire = ({
  key,
  value: { auth: _, ...value },
  createdAt,
  updatedAt,
}: Kept<StoredToolServer>): schema.ToolServer => ({
  id: key,
  ...value,
  created_at: new Date(createdAt).toISOString(),
  updated_at: new Date(updatedAt).toISOString(),
});

interface Testing {
  account: Account;
  requestId: string;
  signal: AbortSignal;
}

/** Refuses what can be no connection, and what does not answer as a tool server. Seeds are believed. */
async function test({ account, requestId, signal }: Testing, server: StoredToolServer): Promise<void> {
  const { uri, headers = {}, auth } = server;
  const errors = { ...uriErrors(uri), ...headerErrors(headers), ...(auth ? authHeaderErrors(auth) : {}) };
  if (Object.keys(errors).length > 0) throw invalidFields(errors);
  if (trusted.get()?.testsConnections === false) return;
  const greeting = greetServer(account, { ...connectionOf(server), cacheKey: requestId }, signal);
  await orConnectionFailed('tool server', greeting.catch(asFailure));
}

function asFailure(error: unknown): never {
  if (error instanceof McpRefusal) throw new UpstreamError({ kind: 'invalid', reason: error.message });
  throw error;
}

/** Known again by their names. */
export const seedOfToolServers = {
  list: 'tool_servers',
  by: 'name',
  pathBy: 'id',
  entry: schema.SeedToolServer,
  create: 'createToolServer',
  update: 'updateToolServer',
} as const satisfies SeedList;

/** The tools that a seed gives a server; no other caller can. */
function keepSeededTools(account: Account, id: string, body: object): void {
  const { tools } = body as { tools?: schema.SeedMcpTool[] };
  if (trusted.get() && tools) keepServerTools(account, id, tools);
}

const CONNECTION_FIELDS = ['uri', 'transport', 'headers', 'auth'] as const;

const path = { tool_server_id: schema.ToolServerId };

export const toolServers = [
  operation(
    'listToolServers',
    {
      summary: 'List tool servers in order of creation.',
      query: schema.ListToolServersQuery,
      answer: schema.ListToolServersResponse,
    },
    ({ account, query: { filter, type, enabled, limit = 10, page_key } }) => {
      const position = readPagePosition(schema.ListToolServersQuery, page_key, { filter, type, enabled });
      const { filters } = position;
      const all = toolServersOf(account).list().map(wire);
      const wanted = filterByCase(all, filters.filter).filter(
        (server) => filters.enabled === undefined || server.enabled === filters.enabled,
      );
      const { items, metadata } = pageOf(wanted, limit, position);
      return { tool_servers: items, metadata };
    },
  ),

  operation(
    'createToolServer',
    {
      summary: 'Register a tool server, which is connected to first. Its tools come with a sync.',
      body: schema.CreateToolServerRequest,
      answer: schema.ToolServer,
    },
    async (call) => {
      const { account, body } = call;
      const { name, type, description, uri, headers, transport, auth, enabled = true, metadata } = body;
      const server = { name, type, description, uri, headers, transport, auth, enabled, metadata };
      await test(call, server);
      const created = toolServersOf(account).create(newToolServerId(account), server);
      keepSeededTools(account, created.key, body);
      return wire(created);
    },
  ),

  operation('getToolServer', { summary: 'Get a tool server.', path, answer: schema.ToolServer }, ({ account, path }) =>
    wire(toolServersOf(account).get(path.tool_server_id)),
  ),

  operation(
    'updateToolServer',
    {
      summary: 'Change a tool server; a changed connection is tested first.',
      path,
      body: schema.UpdateToolServerRequest,
      answer: schema.ToolServer,
    },
    async (call) => {
      const { account, path, body } = call;
      const servers = toolServersOf(account);
      const { name, description, uri, headers, transport, auth, enabled, metadata } = body;
      const given = Object.entries({ name, description, uri, headers, transport, auth, enabled, metadata });
      const change = Object.fromEntries(given.filter(([, value]) => value !== undefined));
      const { key, value } = servers.get(path.tool_server_id);
      if (CONNECTION_FIELDS.some((field) => body[field] !== undefined)) await test(call, { ...value, ...change });
      // What changed while the server was asked must not be undone.
      const updated = servers.update(key, { ...servers.get(key).value, ...change });
      keepSeededTools(account, key, body);
      return wire(updated);
    },
  ),

  operation(
    'deleteToolServer',
    { summary: 'Delete a tool server with its tools.', path },
    ({ account, path: { tool_server_id } }) => {
      toolServersOf(account).delete(tool_server_id);
      deleteServerTools(account, tool_server_id);
    },
  ),

  operation(
    'syncToolServer',
    {
      summary: 'Read which tools a server has.',
      path,
      // A disabled server, and one that does not answer; the contract has no status for them.
      also: [400, 502],
    },
    async ({ account, path: { tool_server_id }, signal }) => {
      const server = toolServersOf(account).get(tool_server_id);
      if (!server.value.enabled) throw invalidArgument(`Tool server '${tool_server_id}' is disabled.`);
      if (toolServerUpstream(account).simulated) return;
      const listed = await listServerTools(account, settingsOf(account, server), signal).catch(asSyncFailure);
      toolServersOf(account).get(tool_server_id); // It may have been deleted meanwhile.
      keepServerTools(account, tool_server_id, listed.map(fromMcp));
    },
  ),
];

function asSyncFailure(error: unknown): never {
  if (!(error instanceof UpstreamError || error instanceof McpRefusal)) throw error;
  throw badGateway(`Failed to communicate with the tool server: ${error.message}`, error);
}
