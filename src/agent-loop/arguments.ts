/** From what a model wrote to what its tool is called with (docs/behaviour/agent-turns.md, Running a tool). */
import { withOverrides, withoutOverridden } from './overrides.ts';
import { resolveReferences } from './references.ts';
import { type Tool, ToolError } from './tools/tool.ts';
import { transformArguments } from './transforms.ts';
import type { Turn } from './turn.ts';

type Json = Record<string, unknown>;

/** Throws ToolError or UnresolvedReference. */
export async function argumentsFor(
  turn: Pick<Turn, 'account' | 'session' | 'roots'>,
  tool: Tool,
  written: Json,
  signal: AbortSignal,
): Promise<Json> {
  const override = resolveReferences(tool.override, turn.roots) as Json;
  const merged = withOverrides(withoutOverridden(written, tool.override), override);
  const given = await transformArguments(turn, tool, merged, signal);
  for (const required of requiredBy(tool)) {
    if (given[required] === undefined) throw new ToolError(`Invalid arguments: '${required}' is required.`);
  }
  return given;
}

const requiredBy = ({ schema }: Tool): string[] => (Array.isArray(schema.required) ? schema.required : []);
