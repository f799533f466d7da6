/** What is told of a turn while it runs, kind by kind. The journal shows it, so this is what clients see, too. */
import type { ToolConfiguration } from '../v2/agents/tool-configurations-schema.ts';

/** A turn of an agent; what happens in it is noted inside. Filled in as it goes on. */
export interface TurnNote {
  kind: 'turn';
  agent: string;
  session: string;
  /** The step it begins with. */
  step: string;
  llm: string;
  /** What was said to the agent. */
  input: string;
  /** How it ended: `ended`, `failed`, `session_interrupted`, or another event that ends turns. Undefined while it runs. */
  outcome?: string;
  error?: string;
  took_ms?: number;
  /** Never shown, in plain text, so that they can be hidden wherever they turn up. */
  secrets: readonly string[];
}

/** A step of a turn begins. */
export interface StepNote {
  kind: 'step';
  step: string;
  /** By name, as the model is offered them. */
  tools: string[];
  /** The name of the schema that its answer is to fit, if any. */
  schema?: string;
}

/** What followed a step, and why. */
export interface TransitionNote {
  kind: 'transition';
  from: string;
  /** Undefined where no condition held, and the turn ends. */
  to?: string;
  /** In the order they were tried; after one that held none is. */
  tried: TriedCondition[];
}

export interface TriedCondition {
  to: string;
  /** Undefined where there is none, which always holds. */
  condition?: string;
  held: boolean;
  /** What it came to, where that is neither true nor false: null where what it reads is not there. */
  value?: unknown;
  /** Why it could not be evaluated, which counts as not true. */
  error?: string;
}

/** Who gave a tool's output; `nobody` where the call was refused before any was asked. */
export type ToolAnswerer =
  | 'emulator'
  | 'lambda'
  | 'tool server'
  | 'client'
  | 'sub-agent'
  | 'network'
  | 'script'
  | 'nobody';

/** A tool was called; what it does, a search say, is noted inside. */
export interface ToolCallNote {
  kind: 'tool_call';
  id: string;
  /** Of its configuration. */
  name: string;
  /** Of the tool itself. */
  tool?: string;
  type?: ToolConfiguration['type'] | (string & {});
  /** As the tool got them, or, where they cannot be used, as the model wrote them. */
  arguments: unknown;
  /** Paths of what the agent sets. */
  overridden?: string[];
  /** Undefined while it runs. */
  output?: unknown;
  error?: boolean;
  answered_by?: ToolAnswerer;
  stage: 'tools';
  ms?: number;
}

/** Events of a session were summed up; how the model was asked is noted inside. */
export interface CompactionNote {
  kind: 'compaction';
  agent: string;
  session: string;
  llm: string;
  turns: number;
  events: number;
  /** Undefined while it is made. */
  summary?: string;
  error?: string;
  stage: 'compaction';
  ms?: number;
  /** Never shown, as those of a turn. */
  secrets: readonly string[];
}

/** What may turn up in the call and must not be shown. It is no part of what is told of the call. */
export interface SecretsNote {
  kind: 'secrets';
  secrets: readonly string[];
}

export type AgentNote = TurnNote | StepNote | TransitionNote | ToolCallNote | CompactionNote | SecretsNote;
