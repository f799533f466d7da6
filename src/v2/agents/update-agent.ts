/** What a PATCH makes of an agent (docs/behaviour/agents.md, Changing an agent). */
import { invalidField } from '../../errors.ts';
import type { StoredAgent, StoredStep } from './agents-repository.ts';
import type { UpdateAgentRequest, UpdateAgentStep } from './agents-schema.ts';
import { COMPACTION, completeStep } from './new-agent.ts';

/** Null clears, maps merge by key, a step merges member by member. Throws 400 for a step that goes though it is needed. */
export function updatedAgent(agent: StoredAgent, change: UpdateAgentRequest): StoredAgent {
  const { name, description, model, metadata, enabled, compaction, tool_output_offloading } = change;
  const offloading = tool_output_offloading === undefined ? agent.tool_output_offloading : tool_output_offloading;
  const described = description === undefined ? agent.description : description;
  const { description: _, tool_output_offloading: __, ...kept } = agent;
  const changed: StoredAgent = {
    ...kept,
    ...(name === undefined ? {} : { name }),
    ...(described == null ? {} : { description: described }),
    ...(model === undefined ? {} : { model }),
    tool_configurations: merged(agent.tool_configurations, change.tool_configurations),
    skills: merged(agent.skills, change.skills),
    ...(metadata === undefined ? {} : { metadata: metadata ?? {} }),
    ...(enabled === undefined ? {} : { enabled: enabled ?? true }),
    ...(compaction === undefined
      ? {}
      : { compaction: compaction === null ? COMPACTION : { ...agent.compaction, ...compaction } }),
    ...(offloading == null ? {} : { tool_output_offloading: offloading }),
  };
  return withSteps(changed, change);
}

/** A null map empties, a null entry goes, any other takes the place of the one there. */
function merged<T>(before: Record<string, T>, change: Record<string, T | null> | null | undefined): Record<string, T> {
  if (change === undefined) return before;
  if (change === null) return {};
  const entries = new Map<string, T | null>([...Object.entries(before), ...Object.entries(change)]);
  return Object.fromEntries([...entries].filter((entry): entry is [string, T] => entry[1] !== null));
}

function withSteps(
  agent: StoredAgent,
  { first_step, first_step_name, steps: changes }: UpdateAgentRequest,
): StoredAgent {
  let entry = agent.first_step_name;
  let steps = new Map(Object.entries(changes === null ? {} : agent.steps));
  for (const [name, change] of Object.entries(changes ?? {})) {
    if (change === null) steps.delete(name);
    else steps.set(name, changedStep(name, steps.get(name), change));
  }
  if (first_step !== undefined) {
    const { name = entry, ...change } = first_step;
    if (name !== entry && steps.has(name))
      throw invalidField('body.first_step.name', `is the name of another step, '${name}'.`);
    steps.set(entry, changedStep(entry, steps.get(entry), change));
    steps = renamed(steps, entry, name);
    entry = name;
  }
  return { ...agent, first_step_name: first_step_name ?? entry, steps: Object.fromEntries(steps) };
}

function changedStep(name: string, before: StoredStep | undefined, change: UpdateAgentStep): StoredStep {
  const all = Object.entries({ ...before, ...change });
  return completeStep(name, Object.fromEntries(all.filter(([, value]) => value !== null && value !== undefined)));
}

/** With every reference to the step that is renamed. */
function renamed(steps: Map<string, StoredStep>, from: string, to: string): Map<string, StoredStep> {
  if (from === to) return steps;
  const nameOf = (name: string) => (name === from ? to : name);
  return new Map(
    [...steps].map(([name, step]) => [
      nameOf(name),
      {
        ...step,
        ...(step.next_steps && {
          next_steps: step.next_steps.map((next) => ({ ...next, step_name: nameOf(next.step_name) })),
        }),
        ...(step.reentry_step !== undefined && { reentry_step: nameOf(step.reentry_step) }),
      },
    ]),
  );
}
