/** Turns that run now. They belong to their sessions, not to the requests that began them (docs/behaviour/agent-turns.md, Concurrency). */
import { type Account, perAccount } from '../accounts/account.ts';
import { accountReplaced, conflict, notFound } from '../errors.ts';
import { agentEventsOf, type SessionOfEvents } from '../v2/agent-events/agent-events-repository.ts';
import { type SessionChange, type StoredSession, sessionsOf } from '../v2/sessions/sessions-repository.ts';
import type { TurnEvent } from './event-schema.ts';
import { passing } from './passing-event.ts';
import { runTurn } from './run-turn.ts';
import type { Turn } from './turn.ts';
import { aroundTurn, type EndTurn } from './turn-notes.ts';

/** A turn while it runs, and what it has told so far. */
export class LiveTurn {
  readonly #told: TurnEvent[] = [];
  #state: 'running' | 'ended' | { failed: unknown } = 'running';
  #wake = Promise.withResolvers<void>();
  readonly #abort = new AbortController();
  readonly ended: Promise<void>;
  #end!: () => void;

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** What was told last. */
  get last(): TurnEvent | undefined {
    return this.#told.at(-1);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  stop(reason: unknown): void {
    this.#abort.abort(reason);
  }

  tell(event: TurnEvent): void {
    this.#told.push(event);
    this.#wakeAll();
  }

  finish(state: 'ended' | { failed: unknown } = 'ended'): void {
    this.#state = state;
    this.#wakeAll();
    this.#end();
  }

  /** From its beginning to its end, for as many as listen. Throws what the turn failed with. */
  async *events(): AsyncGenerator<TurnEvent, void, undefined> {
    for (let next = 0; ; next += 1) {
      while (next === this.#told.length) {
        if (typeof this.#state === 'object') throw this.#state.failed;
        if (this.#state === 'ended') return;
        await this.#wake.promise;
      }
      yield this.#told[next]!;
    }
  }

  #wakeAll(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
  }
}

/** Why a turn stops when the user says so. */
class Interrupted extends Error {}

export const liveTurnsOf = perAccount((account) => {
  const live = new Map<number, { turn: Turn; one: LiveTurn }>();
  account.onClose(() => {
    for (const { one } of live.values()) one.stop(accountReplaced());
  });

  const isThere = ({ session }: Turn) =>
    account.db.open && sessionsOf(account).find(session.agentKey, session.key)?.ordinal === session.ordinal;
  const change = ({ session }: Turn, changes: SessionChange) =>
    void sessionsOf(account).update(session.agentKey, session.key, changes);

  async function run(turn: Turn, one: LiveTurn, end: EndTurn): Promise<void> {
    let failed: { failed: unknown } | undefined;
    try {
      for await (const event of runTurn(turn, one.signal)) one.tell(event);
    } catch (error) {
      failed = { failed: one.signal.aborted ? one.signal.reason : error };
    }
    live.delete(turn.session.ordinal);
    if (!isThere(turn)) {
      const gone = account.db.open ? notFound('Session', turn.session.key) : accountReplaced();
      end(undefined, gone);
      return one.finish({ failed: gone });
    }
    if (failed?.failed instanceof Interrupted) {
      failed = undefined;
      answerOpenCalls(account, turn.session, one);
      one.tell(passing(turn, { type: 'session_interrupted' }));
    }
    end(one.last, failed?.failed);
    change(turn, { status: 'stopped', lastActiveAt: account.now(), ...described(turn) });
    if (!failed) one.tell({ type: 'end' });
    one.finish(failed);
  }

  return {
    isRunning: ({ ordinal }: SessionOfEvents): boolean => live.has(ordinal),

    requireIdle({ ordinal }: SessionOfEvents): void {
      if (live.has(ordinal)) {
        throw conflict(
          'Session is already running. Wait until it has stopped, or interrupt it: inputs are not queued here yet.',
        );
      }
    },

    start(turn: Turn): LiveTurn {
      const one = new LiveTurn();
      live.set(turn.session.ordinal, { turn, one });
      change(turn, { status: 'running', lastActiveAt: account.now() });
      void aroundTurn(turn, (end) => run(turn, one, end));
      return one;
    },

    /** Resolves when the turn has stopped; undefined when none runs. */
    interrupt({ ordinal }: SessionOfEvents): Promise<void> | undefined {
      const found = live.get(ordinal);
      found?.one.stop(new Interrupted());
      return found?.one.ended;
    },

    /** For who has deleted sessions. */
    stopThoseGone(): void {
      for (const { turn, one } of live.values()) {
        if (!isThere(turn)) one.stop(notFound('Session', turn.session.key));
      }
    },
  };
});

const LONGEST_DESCRIPTION = 80;

/** What the first message says, where nobody said what the session is about. */
function described({ session, input }: Turn): SessionChange {
  if (session.description !== undefined) return {};
  const texts = input.flatMap((event) => (event.type === 'input_message' ? event.messages : []));
  const text = texts.find(({ content }) => content)?.content;
  return text === undefined ? {} : { description: text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_DESCRIPTION) };
}

/** No provider takes a call without a result. */
function answerOpenCalls(account: Account, session: StoredSession, live: LiveTurn): void {
  const events = agentEventsOf(account);
  const kept = events.all(session);
  const answered = new Set(
    kept.flatMap(({ event, answer }) => (event.type === 'tool_output' ? [`${answer}/${event.tool_call_id}`] : [])),
  );
  for (const { event, answer } of kept) {
    if (event.type !== 'tool_input' || answered.has(`${answer}/${event.tool_call_id}`)) continue;
    const { tool_call_id, tool_configuration_name, tool_name } = event;
    const output = {
      tool_call_id,
      tool_configuration_name,
      tool_name,
      tool_output: { error: 'Interrupted by the user.' },
    };
    live.tell(events.append(session, { type: 'tool_output', ...output, error: true }, { answer: answer! }));
  }
}
