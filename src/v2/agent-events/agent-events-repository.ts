import { perAccount } from '../../accounts/account.ts';
import { inTransaction } from '../../accounts/open-database.ts';
import type { NewAgentEvent, StoredAgentEvent } from '../../agent-loop/event-schema.ts';
import { notFound } from '../../errors.ts';
import type { StoredSession } from '../sessions/sessions-repository.ts';

/** A session, as far as its events need it. */
export type SessionOfEvents = Pick<StoredSession, 'ordinal' | 'key'>;

/** What an event came with. */
export interface Origin {
  /** Which answer of the model brought it about. */
  answer: string;
  /** What the provider wants back with the answer. */
  state?: ProviderState | undefined;
  /** What the model reads after the event. */
  reminder?: string;
}

export interface ProviderState {
  /** The LLM that gave it, with the provider's model: no other can use it. */
  llm: string;
  /** Members of the assistant's message. */
  members?: Record<string, unknown> | undefined;
  /** Of one call. */
  extraContent?: Record<string, unknown> | undefined;
}

/** An event with what is kept beside it and not shown. */
export interface KeptEvent {
  event: StoredAgentEvent;
  hidden: boolean;
  /** Whether a summary stands in its place. */
  compacted: boolean;
  /** Of several events that have one, the older comes first. */
  place: number;
  answer: string | undefined;
  state: ProviderState | undefined;
  reminder: string;
}

interface Row {
  ordinal: number;
  id: string;
  created_at: number;
  type: string;
  content: string;
  hidden: number;
  answer: string | null;
  provider_state: string | null;
  reminder: string | null;
}

type PlacedRow = Row & { place: number };

const SHOWN = 0;
const HIDDEN = 1;
const COMPACTED = 2;

/** A summary stands behind what it sums up; everything else stands where it happened. */
const PLACE = 'COALESCE(stands_behind, ordinal)';

