/** How tool servers are reached. */
import { type Account, perServer, seam } from '../../accounts/account.ts';
import { createTokenStore } from '../../upstream/auth/tokens.ts';
import {
  callMcpTool,
  greetMcpServer,
  listMcpTools,
  type McpSettings,
  type McpTool,
  type McpToolResult,
} from '../../upstream/mcp/ask-mcp-server.ts';
import type { UpstreamFetch } from '../../upstream/network/upstream-fetch.ts';

/** `simulated`: nothing is called. `now`: the system's time, by which access tokens expire. */
export const toolServerUpstream = seam<{ fetch: UpstreamFetch; now: () => number; simulated: boolean }>(
  'way to tool servers',
);

const upstreamOf = perServer((account) => {
  const { fetch, now } = toolServerUpstream(account);
  return { fetch, tokens: createTokenStore(now), now };
});

// All throw UpstreamError, McpRefusal, or the signal's reason when aborted.

export const greetServer = (account: Account, settings: McpSettings, signal: AbortSignal): Promise<void> =>
  greetMcpServer(settings, upstreamOf(account), signal);

export const listServerTools = (account: Account, settings: McpSettings, signal: AbortSignal): Promise<McpTool[]> =>
  listMcpTools(settings, upstreamOf(account), signal);

export const callServerTool = (
  account: Account,
  settings: McpSettings,
  tool: { name: string; args: Record<string, unknown> },
  signal: AbortSignal,
): Promise<McpToolResult> => callMcpTool(settings, tool.name, tool.args, upstreamOf(account), signal);
