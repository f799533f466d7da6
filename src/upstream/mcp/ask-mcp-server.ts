/** What a tool server (MCP) is asked: who it is, which tools it has, what one of them answers. */
import type { McpTransport } from '../network/upstream-fetch.ts';
import { callUpstream } from '../transport/call-upstream.ts';
import { readJson, unexpectedShape } from '../transport/read-answer.ts';
import type { UpstreamAnswer } from '../transport/upstream-answer.ts';
import { UpstreamError } from '../upstream-error.ts';
import type { ConnectionSettings, UpstreamDependencies } from '../upstream-settings.ts';

type Json = Record<string, unknown>;

/** `model` is the server's name. */
export interface McpSettings extends ConnectionSettings {
  uri: string;
  transport: McpTransport;
}

/** As `tools/list` has it. https://modelcontextprotocol.io/specification/2025-11-25/server/tools */
export interface McpTool {
  name: string;
  title?: string;
  description?: string;
  inputSchema: Json;
  outputSchema?: Json;
  annotations?: Json;
}

/** As `tools/call` answers. */
export interface McpToolResult {
  content: { type: string; text?: string; [name: string]: unknown }[];
  structuredContent?: Json;
  isError?: boolean;
}

/** What a server said no to, in its own words. */
export class McpRefusal extends Error {}

const CONNECT_SECONDS = 5;
const CALL_SECONDS = 300;
/** A server that never comes to the last page is not believed. */
const MOST_PAGES = 1000;

/** Throws UpstreamError, McpRefusal, or the signal's reason when aborted; so do the others. */
export async function greetMcpServer(
  settings: McpSettings,
  dependencies: UpstreamDependencies,
  signal: AbortSignal,
): Promise<void> {
  await ask({ ...settings, idleTimeoutSeconds: CONNECT_SECONDS }, 'initialize', {}, dependencies, signal);
}

/** Of all pages. */
export async function listMcpTools(
  settings: McpSettings,
  dependencies: UpstreamDependencies,
  signal: AbortSignal,
): Promise<McpTool[]> {
  const tools: McpTool[] = [];
  let cursor: unknown;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const params = cursor === undefined ? {} : { cursor };
    const { result, answer } = await ask(settings, 'tools/list', params, dependencies, signal);
    if (!Array.isArray(result.tools)) throw unexpectedShape('a list of tools', { value: result, answer });
    tools.push(...(result.tools as McpTool[]));
    cursor = result.nextCursor;
    if (typeof cursor !== 'string' || cursor === '') return tools;
  }
  throw new UpstreamError({ kind: 'invalid', reason: `its list of tools has more than ${MOST_PAGES} pages` });
}

export async function callMcpTool(
  settings: McpSettings,
  name: string,
  args: Json,
  dependencies: UpstreamDependencies,
  signal: AbortSignal,
): Promise<McpToolResult> {
  const params = { name, arguments: args };
  const { result } = await ask(
    { idleTimeoutSeconds: CALL_SECONDS, ...settings },
    'tools/call',
    params,
    dependencies,
    signal,
  );
  return { ...result, content: Array.isArray(result.content) ? result.content : [] } as McpToolResult;
}

async function ask(
  settings: McpSettings,
  method: string,
  params: Json,
  dependencies: UpstreamDependencies,
  signal: AbortSignal,
): Promise<{ result: Json; answer: UpstreamAnswer }> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const { uri: url, transport } = settings;
  const call = { url, transport, dialect: 'mcp', accept: 'application/json', body } as const;
  const answer = await callUpstream(settings, call, dependencies, signal);
  const { value } = await readJson(answer);
  const { result, error } = (value ?? {}) as { result?: Json; error?: { message?: unknown } };
  if (error) throw new McpRefusal(answer.quote(String(error.message ?? 'it reported an error without a message')));
  if (typeof result !== 'object' || result === null) throw unexpectedShape('a result', { value, answer });
  return { result, answer };
}
