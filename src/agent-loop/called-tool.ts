/** A call of a tool and the events that tell of it (docs/behaviour/agent-turns.md, Running a tool). */
import type { ToolCall } from '../upstream/language-model.ts';
import type { NewAgentEvent } from './event-schema.ts';
import type { ToolCallNote } from './note-types.ts';
import { overridePaths, withoutOverridden } from './overrides.ts';
import type { Tool, ToolResult } from './tools/tool.ts';

type Json = Record<string, unknown>;

export interface CalledTool {
  id: string;
  /** Of its configuration. */
  name: string;
  /** Of the tool itself, as far as it is known. */
  toolName: string;
  /** Undefined where the step offers none of that name. */
  tool: Tool | undefined;
  written: string;
  /** What the model wrote; undefined when that is no JSON object. */
  args: Json | undefined;
  /** Why no tool can be asked. */
  refusal: string | undefined;
}

/** What the model is told of a call. */
export interface Outcome extends Omit<ToolResult, 'output'> {
  output: Json;
  isWrapped?: boolean;
  error: boolean;
  /** What the agent set of its arguments, as it is shown; undefined where the tool was not asked. */
  overrides?: Json | undefined;
}

const MOST_CALLS = 128;

/** Providers want each call of an answer to have an id of its own. */
export function readCalls(calls: readonly ToolCall[], tools: readonly Tool[]): CalledTool[] {
  const taken = new Set<string>();
  return calls.map(({ id: given, name, arguments: written }, index) => {
    let id = given;
    for (let count = 2; taken.has(id); count += 1) id = `${given}_${count}`;
    taken.add(id);
    const args = readArguments(written);
    const tool = tools.find((one) => one.name === name);
    return {
      id,
      name,
      toolName: tool?.toolName ?? name,
      tool,
      written,
      args,
      refusal: index < MOST_CALLS ? refusalOf(name, tool, args) : `An answer may call ${MOST_CALLS} tools.`,
    };
  });
}

function refusalOf(name: string, tool: Tool | undefined, args: Json | undefined): string | undefined {
  if (!tool) return `Tool '${name}' is not available in this step.`;
  return args ? undefined : 'Invalid arguments: they should be a JSON object.';
}

function readArguments(text: string): Json | undefined {
  if (text.trim() === '') return {};
  try {
    const value = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const namesOf = ({ id, name, toolName }: CalledTool) => ({
  tool_call_id: id,
  tool_configuration_name: name,
  tool_name: toolName,
});

export function inputOf(call: CalledTool): NewAgentEvent {
  const { tool, args = {} } = call;
  const paths = tool ? overridePaths(tool.override) : [];
  return {
    type: 'tool_input',
    ...namesOf(call),
    tool_input: tool ? withoutOverridden(args, tool.override) : args,
    ...(tool ? { tool_type: tool.type } : {}),
    ...(paths.length > 0 ? { argument_override_paths: paths } : {}),
  };
}

export const outputOf = (call: CalledTool, { output, isWrapped, error, overrides }: Outcome): NewAgentEvent => ({
  type: 'tool_output',
  ...namesOf(call),
  ...(overrides && { resolved_argument_overrides: overrides }),
  tool_output: output,
  ...(isWrapped ? { output_wrapped: true } : {}),
  error,
});

export const noteOf = ({ id, name, tool, args, written }: CalledTool): ToolCallNote => ({
  kind: 'tool_call',
  id,
  name,
  ...(tool && { tool: tool.toolName, type: tool.type }),
  arguments: args ?? written,
  ...(tool && Object.keys(tool.override).length > 0 && { overridden: overridePaths(tool.override) }),
  answered_by: 'nobody',
  stage: 'tools',
});
