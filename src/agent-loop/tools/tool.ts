/** A tool as a step offers it to its model. */
import type { ToolConfiguration } from '../../v2/agents/tool-configurations-schema.ts';
import type { NewAgentEvent } from '../event-schema.ts';
import type { ToolAnswerer } from '../note-types.ts';
import type { Turn } from '../turn.ts';

type Json = Record<string, unknown>;

export interface Tool {
  /** Of the configuration, by which the model calls it. */
  name: string;
  /** Of the tool itself. */
  toolName: string;
  type: string;
  description: string;
  /** JSON Schema of all of its arguments. */
  schema: Json;
  /** Arguments that the agent sets; references are looked up when it is called. */
  override: Json;
  /** Other configurations, whose outputs its arguments speak of. */
  needs?: readonly string[];
  /** In jq: what is made of the arguments before the tool has them, and of its output before the model has it. */
  inputTransform?: string | undefined;
  outputTransform?: string | undefined;
  /** Throws ApiError, ToolError or WaitsForClient. */
  run(args: Json, call: ToolCallContext): Promise<ToolResult>;
}

/** What a tool may know of the call that it answers. */
export interface ToolCallContext {
  /** Of the call, as the model or the loop named it. */
  id: string;
  /** Ends with the turn. */
  signal: AbortSignal;
  /** Code waits for it, not the model. */
  isNested?: boolean | undefined;
}

export interface ToolResult {
  /** Any JSON; what is no object is wrapped. */
  output: unknown;
  /** Where it is not whoever usually answers. */
  answeredBy?: ToolAnswerer;
  /** What happens after the output was told. */
  after?: NewAgentEvent[];
  /** The same, of which the output is a copy. */
  tellsOf?: NewAgentEvent;
}

/** A failure that the model is told of. */
export class ToolError extends Error {}

/** Thrown instead of an output that only the client can give: no failure, and the turn has to wait. */
export class WaitsForClient {
  readonly args: Json;
  constructor(args: Json) {
    this.args = args;
  }
}

/** What makes the tool of one type from its configuration. */
export type MakeTool<Type extends ToolConfiguration['type'] = ToolConfiguration['type']> = (
  turn: Pick<Turn, 'account' | 'agent' | 'session' | 'roots'>,
  name: string,
  configuration: Extract<ToolConfiguration, { type: Type }>,
) => Tool;