/** What happened in the sessions of one account's agents. A session that is deleted takes its events with it. */
export const agentEventsOf = perAccount(({ db, now, newId }) => {
  const insert = db.prepare(
    `INSERT INTO agent_events (id, session, created_at, type, content, answer, provider_state, reminder, stands_behind)
     VALUES (@id, @session, @created_at, @type, @content, @answer, @state, @reminder, @behind)`,
  );
  const latest = db.prepare('SELECT created_at FROM agent_events WHERE session = ? ORDER BY ordinal DESC LIMIT 1');
  const all = db.prepare(`SELECT *, ${PLACE} AS place FROM agent_events WHERE session = ? ORDER BY ${PLACE}, ordinal`);
  const shown = db.prepare(
    `SELECT *, ${PLACE} AS place FROM agent_events WHERE session = ? AND hidden = ${SHOWN} ORDER BY ${PLACE}, ordinal`,
  );
  const newestFirst = db.prepare(
    `SELECT * FROM agent_events WHERE session = ? AND hidden <= ? ORDER BY ${PLACE} DESC, ordinal DESC LIMIT ? OFFSET ?`,
  );
  const ofType = db.prepare(
    `SELECT *, ${PLACE} AS place FROM agent_events WHERE session = ? AND type = ? ORDER BY ${PLACE}, ordinal`,
  );
  const lastAnswer = db.prepare(
    `SELECT *, ${PLACE} AS place FROM agent_events WHERE session = @session AND answer =
       (SELECT answer FROM agent_events WHERE session = @session AND answer IS NOT NULL ORDER BY ordinal DESC LIMIT 1)
     ORDER BY ordinal`,
  );
  const byId = db.prepare('SELECT * FROM agent_events WHERE session = ? AND id = ?');
  const setHidden = db.prepare('UPDATE agent_events SET hidden = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM agent_events WHERE id = ?');

  const get = (session: SessionOfEvents, id: string): StoredAgentEvent => {
    const row = byId.get(session.ordinal, id) as Row | undefined;
    if (!row) throw notFound('Event', id);
    return toEvent(session, row);
  };

  const newEventId = () => `aev_${newId('agent event')}`;

  const nextTime = ({ ordinal }: SessionOfEvents): number => {
    const before = latest.get(ordinal) as { created_at: number } | undefined;
    return Math.max(now(), (before?.created_at ?? 0) + 1);
  };

  const add = (
    session: SessionOfEvents,
    { type, ...content }: NewAgentEvent,
    { answer, reminder, state }: Partial<Origin>,
    {
      behind,
      id = newEventId(),
      createdAt = nextTime(session),
    }: { behind?: number; id?: string; createdAt?: number } = {},
  ): StoredAgentEvent => {
    const row = { id, created_at: createdAt, type, content: JSON.stringify(content) };
    insert.run({
      ...row,
      session: session.ordinal,
      answer: answer ?? null,
      state: state ? JSON.stringify(state) : null,
      reminder: reminder ?? null,
      behind: behind ?? null,
    });
    return toEvent(session, row);
  };

  return {
    /** Times of a session increase strictly, even while the clock stands. */
    append: (session: SessionOfEvents, event: NewAgentEvent, origin: Partial<Origin> = {}): StoredAgentEvent =>
      add(session, event, origin),

    /** An event and one that follows at once, of which it may tell. */
    appendTwo(
      session: SessionOfEvents,
      first: (second: StoredAgentEvent) => NewAgentEvent,
      origin: Partial<Origin>,
      second: NewAgentEvent,
    ): [StoredAgentEvent, StoredAgentEvent] {
      const createdAt = nextTime(session);
      const later = { id: newEventId(), createdAt: createdAt + 1 };
      const time = new Date(later.createdAt).toISOString();
      const told = { id: later.id, session_key: session.key, created_at: time, ...second } as StoredAgentEvent;
      return [add(session, first(told), origin, { createdAt }), add(session, second, {}, later)];
    },

    /** Hides events, which are given in their order, and puts a summary in their place. */
    compact: inTransaction(db, (session: SessionOfEvents, events: readonly KeptEvent[], summary: NewAgentEvent) => {
      for (const { event } of events) setHidden.run(COMPACTED, event.id);
      return add(session, summary, {}, { behind: events.at(-1)!.place });
    }),

    /** Oldest first, hidden ones too. */
    all: (session: SessionOfEvents): KeptEvent[] =>
      (all.all(session.ordinal) as PlacedRow[]).map((row) => toKept(session, row)),

    /** Oldest first, those that are not hidden. */
    shown: (session: SessionOfEvents): KeptEvent[] =>
      (shown.all(session.ordinal) as PlacedRow[]).map((row) => toKept(session, row)),

    /** Oldest first, hidden ones too. */
    ofType: (session: SessionOfEvents, type: StoredAgentEvent['type']): KeptEvent[] =>
      (ofType.all(session.ordinal, type) as PlacedRow[]).map((row) => toKept(session, row)),

    /** What the model's last answer brought about, oldest first, hidden ones too. */
    lastAnswer: (session: SessionOfEvents): KeptEvent[] =>
      (lastAnswer.all({ session: session.ordinal }) as PlacedRow[]).map((row) => toKept(session, row)),

    list: (session: SessionOfEvents, includeHidden: boolean, limit: number, offset: number): StoredAgentEvent[] =>
      (newestFirst.all(session.ordinal, includeHidden ? COMPACTED : SHOWN, limit, offset) as Row[]).map((row) =>
        toEvent(session, row),
      ),

    /** Throws 404. */
    get,

    /** Throws 404. */
    hide(session: SessionOfEvents, id: string, hidden: boolean): StoredAgentEvent {
      const event = get(session, id);
      setHidden.run(hidden ? HIDDEN : SHOWN, id);
      return event;
    },

    /** Throws 404. */
    delete(session: SessionOfEvents, id: string): void {
      get(session, id);
      remove.run(id);
    },
  };
});

const toEvent = (
  { key }: SessionOfEvents,
  row: Pick<Row, 'id' | 'created_at' | 'type' | 'content'>,
): StoredAgentEvent => ({
  id: row.id,
  session_key: key,
  created_at: new Date(row.created_at).toISOString(),
  type: row.type,
  ...JSON.parse(row.content),
});

const toKept = (session: SessionOfEvents, row: PlacedRow): KeptEvent => ({
  event: toEvent(session, row),
  hidden: row.hidden !== SHOWN,
  compacted: row.hidden === COMPACTED,
  place: row.place,
  answer: row.answer ?? undefined,
  state: row.provider_state === null ? undefined : JSON.parse(row.provider_state),
  reminder: row.reminder ?? '',
});
