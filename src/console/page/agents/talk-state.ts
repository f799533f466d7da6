/** What is known of a session: the events that are kept, and what its turn is just telling. */
import { Problem } from '../api/problem.ts';
import type { StoredAgentEvent, TurnEvent } from '../api/types.ts';

export interface Talk {
  /** Oldest first; of a long session the newest. */
  events: readonly StoredAgentEvent[];
  /** Whether this page has a turn told that runs. */
  isTold: boolean;
  /** What the model has said and thought so far of what is no event yet. */
  saying: string;
  thinking: string;
  /** How the newest turn ended, where that is no event. */
  ended: string | undefined;
  problem: Problem | undefined;
}

export const NOTHING: Talk = {
  events: [],
  isTold: false,
  saying: '',
  thinking: '',
  ended: undefined,
  problem: undefined,
};

export type TalkStep =
  | { type: 'asked' }
  | { type: 'told'; event: TurnEvent }
  /** The stream is over, or was broken off. */
  | { type: 'over'; problem?: Problem }
  /** The newest events as the API lists them, oldest first. */
  | { type: 'listed'; newest: readonly StoredAgentEvent[] }
  | { type: 'earlier'; events: readonly StoredAgentEvent[] };

export function advance(talk: Talk, step: TalkStep): Talk {
  switch (step.type) {
    case 'asked':
      return { ...talk, isTold: true, saying: '', thinking: '', ended: undefined, problem: undefined };
    case 'told':
      return hear(talk, step.event);
    case 'over':
      return { ...talk, isTold: false, saying: '', thinking: '', problem: step.problem ?? talk.problem };
    case 'listed':
      return withEvents(talk, endingWith(talk.events, step.newest));
    case 'earlier':
      return withEvents(talk, [...without(step.events, talk.events), ...talk.events]);
  }
}

function hear(talk: Talk, event: TurnEvent): Talk {
  switch (event.type) {
    case 'streaming_agent_output':
      return { ...talk, saying: talk.saying + event.content };
    case 'streaming_agent_output_end': {
      const { event_id: id, created_at } = event;
      const session_key = talk.events.at(-1)?.session_key ?? '';
      const said: StoredAgentEvent = { type: 'agent_output', id, session_key, created_at, content: talk.saying };
      return { ...withEvents(talk, [...talk.events, said]), saying: '' };
    }
    case 'streaming_thinking':
      return { ...talk, thinking: talk.thinking + event.content };
    case 'error':
      return { ...talk, problem: new Problem(event.messages.join(' ')) };
    case 'session_interrupted':
      return { ...talk, ended: 'Interrupted.' };
    case 'client_tool_pending': {
      const tools = event.pending_calls.map(({ tool_configuration_name }) => tool_configuration_name);
      return { ...talk, ended: `Waits for what the client's tools give: ${tools.join(', ')}.` };
    }
    case 'context_limit_exceeded':
    case 'step_transition_limit_exceeded':
      return { ...talk, ended: event.message };
    default:
      if (!isKept(event)) return talk;
      return {
        ...withEvents(talk, [...talk.events, ...without([event], talk.events)]),
        thinking: event.type === 'thinking' ? '' : talk.thinking,
      };
  }
}

/** Not of those that only tell how a turn goes on. */
const isKept = (event: TurnEvent): event is StoredAgentEvent => 'id' in event && event.type !== 'compaction_started';

/** The same list where it says the same, so that nothing is drawn anew. */
function withEvents(talk: Talk, events: readonly StoredAgentEvent[]): Talk {
  const { events: before } = talk;
  const isSame = before.length === events.length && before.every(({ id }, index) => id === events[index]!.id);
  return isSame ? talk : { ...talk, events };
}

/** What is known of before, and the newest in the place of what came after it. */
function endingWith(known: readonly StoredAgentEvent[], newest: readonly StoredAgentEvent[]): StoredAgentEvent[] {
  const from = known.findIndex(({ id }) => id === newest[0]?.id);
  return [...(from < 0 ? [] : known.slice(0, from)), ...newest];
}

function without(events: readonly StoredAgentEvent[], known: readonly StoredAgentEvent[]): StoredAgentEvent[] {
  const ids = new Set(known.map(({ id }) => id));
  return events.filter(({ id }) => !ids.has(id));
}
