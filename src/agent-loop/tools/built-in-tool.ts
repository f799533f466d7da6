/** Tools of the platform (docs/behaviour/agent-tools.md, Tools of the platform). */
import type { Static, TObject } from 'typebox';
import { ApiError, type FieldErrors } from '../../errors.ts';
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
    async run(args, call) {
      try {
        return await run(checked(schema, args), { ...call, account, agent, session, configuration });
      } catch (error) {
        const { fieldErrors = {} } = error instanceof ApiError ? error.detail : {};
        throw Object.keys(fieldErrors).length > 0 ? new ToolError(inWords(fieldErrors)) : error;
      }
    },
  });

/** Throws ToolError. Defaults are written into the copy that is returned. */
function checked<Arguments extends TObject>(schema: Arguments, given: Record<string, unknown>): Static<Arguments> {
  const args = structuredClone(given);
  const found = misfits(schema, args, '');
  if (Object.keys(found).length > 0) throw new ToolError(inWords(found));
  return args as Static<Arguments>;
}

/** For a model, which knows nothing of bodies and reads a rule better without the empty list that breaks it. */
export const inWords = (found: FieldErrors): string => {
  const words = Object.entries(found).map(
    ([field, rule]) => `${field.replace(/^(body)?\./, '')} ${rule.replace(/^\[\] /, '')}`,
  );
  return `Invalid arguments: ${words.join(' ')}`;
};
