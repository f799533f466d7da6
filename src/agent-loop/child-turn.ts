/** A turn that another turn waits for (docs/behaviour/agent-turns.md, Sub-agents). */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Account } from '../accounts/account.ts';
import { artifactsOf } from '../v2/artifacts/artifacts-repository.ts';
import { type StoredSession, sessionsOf } from '../v2/sessions/sessions-repository.ts';
import { isStored, type StoredAgentEvent, type TurnEvent } from './event-schema.ts';
import type { LiveTurn, QueuedInput } from './live-turn.ts';
import { liveTurnsOf } from './live-turns.ts';
import { planTurn, type Said } from './plan-turn.ts';
import { runTurn } from './run-turn.ts';
import { ToolError } from './tools/tool.ts';
import { aroundTurn } from './turn-notes.ts';

/** Each agent calls the next. */
const DEEPEST = 8;

/** Sessions whose turns wait for one that `parent` calls, itself the last. Throws ToolError where they are too many. */
export function callersFrom(parent: StoredSession, waiting: LiveTurn): number[] {
  const callers = [...waiting.callers, parent.ordinal];
  if (callers.length > DEEPEST) throw new ToolError(`Agents call each other at most ${DEEPEST} deep.`);
  return callers;
}

interface ChildTurn {
  account: Account;
  /** The turn that waits. */
  waiting: LiveTurn;
  callers: readonly number[];
  child: StoredSession;
  said: Said;
  /** Of the call; the child's is interrupted with it. */
  signal: AbortSignal;
  /** Takes every event that the child stores. */
  tell(event: StoredAgentEvent): void;
}

/**
 * Says something to a session and gives what it answers in the end, and the artifacts that it made. Calls to one session
 * that come in one answer of the model have their turns one after the other. Throws ToolError, or ApiError where the turn
 * is refused or fails.
 */
export async function runChildTurn({ account, waiting, callers, child, said, signal, tell }: ChildTurn) {
  signal.throwIfAborted();
  const live = liveTurnsOf(account);
  const before = new Set<string>();
  const input: QueuedInput = {
    steering: undefined,
    callers,
    begin() {
      for (const { id } of artifactsOf(account).list(child)) before.add(id);
      const turn = planTurn(account, {
        session: sessionsOf(account).get(child.agentKey, child.key),
        said,
        stream: false,
      });
      return { events: (one) => runTurn(turn, one), around: (run) => aroundTurn(turn, run) };
    },
    inItsCall: AsyncLocalStorage.snapshot(),
  };
  const running = live.runningIn(child);
  // Waiting for any other turn could be waiting for itself.
  if (running && running.callers.join() !== callers.join()) {
    throw new ToolError(`Session '${child.key}' is already running.`);
  }
  const interrupt = () => void live.interrupt(child);
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    if (running) live.queue(child, input);
    const turn = running ? await turnOf(input, running) : live.start(child, input);
    const answered = turn && answerOf(turn, tell);
    if (answered) waiting.children.add(answered.catch(() => {}));
    const answer = await answered;
    signal.throwIfAborted();
    if (answer === undefined) throw new ToolError(`Session '${child.key}' was interrupted.`);
    const artifacts = artifactsOf(account).list(child);
    return { answer, made: artifacts.filter(({ id }) => !before.has(id)) };
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}

/** The turn that an input begins which waits behind another; undefined when it was dropped. */
async function turnOf(input: QueuedInput, running: LiveTurn): Promise<LiveTurn | undefined> {
  for (let at = running; ; ) {
    await at.ended;
    if (at.inputs.has(input) || !at.next) return undefined;
    at = at.next;
    if (at.inputs.has(input)) return at;
  }
}

/** Undefined when it was interrupted. Throws what the turn fails with. */
async function answerOf(turn: LiveTurn, tell: ChildTurn['tell']): Promise<string | undefined> {
  const events = turn.events(0);
  for (;;) {
    const { done, value } = await events.next();
    if (done && value) throw value.reason;
    if (done) return answerIn(turn.told);
    if (isStored(value)) tell(value);
  }
}

function answerIn(told: readonly TurnEvent[]): string | undefined {
  const last = told.at(-1);
  if (last?.type === 'session_interrupted') return undefined;
  if (last && 'message' in last) throw new ToolError(last.message);
  const said = told.findLast(({ type }) => type === 'agent_output' || type === 'structured_output');
  if (said?.type === 'structured_output') return JSON.stringify(said.content);
  return said?.type === 'agent_output' ? said.content : '';
}
