/** A step with its instructions rendered and its tools made, anew each time a turn enters it. */
import { unprocessable } from '../errors.ts';
import type { StoredStep } from '../v2/agents/agents-repository.ts';
import { instructionsOf } from '../v2/instructions/instructions-repository.ts';
import { currentDateAt, renderAgentTemplate, type Templated } from '../v2/instructions/render-instruction.ts';
import { remindersOf } from './reminders.ts';
import { skillsOfStep, toolsOfStep } from './tools/tools-of-step.ts';
import type { PreparedStep, Turn } from './turn.ts';

type Context = Pick<Turn, 'account' | 'agent' | 'session' | 'roots' | 'startedAt'>;

/** Throws 422 for what cannot be rendered, and for a reference that leads nowhere. */
export function prepareStep(context: Context, name: string): PreparedStep {
  const { account, agent, session, startedAt } = context;
  const definition = agent.steps[name]!;
  const variables = {
    agent: { name: agent.name, key: agent.key, metadata: agent.metadata },
    session: { key: session.key, metadata: session.metadata },
    currentDate: currentDateAt(startedAt),
  };
  const tools = toolsOfStep(context, definition, variables);
  const offered = tools.map(({ name, description }) => ({ name, description }));
  const told = instructionsFor(definition, account).map((instruction) =>
    renderAgentTemplate(instruction, { ...variables, tools: offered }, `instruction '${instruction.name}'`),
  );
  const system = [...told, skillList(context, definition)].filter((text) => text.trim() !== '').join('\n\n');
  return { name, definition, system, tools, reminders: remindersOf(definition, variables) };
}

function instructionsFor({ instructions }: StoredStep, account: Turn['account']): (Templated & { name: string })[] {
  return instructions.flatMap((one): (Templated & { name: string })[] => {
    if (one.type === 'inline') return one.enabled === false ? [] : [{ ...one, name: one.name ?? '' }];
    const found = instructionsOf(account).find(one.id, one.version);
    if (!found) throw unprocessable(`Failed to render instruction '${one.id}': it was not found.`);
    return [found];
  });
}

function skillList({ agent }: Context, definition: StoredStep): string {
  const skills = [...skillsOfStep(agent.skills, definition)];
  if (skills.length === 0) return '';
  const lines = skills.map(([name, { description, when_to_use }]) =>
    [`- ${name}: ${description}`, ...(when_to_use ? [`Use it when: ${when_to_use}`] : [])].join(' '),
  );
  return ['Skills that invoke_skill loads:', ...lines].join('\n');
}
