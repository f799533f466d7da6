/** Calls that wait for the client: they follow from the events alone, and outlast the process (docs/behaviour/agent-turns.md, Client tools). */
import type { Account } from '../accounts/account.ts';
import { conflict } from '../errors.ts';
import { agentEventsOf, type SessionOfEvents } from '../v2/agent-events/agent-events-repository.ts';
import type { StoredAgentEvent } from './event-schema.ts';

/** A call with the answer of the model that it was a part of. */
export interface WaitingCall {
  event: Extract<StoredAgentEvent, { type: 'tool_input' }>;
  answer: string;
}

/** Those of the model's last answer that have no output, in the order of the calls. */
export function waitingCalls(account: Account, session: SessionOfEvents): WaitingCall[] {
  const kept = agentEventsOf(account).lastAnswer(session);
  const answered = new Set(kept.map(({ event }) => (event.type === 'tool_output' ? event.tool_call_id : undefined)));
  return kept.flatMap(({ event, hidden, answer }) => {
    const isCall = event.type === 'tool_input' && event.tool_type === 'client' && !hidden;
    return isCall && !answered.has(event.tool_call_id) ? [{ event, answer: answer! }] : [];
  });
}

/** Throws 409. */
export function requireNoneWaits(account: Account, session: SessionOfEvents): void {
  if (waitingCalls(account, session).length > 0) throw conflict('Session is waiting for client tool outputs.');
}
