/** What a client asks to have summed up: every refusal before anything happens (docs/behaviour/agent-turns.md, Compaction). */
import type { Account } from '../accounts/account.ts';
import { invalidArgument, invalidField } from '../errors.ts';
import { agentEventsOf, type KeptEvent } from '../v2/agent-events/agent-events-repository.ts';
import type { CompactionConfig } from '../v2/agents/agents-schema.ts';
import type { StoredSession } from '../v2/sessions/sessions-repository.ts';
import { eventsBeforeRecent, eventsUpToTurn } from './compaction.ts';
import { contextOf, requireInput } from './plan-turn.ts';
import type { Turn } from './turn.ts';
import { requireNoneWaits } from './waiting-calls.ts';

export interface AskedCompaction {
  /** An event: everything up to the end of its turn is summed up. */
  upTo: string | undefined;
  /** In the place of the agent's. */
  message: string | undefined;
  /** Whether the upstream is asked to stream. */
  stream: boolean;
}

export interface PlannedCompaction {
  turn: Omit<Turn, 'step' | 'input'>;
  events: KeptEvent[];
  config: CompactionConfig;
}

/** Throws 400, and 409 while calls wait for the client. */
export function planCompaction(
  account: Account,
  session: StoredSession,
  { upTo, message, stream }: AskedCompaction,
): PlannedCompaction {
  const { agent } = requireInput(account, session, { messages: [], artifacts: [] });
  requireNoneWaits(account, session);
  const config = session.effectiveCompaction;
  const shown = agentEventsOf(account).shown(session);
  const events =
    upTo === undefined
      ? eventsBeforeRecent(shown, config.keep_recent_inputs)
      : eventsUpToTurn(shown, requirePlace(shown, upTo));
  if (!events) throw invalidArgument('Not enough conversation turns to compact.');
  return {
    turn: contextOf(account, session, agent, stream),
    events,
    config: { ...config, ...(message !== undefined && { compaction_message: message }) },
  };
}

/** What can be refused of a session that runs. Throws 400. */
export function requireCompactable(account: Account, session: StoredSession, upTo: string | undefined): void {
  requireInput(account, session, { messages: [], artifacts: [] });
  if (upTo !== undefined) requirePlace(agentEventsOf(account).shown(session), upTo);
}

function requirePlace(shown: readonly KeptEvent[], id: string): number {
  const place = shown.findIndex(({ event }) => event.id === id);
  if (place < 0) throw invalidField('body.compact_up_to_event_id', `Event '${id}' was not found.`);
  return place;
}
