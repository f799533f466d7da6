/** Which step follows (docs/behaviour/agent-turns.md, Transitions). */
import { compileUserFunction } from '../userfn/user-function.ts';
import type { NewAgentEvent } from './event-schema.ts';
import { latestOutputs } from './latest-outputs.ts';
import type { TriedCondition } from './note-types.ts';
import type { PreparedStep, Turn } from './turn.ts';
import { noteInTurn } from './turn-notes.ts';

/** What a step finished with. */
export interface StepOutput {
  /** What conditions call `$.output`. */
  content: unknown;
  text: string;
}

const LONGEST_HAND_OVER = 2000;

/** The first whose condition is true, or that has none. What cannot be evaluated is not true. */
export function nextStep(turn: Turn, { name, definition }: PreparedStep, { content }: StepOutput): string | undefined {
  const { next_steps = [] } = definition;
  if (next_steps.length === 0) return undefined;
  const { agent, session, account } = turn;
  const root = {
    agent: { name: agent.name, key: agent.key, description: agent.description ?? null, metadata: agent.metadata },
    session: {
      key: session.key,
      name: session.name,
      description: session.description ?? null,
      metadata: session.metadata,
    },
    currentDate: turn.roots.currentDate,
    tools: latestOutputs(turn),
    output: content,
  };
  const now = new Date(account.now());
  const tried: TriedCondition[] = [];
  for (const { step_name: to, condition } of next_steps) {
    const outcome = condition === undefined ? { held: true } : { condition, ...tryCondition(condition, root, now) };
    tried.push({ to, ...outcome });
    if (outcome.held) break;
  }
  const to = tried.at(-1)!.held ? tried.at(-1)!.to : undefined;
  noteInTurn({ kind: 'transition', from: name, ...(to !== undefined && { to }), tried });
  return to;
}

function tryCondition(condition: string, root: object, now: Date): Omit<TriedCondition, 'to' | 'condition'> {
  try {
    const value = compileUserFunction(condition).evaluate(root, now);
    return { held: value === true, ...(typeof value !== 'boolean' && { value }) };
  } catch (error) {
    return { held: false, error: (error as Error).message };
  }
}

export function handOver(from: string, to: string, { content, text }: StepOutput): NewAgentEvent {
  const told = typeof content === 'string' ? content : text;
  const finished = told.slice(0, LONGEST_HAND_OVER);
  return {
    type: 'step_transition',
    from_step: from,
    to_step: to,
    content: `Continue as step '${to}'. Previous step '${from}' finished with: ${finished}`,
  };
}
