import type { Static } from 'typebox';
import type { StoredAgentEvent } from '../agent-loop/event-schema.ts';
import type { ListAgentEventsResponse } from '../v2/agent-events/agent-events-schema.ts';
import type { ControlCall } from './control-call.ts';
import { requireKnownOptions } from './known-options.ts';

/** What happened in a session and is kept: an input, a thought, a call of a tool, a transition … */
export type AgentEvent = StoredAgentEvent;

/** A session as Vectara's API tells of it, or these two of its members. */
export interface SessionOfEvents {
  agent_key: string;
  key: string;
}

export interface AgentEventsOptions {
  /** Those too that were hidden, or that a summary stands for. */
  includeHidden?: boolean;
}

/** As many as a page may have. */
const PAGE = 100;

/** Oldest first, over all pages. `call` asks Vectara's API. */
export async function listAgentEvents(
  call: ControlCall,
  { agent_key, key }: SessionOfEvents,
  options: AgentEventsOptions = {},
): Promise<AgentEvent[]> {
  requireKnownOptions('agentEvents', options, { includeHidden: true });
  const { includeHidden = false } = options;
  const path = `/agents/${encodeURIComponent(agent_key)}/sessions/${encodeURIComponent(key)}/events`;
  // Pages are counted from the newest: while a turn runs, one may begin with what the page before it ended with.
  const found = new Map<string, AgentEvent>();
  let page_key: string | undefined;
  do {
    const query = { limit: PAGE, ...(page_key === undefined ? { include_hidden: includeHidden } : { page_key }) };
    const page: Static<typeof ListAgentEventsResponse> = await call('GET', path, { query });
    for (const event of page.events) found.set(event.id, event as AgentEvent);
    page_key = page.metadata.page_key;
  } while (page_key !== undefined);
  return [...found.values()].reverse();
}
