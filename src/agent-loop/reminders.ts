/** What a step reminds its model of again and again (docs/behaviour/agent-turns.md, Reminders). */

import { agentEventsOf } from '../v2/agent-events/agent-events-repository.ts';
import type { StoredStep } from '../v2/agents/agents-repository.ts';
import { type InstructionVariables, renderAgentTemplate } from '../v2/instructions/render-instruction.ts';
import type { Turn } from './turn.ts';

export type Hook = 'input_message' | 'tool_output';

/** A reminder with its text. */
export interface Reminder {
  text: string;
  hooks: readonly Hook[];
  fireEvery: number;
  skipFirst: number;
}

/** Throws 422 for a template that cannot be rendered. Glossaries remind of nothing yet. */
export const remindersOf = ({ reminders }: StoredStep, variables: InstructionVariables): Reminder[] =>
  reminders.flatMap((one, index) =>
    one.type === 'templated'
      ? [
          {
            text: renderAgentTemplate(one, variables, `reminder ${index + 1}`),
            hooks: one.hooks,
            fireEvery: one.fire_every ?? 1,
            skipFirst: one.skip_first ?? 0,
          },
        ]
      : [],
  );

/** What the next event of this kind in the session comes with; empty when nothing fires. */
export function reminderFor(
  hook: Hook,
  reminders: readonly Reminder[],
  { account, session }: Pick<Turn, 'account' | 'session'>,
): string {
  const listening = reminders.filter(({ hooks }) => hooks.includes(hook));
  if (listening.length === 0) return '';
  const events = agentEventsOf(account)
    .all(session)
    .map(({ event }) => event);
  // A compaction stands before what it left, though it came later: times tell what happened since.
  const since = events.findLast(({ type }) => type === 'compaction')?.created_at ?? '';
  const before = events.filter(({ type, created_at }) => type === hook && created_at > since).length;
  return listening
    .filter(({ fireEvery, skipFirst }) => before >= skipFirst && (before - skipFirst) % fireEvery === 0)
    .map(({ text }) => text)
    .filter((text) => text.trim() !== '')
    .join('\n\n');
}
