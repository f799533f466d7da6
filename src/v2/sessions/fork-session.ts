/** A session that begins with what happened in another (docs/behaviour/agents.md, Forks). */
import { accessRuleOf, isAllowedEverywhere, isAllowedOnAgent } from '../../access/access-rules.ts';
import type { Principal } from '../../access/principal.ts';
import type { Account } from '../../accounts/account.ts';
import { summarize } from '../../agent-loop/compaction.ts';
import type { NewAgentEvent } from '../../agent-loop/event-schema.ts';
import { planLlm } from '../../agent-loop/plan-turn.ts';
import { ApiError, forbidden, invalidField } from '../../errors.ts';
import { agentEventsOf, type KeptEvent } from '../agent-events/agent-events-repository.ts';
import { agentsOf, type StoredAgent } from '../agents/agents-repository.ts';
import type { Rewrite } from '../artifacts/fork-artifacts.ts';
import { type StoredSession, sessionsOf } from './sessions-repository.ts';
import type { CreateSessionRequest } from './sessions-schema.ts';

/** What a fork takes with it. */
export interface Source {
  session: StoredSession;
  /** Oldest first. */
  events: KeptEvent[];
  /** In the place of how many of them comes a summary. */
  compacted: number;
  currentStepName: string | null;
}

/**
 * Throws 400 for two events or one that is not there, 404 for a session that is not, 403 for who may not read it.
 * `agentKey` is the agent of the session that is made.
 */
export function sourceOf(
  { account, roles }: Principal,
  agentKey: string,
  from: NonNullable<CreateSessionRequest['from_session']>,
): Source {
  const { agent_key = agentKey, session_key, include_up_to_event_id, compact_up_to_event_id } = from;
  const upTo = include_up_to_event_id ?? undefined;
  const compactUpTo = compact_up_to_event_id ?? undefined;
  if (upTo !== undefined && compactUpTo !== undefined) {
    throw invalidField('body.from_session', 'names one event: include_up_to_event_id or compact_up_to_event_id.');
  }
  const reading = accessRuleOf('listAgentEvents');
  if (!isAllowedEverywhere(reading, roles) && !isAllowedOnAgent(reading, roles, agent_key)) {
    throw forbidden(`Denied access to resource ${agent_key}.`);
  }
  agentsOf(account).get(agent_key);
  const session = sessionsOf(account).get(agent_key, session_key);
  const events = agentEventsOf(account).shown(session);

  const anchor = upTo ?? compactUpTo;
  const place = events.findIndex(({ event }) => event.id === anchor);
  if (anchor !== undefined && place < 0) {
    const named = upTo === undefined ? 'compact_up_to_event_id' : 'include_up_to_event_id';
    throw invalidField(`body.from_session.${named}`, `Event '${anchor}' was not found.`);
  }

  const { steps } = agentsOf(account).get(agentKey).value;
  const { currentStepName } = session;
  return {
    session,
    events: upTo === undefined ? events : events.slice(0, place + 1),
    compacted: compactUpTo === undefined ? 0 : place + 1,
    currentStepName: currentStepName !== null && Object.hasOwn(steps, currentStepName) ? currentStepName : null,
  };
}

/** The summary that a fork begins with, by the model of the agent it is made for. Throws 502. */
export async function summaryFor(
  account: Account,
  { session, events, compacted }: Source,
  agent: StoredAgent & { key: string },
  signal: AbortSignal,
): Promise<NewAgentEvent | undefined> {
  if (compacted === 0) return undefined;
  const asking = { account, agent, session, llm: planLlm(account, agent.model), stream: false };
  try {
    return (await summarize(asking, events.slice(0, compacted), agent.compaction, signal)).event;
  } catch (error) {
    if (error instanceof ApiError && error.statusCode >= 500) throw new ApiError(502, error.message, { cause: error });
    throw error;
  }
}

/** Copies the events, with ids and times of their own; `rewritten` has them speak of the artifacts of the new session. */
export function copyEvents(
  account: Account,
  { events, compacted }: Source,
  summary: NewAgentEvent | undefined,
  session: StoredSession,
  rewritten: Rewrite,
): void {
  const kept = agentEventsOf(account);
  if (summary) kept.append(session, rewritten(summary));
  for (const { event, answer, state, reminder } of events.slice(compacted)) {
    const { id: _, session_key: __, created_at: ___, ...content } = event;
    kept.append(session, rewritten(content), { ...(answer === undefined ? {} : { answer }), state, reminder });
  }
}
