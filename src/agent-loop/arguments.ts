/** From what a model wrote to what its tool is called with (docs/behaviour/agent-turns.md, Running a tool). */
import { latestOutputs } from './latest-outputs.ts';
import { misfitOf } from './misfit.ts';
import { schemaAt, withOverrides, withoutOverridden } from './overrides.ts';
import { resolvedAndMasked, resolveReferences } from './references.ts';
import { type Tool, ToolError } from './tools/tool.ts';
import { transformArguments } from './transforms.ts';
import type { Turn } from './turn.ts';

type Json = Record<string, unknown>;

export interface Arguments {
  args: Json;
  /** What the agent set, with stars for secrets; undefined where it sets nothing. */
  overrides: Json | undefined;
}

/** Throws ToolError or UnresolvedReference. */
export async function argumentsFor(
  turn: Pick<Turn, 'account' | 'session' | 'roots'>,
  tool: Tool,
  written: Json,
  signal: AbortSignal,
): Promise<Arguments> {
  const roots = { ...turn.roots, tools: latestOutputs(turn) };
  const merged = withOverrides(withoutOverridden(written, tool.override), resolved(tool, roots, resolveReferences));
  const args = await transformArguments(turn, tool, merged, signal);
  // What a tool does not know it ignores.
  const { additionalProperties: _, ...schema } = tool.schema;
  const misfit = misfitOf(schema, args);
  if (misfit) throw new ToolError(`Invalid arguments: ${misfit}`);
  const overrides = resolved(tool, roots, resolvedAndMasked);
  return { args, overrides: Object.keys(overrides).length > 0 ? overrides : undefined };
}

/** Where a text is wanted, what a reference leads to is printed. */
function resolved({ override, schema }: Tool, roots: Turn['roots'], resolve: typeof resolveReferences): Json {
  return Object.fromEntries(
    Object.entries(override).map(([path, value]) => {
      const found = resolve(value, roots);
      const isPrinted = schemaAt(schema, path).type === 'string' && typeof found !== 'string';
      return [path, isPrinted ? JSON.stringify(found) : found];
    }),
  );
}
