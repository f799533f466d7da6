/** What a turn runs on: all of it is looked up before the turn begins. */
import type { Account } from '../accounts/account.ts';
import type { LanguageModel, ModelParameters } from '../upstream/language-model.ts';
import type { StoredAgent, StoredStep } from '../v2/agents/agents-repository.ts';
import type { StoredSession } from '../v2/sessions/sessions-repository.ts';
import type { NewAgentEvent } from './event-schema.ts';
import type { Roots } from './references.ts';
import type { Reminder } from './reminders.ts';
import type { Tool } from './tools/tool.ts';

export interface Turn {
  account: Account;
  agent: StoredAgent & { key: string };
  session: StoredSession;
  llm: {
    name: string;
    /** Whose state an answer's is: no other model can use it. */
    stateOf: string;
    model: LanguageModel;
    parameters: ModelParameters;
    contextLimit: number;
    callsTools: boolean;
    seesImages: boolean;
    /** Whether it takes a JSON schema beside its messages. */
    takesSchemas: boolean;
    /** Undefined when a failed call is not tried again. */
    retry: Retry | undefined;
  };
  /** What templates and references may speak of, as it was when the turn began. */
  roots: Roots;
  /** Milliseconds since 1970, when the turn began. */
  startedAt: number;
  /** The step it begins with. */
  step: PreparedStep;
  /** What begins it. */
  input: NewAgentEvent[];
  /** Whether the upstream is asked to stream. */
  stream: boolean;
}

/** Times in milliseconds. */
export interface Retry {
  maxRetries: number;
  initialBackoff: number;
  maxBackoff: number;
  factor: number;
}

/** A step with its templates rendered. */
export interface PreparedStep {
  name: string;
  definition: StoredStep;
  /** The system message; empty when there is nothing to say. */
  system: string;
  /** What the model is offered, by name. */
  tools: Tool[];
  reminders: Reminder[];
}
