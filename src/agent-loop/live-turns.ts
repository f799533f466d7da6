/** Turns that run now, one a session, and what waits behind them (docs/behaviour/agent-turns.md, Concurrency). */
import { type Account, perAccount } from '../accounts/account.ts';
import { accountReplaced, notFound } from '../errors.ts';
import { agentEventsOf, type SessionOfEvents } from '../v2/agent-events/agent-events-repository.ts';
import { type SessionChange, type StoredSession, sessionsOf } from '../v2/sessions/sessions-repository.ts';
import type { StoredAgentEvent } from './event-schema.ts';
import { LiveTurn, type QueuedInput, type Work } from './live-turn.ts';
import { passing } from './passing-event.ts';
import type { EndTurn } from './turn-notes.ts';

/** Why a turn stops when the user says so. */
class Interrupted extends Error {}

interface Lane {
  session: StoredSession;
  running: LiveTurn;
  waiting: QueuedInput[];
}

export const liveTurnsOf = perAccount((account) => {
  const lanes = new Map<number, Lane>();
  account.onClose(() => {
    for (const { running } of lanes.values()) running.stop(accountReplaced());
  });

  const isThere = ({ session }: Lane) =>
    account.db.open && sessionsOf(account).find(session.agentKey, session.key)?.ordinal === session.ordinal;
  const change = ({ agentKey, key }: StoredSession, changes: SessionChange) =>
    void sessionsOf(account).update(agentKey, key, changes);

  /** Whatever waits is answered with the turn that runs. */
  function dropWaiting({ running, waiting }: Lane): void {
    for (const input of waiting.splice(0)) running.inputs.add(input);
  }

  /** Runs the turn of a lane, and has the next input take its turn. */
  async function run(lane: Lane, work: Work, end: EndTurn): Promise<void> {
    const { session, running, waiting } = lane;
    let failure: { reason: unknown } | undefined;
    try {
      for await (const event of work.events(running)) running.tell(event);
    } catch (reason) {
      failure = { reason };
    }
    if (running.signal.aborted) {
      failure = { reason: running.signal.reason };
      await Promise.all(running.children);
    }
    let next: QueuedInput | undefined;
    try {
      if (!isThere(lane)) throw account.db.open ? notFound('Session', session.key) : accountReplaced();
      if (failure?.reason instanceof Interrupted) {
        failure = undefined;
        for (const event of answerOpenCalls(account, session)) running.tell(event);
        running.tell(passing({ account, session }, { type: 'session_interrupted' }));
      }
      const status = waiting.length > 0 ? 'running' : 'stopped';
      change(session, { status, lastActiveAt: account.now(), ...described(account, session) });
      next = waiting.shift();
    } catch (reason) {
      failure = { reason };
      dropWaiting(lane);
    }
    end(running.told.at(-1), failure?.reason);
    if (!next) {
      lanes.delete(session.ordinal);
      return running.finish(failure, undefined);
    }
    lane.running = new LiveTurn(waiting, next);
    running.finish(failure, lane.running);
    takeTurn(lane, next, begun(next));
  }

  function takeTurn(lane: Lane, input: QueuedInput, work: Work): void {
    lane.running.inputs.add(input);
    void input.inItsCall(() => work.around((end) => run(lane, work, end)));
  }

  return {
    /** The turn that runs, if any does. */
    runningIn: ({ ordinal }: SessionOfEvents): LiveTurn | undefined => lanes.get(ordinal)?.running,

    /** Begins a turn in a session where none runs. Throws what refuses it. */
    start(session: StoredSession, input: QueuedInput): LiveTurn {
      const work = input.begin();
      const waiting: QueuedInput[] = [];
      const lane = { session, running: new LiveTurn(waiting, input), waiting };
      lanes.set(session.ordinal, lane);
      change(session, { status: 'running', lastActiveAt: account.now() });
      takeTurn(lane, input, work);
      return lane.running;
    },

    /** Keeps it for a session where a turn runs. */
    queue: ({ ordinal }: SessionOfEvents, input: QueuedInput): void => void lanes.get(ordinal)!.waiting.push(input),

    /** What waits is dropped. Resolves when the turn has stopped; undefined when none runs. */
    interrupt({ ordinal }: SessionOfEvents): Promise<void> | undefined {
      const lane = lanes.get(ordinal);
      if (!lane) return undefined;
      dropWaiting(lane);
      lane.running.stop(new Interrupted());
      return lane.running.ended;
    },

    /** For who has deleted sessions. */
    stopThoseGone(): void {
      for (const lane of lanes.values()) {
        if (!isThere(lane)) lane.running.stop(notFound('Session', lane.session.key));
      }
    },
  };
});

function begun(input: QueuedInput): Work {
  try {
    return input.inItsCall(() => input.begin());
  } catch (refused) {
    const events = (): never => {
      throw refused;
    };
    return { events, around: (run) => run(() => {}) };
  }
}

const LONGEST_DESCRIPTION = 80;

/** What the first message says, where nobody said what the session is about. */
function described(account: Account, { agentKey, key }: StoredSession): SessionChange {
  const session = sessionsOf(account).get(agentKey, key);
  if (session.description !== undefined) return {};
  const texts = agentEventsOf(account)
    .all(session)
    .flatMap(({ event }) => (event.type === 'input_message' ? event.messages : []));
  const text = texts.find(({ content }) => content)?.content;
  return text === undefined ? {} : { description: text.replace(/\s+/g, ' ').trim().slice(0, LONGEST_DESCRIPTION) };
}

/** No provider takes a call without a result. */
export function answerOpenCalls(account: Account, session: StoredSession): StoredAgentEvent[] {
  const events = agentEventsOf(account);
  const kept = events.all(session);
  const answered = new Set(
    kept.flatMap(({ event, answer }) => (event.type === 'tool_output' ? [`${answer}/${event.tool_call_id}`] : [])),
  );
  return kept.flatMap(({ event, answer }) => {
    if (event.type !== 'tool_input' || answered.has(`${answer}/${event.tool_call_id}`)) return [];
    const { tool_call_id, tool_configuration_name, tool_name } = event;
    const output = {
      tool_call_id,
      tool_configuration_name,
      tool_name,
      tool_output: { error: 'Interrupted by the user.' },
    };
    return [events.append(session, { type: 'tool_output', ...output, error: true }, { answer: answer! })];
  });
}
