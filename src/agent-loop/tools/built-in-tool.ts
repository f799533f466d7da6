/** Tools of the platform (docs/behaviour/agent-tools.md, Tools of the platform). */
import type { Static, TObject } from 'typebox';
import { misfits } from '../../http/validation.ts';
import type { ToolConfiguration } from '../../v2/agents/tool-configurations-schema.ts';
import type { Turn } from '../turn.ts';
import { listedAs } from './listed-tool.ts';
import { type MakeTool, type ToolCallContext, ToolError, type ToolResult } from './tool.ts';

/** Where a tool is called, and how it was set up there. */
export interface BuiltInCall<Type extends ToolConfiguration['type']>
  extends ToolCallContext,
    Pick<Turn, 'account' | 'agent' | 'session'> {
  configuration: Extract<ToolConfiguration, { type: Type }>;
}

/** A tool that is described as it is listed, and does its work with arguments that are what `schema` says. */
export const builtInTool =
  <Type extends ToolConfiguration['type'], Arguments extends TObject>(
    schema: Arguments,
    run: (args: Static<Arguments>, call: BuiltInCall<Type>) => Promise<ToolResult>,
  ): MakeTool<Type> =>
  ({ account, agent, session }, name, configuration) => ({
    ...listedAs({ account }, name, configuration),
    run: (args, call) => run(checked(schema, args), { ...call, account, agent, session, configuration }),
  });

/** Throws ToolError. Defaults are written into the copy that is returned. */
function checked<Arguments extends TObject>(schema: Arguments, given: Record<string, unknown>): Static<Arguments> {
  const args = structuredClone(given);
  const [fault] = Object.entries(misfits(schema, args, ''));
  if (fault === undefined) return args as Static<Arguments>;
  const [field, rule] = fault;
  throw new ToolError(`Invalid arguments: ${field.replace(/^\./, '')}: ${rule}`);
}
