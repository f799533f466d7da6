/** What the journal has of an event: the call that it came of, and in its turn the model that was asked, the tool, the transition. */
import { at, get } from '../api/call.ts';
import type { JournalSummary, ShownNote, StoredAgentEvent } from '../api/types.ts';
import type { Entry, Note } from '../live/life/notes.tsx';

export interface EventSource {
  entry: Entry;
  /** The call of the model that led to it, with the requests that were made for it. */
  model: (Note<'model'> | Note<'upstream'>)[];
  tool: Note<'tool_call'> | undefined;
  transition: Note<'transition'> | undefined;
}

/** Undefined where the journal has forgotten the call, or was off. `events`: those of the session, oldest first. */
export async function sourceOf(
  event: StoredAgentEvent,
  events: readonly StoredAgentEvent[],
): Promise<EventSource | undefined> {
  const tried = new Set<string>();
  // A client that left early was not told of the event, and of an agent's agent nobody is: then every call about the session will do.
  for (const text of [event.id, event.session_key]) {
    const query = new URLSearchParams({ text, limit: '50' });
    const { entries } = await get<{ entries: JournalSummary[] }>(`/_emulator/journal?${query}`);
    for (const { id, operation } of entries) {
      if (operation !== 'createAgentInput' || tried.has(id)) continue;
      tried.add(id);
      const entry = await get<Entry>(at`/_emulator/journal/${id}`);
      const found = foundIn(entry.notes, event, occurrenceOf(event, events));
      if (found) return { entry, ...found };
    }
  }
  return undefined;
}

type Found = Omit<EventSource, 'entry'>;

/** In the turns of its session, those of agents that other agents called among them. */
export function foundIn(notes: readonly ShownNote[], event: StoredAgentEvent, occurrence = 0): Found | undefined {
  for (const note of notes) {
    if (!('notes' in note)) continue;
    const isOfSession = 'session' in note && note.session === event.session_key;
    const found = (isOfSession && foundAmong(note.notes, event, occurrence)) || foundIn(note.notes, event, occurrence);
    if (found) return found;
  }
  return undefined;
}

/** What happened in one turn, in order. */
function foundAmong(notes: readonly ShownNote[], event: StoredAgentEvent, occurrence: number): Found | undefined {
  const none = { model: [], tool: undefined, transition: undefined };
  const modelAt = (index: number): Found | undefined =>
    index < 0 ? undefined : { ...none, model: withRequests(notes, index) };
  const nthModel = (isIt: (model: Note<'model'>) => boolean) => {
    const places = notes.flatMap((note, index) => (note.kind === 'model' && isIt(note) ? [index] : []));
    return modelAt(places[occurrence] ?? places.at(-1) ?? -1);
  };
  switch (event.type) {
    case 'tool_input':
    case 'tool_output': {
      const index = notes.findIndex((note) => note.kind === 'tool_call' && note.id === event.tool_call_id);
      const tool = notes[index];
      if (tool?.kind !== 'tool_call') return undefined;
      const asked = notes.slice(0, index).findLastIndex(({ kind }) => kind === 'model');
      return { ...(modelAt(asked) ?? none), tool };
    }
    case 'thinking':
      return nthModel(({ thinking }) => thinking?.includes(event.content) === true);
    case 'agent_output':
      return nthModel(({ text }) => text.trim() === event.content.trim());
    case 'structured_output':
      return nthModel(({ text, tool_calls = [] }) =>
        [text, ...tool_calls.map((call) => call.arguments)].some((json) => isSame(json, event.content)),
      );
    case 'step_transition': {
      const ways = notes.filter((note) => note.kind === 'transition');
      const same = ways.filter(({ from, to }) => from === event.from_step && to === event.to_step);
      const transition = same[occurrence] ?? same.at(-1);
      return transition && { ...none, transition };
    }
    case 'input_message':
      return modelAt(notes.findIndex(({ kind }) => kind === 'model'));
    default:
      return undefined;
  }
}

/** A call of the model and the requests that were made for it. */
function withRequests(notes: readonly ShownNote[], index: number): EventSource['model'] {
  const rest = notes.slice(index + 1);
  const end = rest.findIndex(({ kind }) => kind !== 'upstream');
  const requests = (end < 0 ? rest : rest.slice(0, end)).filter((note) => note.kind === 'upstream');
  const model = notes[index];
  return model?.kind === 'model' ? [model, ...requests] : [];
}

function isSame(json: string, value: unknown): boolean {
  try {
    return JSON.stringify(JSON.parse(json)) === JSON.stringify(value);
  } catch {
    return json === value;
  }
}

/** Of events that say the same in one turn, which it is. */
function occurrenceOf(event: StoredAgentEvent, events: readonly StoredAgentEvent[]): number {
  const until = events.findIndex(({ id }) => id === event.id);
  const turn = events.slice(0, Math.max(until, 0));
  const begin = turn.findLastIndex(({ type }) => type === 'input_message');
  const saysSame = wordsOf(event);
  return turn.slice(begin + 1).filter((one) => wordsOf(one) === saysSame).length;
}

function wordsOf(event: StoredAgentEvent): string {
  const { id: _, created_at: __, ...words } = event;
  return JSON.stringify(words);
}
