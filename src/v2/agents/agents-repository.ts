import type { Account } from '../../accounts/account.ts';
import { type Kept, records } from '../../accounts/records.ts';
import type { AgentModel, AgentSkill, AgentStep, CompactionConfig, ToolOutputOffloading } from './agents-schema.ts';
import type { ToolConfiguration } from './tool-configurations-schema.ts';

/** An agent as it is stored: the defaults that answers show are filled in, and every step is in `steps`. */
export interface StoredAgent {
  name: string;
  description?: string;
  model: AgentModel;
  tool_configurations: Record<string, ToolConfiguration>;
  skills: Record<string, AgentSkill>;
  /** The step that a session begins with. */
  first_step_name: string;
  steps: Record<string, StoredStep>;
  metadata: Record<string, unknown>;
  enabled: boolean;
  compaction: CompactionConfig;
  tool_output_offloading?: ToolOutputOffloading;
}

export type StoredStep = AgentStep & Required<Pick<AgentStep, 'instructions' | 'output_parser' | 'reminders'>>;

export const agentsOf = records<StoredAgent>('agents', 'Agent');

/** The key of an agent with a step that names this version of an instruction. */
export const agentPinning = (account: Account, instructionId: string, version: number): string | undefined =>
  agentsOf(account)
    .list()
    .find(({ value }) =>
      Object.values(value.steps).some(({ instructions }) =>
        instructions.some((one) => one.type === 'reference' && one.id === instructionId && one.version === version),
      ),
    )?.key;

/** Stored form to wire form, plain JSON. */
export function toAgent({ key, value, createdAt, updatedAt }: Kept<StoredAgent>) {
  const { first_step_name, steps } = value;
  return {
    key,
    ...value,
    first_step: { name: first_step_name, ...steps[first_step_name]! },
    created_at: new Date(createdAt).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
  };
}
