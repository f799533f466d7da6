/** From what a request says to an agent as it is stored (docs/behaviour/agents.md, Agents). */
import { isDeepStrictEqual } from 'node:util';
import { invalidField } from '../../errors.ts';
import type { StoredAgent, StoredStep } from './agents-repository.ts';
import type { AgentStep, CompactionConfig, CreateAgentRequest } from './agents-schema.ts';

export const COMPACTION: CompactionConfig = {
  enabled: true,
  threshold_percent: 80,
  keep_recent_inputs: 1,
  tool_event_policy: 'include_outputs',
};

/** A step with its defaults. Inline instructions without a name are named after it. */
export function completeStep(name: string, { type: _, ...step }: AgentStep): StoredStep {
  const { instructions = [], output_parser = { type: 'default' }, reminders = [], ...rest } = step;
  return {
    instructions: instructions.map((one, index) =>
      one.type === 'reference'
        ? one
        : {
            ...one,
            name: one.name ?? `${name.slice(0, 30)}_instruction_${index + 1}`,
            template_type: one.template_type ?? 'velocity',
            metadata: one.metadata ?? {},
            enabled: one.enabled ?? true,
          },
    ),
    output_parser,
    reminders: reminders.map((one) =>
      one.type === 'templated'
        ? {
            ...one,
            template_type: one.template_type ?? 'velocity',
            fire_every: one.fire_every ?? 1,
            skip_first: one.skip_first ?? 0,
          }
        : one,
    ),
    ...rest,
  };
}

/** Throws 400 where the request says no entry, or two. What its names refer to is checked elsewhere. */
export function newAgent(request: CreateAgentRequest): StoredAgent {
  const { name, description, model, tool_configurations = {}, skills = {}, metadata = {}, enabled = true } = request;
  const { compaction = {}, tool_output_offloading } = request;
  return {
    name,
    ...(description === undefined ? {} : { description }),
    model,
    tool_configurations,
    skills,
    ...stepsOf(request),
    metadata,
    enabled,
    compaction: { ...COMPACTION, ...compaction },
    ...(tool_output_offloading === undefined ? {} : { tool_output_offloading }),
  };
}

function stepsOf({ first_step, first_step_name, steps: given = {} }: CreateAgentRequest) {
  const steps = Object.fromEntries(Object.entries(given).map(([name, step]) => [name, completeStep(name, step)]));
  if (first_step === undefined) {
    if (first_step_name === undefined) {
      throw invalidField('body.first_step_name', 'is required, with a step of that name in steps.');
    }
    return { first_step_name, steps };
  }
  const { name = 'first_step', ...step } = first_step;
  if (first_step_name !== undefined && first_step_name !== name) {
    throw invalidField('body.first_step_name', `must be the name of first_step, '${name}', when both are given.`);
  }
  const entry = completeStep(name, step);
  if (Object.hasOwn(steps, name) && !isDeepStrictEqual(steps[name], entry)) {
    throw invalidField('body.first_step', `must be as steps has '${name}'.`);
  }
  return { first_step_name: name, steps: { ...steps, [name]: entry } };
}
