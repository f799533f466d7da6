/** What the list of tools says of the tool that a configuration is about. */
import type { ToolConfiguration } from '../../v2/agents/tool-configurations-schema.ts';
import { toolServersOf } from '../../v2/tool-servers/tool-servers-repository.ts';
import { toolsOf } from '../../v2/tools/tools-repository.ts';
import type { Tool as ListedTool } from '../../v2/tools/tools-schema.ts';
import type { Turn } from '../turn.ts';
import type { Tool } from './tool.ts';

/** Undefined where it was deleted with its server. */
export const listedTool = (
  { account }: Pick<Turn, 'account'>,
  configuration: ToolConfiguration,
): ListedTool | undefined =>
  toolsOf(account).find('tool_id' in configuration ? configuration.tool_id : `tol_${configuration.type}`);

/** What is gone is offered, and says so when it is called. */
export function isEnabled(context: Pick<Turn, 'account'>, configuration: ToolConfiguration): boolean {
  const { enabled = true, server_id } = listedTool(context, configuration) ?? {};
  const server = server_id === undefined ? undefined : toolServersOf(context.account).find(server_id);
  return enabled && server?.value.enabled !== false;
}

/** A tool as it is listed, without what it does. What the configuration sets lies over what the tool sets. */
export function listedAs(
  context: Pick<Turn, 'account'>,
  name: string,
  configuration: ToolConfiguration,
): Omit<Tool, 'run'> {
  const listed = listedTool(context, configuration);
  const { argument_override = {} } = configuration as { argument_override?: Record<string, unknown> };
  return {
    name,
    toolName: listed?.name ?? configuration.type,
    type: configuration.type,
    description: listed?.description ?? '',
    schema: listed?.input_schema ?? { type: 'object', properties: {} },
    override: { ...listed?.default_argument_override, ...argument_override },
  };
}
