/** The tools of a server as it last listed them (docs/behaviour/tool-servers.md, Sync). */
import type { Account } from '../../accounts/account.ts';
import { inTransaction } from '../../accounts/open-database.ts';
import type { McpTool } from '../../upstream/mcp/ask-mcp-server.ts';
import { isInUse } from '../tools/tools.ts';
import { type StoredMcpTool, toolsOf } from '../tools/tools-repository.ts';
import type { SeedMcpTool } from './tool-servers-schema.ts';

const HINTS: Record<string, string> = {
  readOnlyHint: 'read_only_hint',
  destructiveHint: 'destructive_hint',
  idempotentHint: 'idempotent_hint',
  openWorldHint: 'open_world_hint',
};

export const fromMcp = (tool: McpTool): SeedMcpTool => {
  const { name, title = tool.annotations?.title, description, inputSchema, outputSchema, annotations } = tool;
  const hints = Object.entries(annotations ?? {}).map(([hint, value]) => [HINTS[hint] ?? hint, value]);
  return {
    name,
    ...(typeof title === 'string' ? { title } : {}),
    ...(description === undefined ? {} : { description }),
    input_schema: inputSchema,
    ...(outputSchema === undefined ? {} : { output_schema: outputSchema }),
    ...(annotations === undefined ? {} : { annotations: Object.fromEntries(hints) }),
  };
};

const knownOf = (account: Account, serverId: string) =>
  toolsOf(account)
    .listStored()
    .flatMap(({ key, value }) => (value.type === 'mcp' && value.server_id === serverId ? [{ key, value }] : []));

/** Ids stay, and what users disabled. What is gone is deleted, or disabled where something uses it. */
export function keepServerTools(account: Account, serverId: string, listed: readonly SeedMcpTool[]): void {
  inTransaction(account.db, () => {
    const tools = toolsOf(account);
    const known = new Map(knownOf(account, serverId).map((tool) => [tool.value.name, tool]));
    for (const { name, title = name, description = '', input_schema, ...described } of listed) {
      const before = known.get(name);
      const tool: StoredMcpTool = {
        ...described,
        type: 'mcp',
        server_id: serverId,
        name,
        title,
        description,
        input_schema: input_schema ?? { type: 'object', properties: {} },
        enabled: before === undefined || before.value.gone === true || before.value.enabled,
      };
      if (before) tools.update(before.key, tool);
      else tools.create(tool);
      known.delete(name);
    }
    for (const { key, value } of known.values()) {
      if (isInUse(account, key)) tools.update(key, { ...value, enabled: false, gone: true });
      else tools.delete(key);
    }
  })();
}

/** Whatever uses them. */
export function deleteServerTools(account: Account, serverId: string): void {
  for (const { key } of knownOf(account, serverId)) toolsOf(account).delete(key);
}
