/** What is said to a session, by what it does then (docs/behaviour/agent-turns.md, Inputs). */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Static } from 'typebox';
import type { Account } from '../../accounts/account.ts';
import { readAnswers } from '../../agent-loop/client-answers.ts';
import { compact } from '../../agent-loop/compaction.ts';
import type { AgentInput, StoredAgentEvent, TurnEvent } from '../../agent-loop/event-schema.ts';
import { type LiveTurn, type QueuedInput, toldUntil } from '../../agent-loop/live-turn.ts';
import { answerOpenCalls, liveTurnsOf } from '../../agent-loop/live-turns.ts';
import { passing } from '../../agent-loop/passing-event.ts';
import { planCompaction, requireCompactable } from '../../agent-loop/plan-compaction.ts';
import { planContinuation, planTurn, requireInput } from '../../agent-loop/plan-turn.ts';
import { resumeTurn, runTurn } from '../../agent-loop/run-turn.ts';
import { aroundTurn } from '../../agent-loop/turn-notes.ts';
import { waitingCalls } from '../../agent-loop/waiting-calls.ts';
import { ApiError, conflict, invalidField } from '../../errors.ts';
import type { Answer, FormFile } from '../../http/operation.ts';
import { withUploads } from '../artifacts/uploads.ts';
import type { StoredSession } from '../sessions/sessions-repository.ts';
import { agentEventsOf } from './agent-events-repository.ts';
import type { CreateInputRequest } from './agent-events-schema.ts';

interface Input {
  body: Static<typeof CreateInputRequest>;
  files: readonly FormFile[];
  signal: AbortSignal;
}

/** `at` finds the session, or throws. */
export async function takeInput(account: Account, at: () => StoredSession, input: Input): Promise<Answer<never>> {
  switch (input.body.type) {
    case 'interrupt':
      return interrupt(account, at());
    case 'tool_output':
      return takeOutputs(account, at, input);
    case 'compact':
      return takeCompaction(account, at, input);
    default:
      return takeMessages(account, at, input);
  }
}

/** A session that runs takes them up later, if the client says what it knows of it. */
async function takeMessages(
  account: Account,
  at: () => StoredSession,
  { body, files, signal }: Input,
): Promise<Answer<never>> {
  const { since, behavior = 'steer', stream_response: stream = false } = body;
  const live = liveTurnsOf(account);
  requireMayTake(account, at(), since);
  const messages = files.length > 0 && !body.messages ? [] : readMessages(body.messages);
  const { session, missed, events } = await withUploads(account, files, (artifacts) => {
    const session = at();
    const said = { messages, artifacts };
    const running = requireMayTake(account, session, since);
    const { missed, from } = whatFollows(account, session, since, running);
    const input: QueuedInput = {
      steering: behavior === 'steer' ? said : undefined,
      begin() {
        const turn = planTurn(account, { session: at(), said, stream });
        return { events: (one) => runTurn(turn, one), around: (run) => aroundTurn(turn, run) };
      },
      inItsCall: AsyncLocalStorage.snapshot(),
    };
    if (running) {
      requireInput(account, session, said);
      live.queue(session, input);
    }
    const turn = running ?? live.start(session, input);
    return { session, missed, events: told(input, turn, from, signal) };
  });
  return answerOf(session.key, missed, events);
}

/** A session that runs takes it up when its turn has ended; the answer has what happens until then, too. */
function takeCompaction(account: Account, at: () => StoredSession, { body, signal }: Input): Answer<never> {
  const { compact_up_to_event_id: upTo, compaction_message: message, stream_response: stream = false } = body;
  const live = liveTurnsOf(account);
  const session = at();
  const input: QueuedInput = {
    steering: undefined,
    begin() {
      const { turn, events, config } = planCompaction(account, at(), { upTo, message, stream });
      return { events: (one) => compact(turn, events, config, one.signal), around: (run) => run(() => {}) };
    },
    inItsCall: AsyncLocalStorage.snapshot(),
  };
  const running = live.runningIn(session);
  if (running) {
    requireCompactable(account, session, upTo);
    live.queue(session, input);
  }
  const turn = running ?? live.start(session, input);
  return answerOf(session.key, [], told(input, turn, running?.told.length ?? 0, signal));
}

/** The turn that waited for them goes on. */
function takeOutputs(account: Account, at: () => StoredSession, { body, signal }: Input): Answer<never> {
  const { tool_outputs: outputs, stream_response: stream = false } = body;
  if (!outputs) throw invalidField('body.tool_outputs', 'is required.');
  const live = liveTurnsOf(account);
  const session = at();
  requireMayTake(account, session, undefined);
  const input: QueuedInput = {
    steering: undefined,
    begin() {
      const turn = planContinuation(account, session, stream);
      const answers = readAnswers(account, session, turn.agent, outputs);
      return { events: (one) => resumeTurn(turn, answers, one), around: (run) => aroundTurn(turn, run) };
    },
    inItsCall: AsyncLocalStorage.snapshot(),
  };
  const turn = live.start(session, input);
  return answerOf(session.key, [], told(input, turn, 0, signal));
}

/** Throws the 409 of a session that runs, if the client does not say what it knows of it. */
function requireMayTake(account: Account, session: StoredSession, since: string | undefined): LiveTurn | undefined {
  const running = liveTurnsOf(account).runningIn(session);
  if (!running || since !== undefined) return running;
  throw conflict(
    'Session is already running. Say with `since` which event you know last, and the input is queued; wait, or interrupt the session.',
  );
}

function readMessages(messages: Input['body']['messages']): AgentInput[] {
  if (!messages) throw invalidField('body.messages', 'is required.');
  return messages.map(({ type = 'text', content, skill_name }, index) => {
    const field = type === 'text' ? 'content' : 'skill_name';
    if ((type === 'text' ? content : skill_name) === undefined) {
      throw invalidField(`body.messages[${index}].${field}`, 'is required.');
    }
    return type === 'text' ? { type, content } : { type, skill_name };
  });
}

/** What a client has not seen that names the last event it knows, and where it goes on in the turn that runs. Throws 400. */
function whatFollows(
  account: Account,
  session: StoredSession,
  since: string | undefined,
  running: LiveTurn | undefined,
): { missed: StoredAgentEvent[]; from: number } {
  if (since === undefined) return { missed: [], from: 0 };
  const told = running?.told ?? [];
  const at = told.findLastIndex(
    (event) => ('id' in event ? event.id : 'event_id' in event && event.event_id) === since,
  );
  if (at >= 0) return { missed: [], from: at + 1 };
  const isTold = new Set(told.map((event) => 'id' in event && event.id));
  const before = agentEventsOf(account)
    .all(session)
    .filter(({ event, hidden }) => !hidden && !isTold.has(event.id))
    .map(({ event }) => event);
  if (since === 'start') return { missed: before, from: 0 };
  const known = before.findIndex(({ id }) => id === since);
  if (known < 0) throw invalidField('body.since', 'should be start, or the id of an event of the session.');
  return { missed: before.slice(known + 1), from: 0 };
}

/** The turn goes on when the client leaves or its time is up; the signal only ends the waiting. */
async function* told(
  input: QueuedInput,
  turn: LiveTurn,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  const isUp = new Promise<never>((_, reject) => {
    const end = () => reject(signal.reason instanceof ApiError ? timeIsUp(signal.reason) : signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  isUp.catch(() => {});
  const events = toldUntil(input, turn, from);
  for (;;) {
    const { done, value } = await Promise.race([events.next(), isUp]);
    if (done) return;
    yield value;
  }
}

const timeIsUp = ({ statusCode, message }: ApiError): ApiError =>
  statusCode === 408 ? new ApiError(504, `${message} The turn goes on.`) : new ApiError(statusCode, message);

/** A session that waits for the client is stopped already; its calls are answered. */
async function interrupt(account: Account, session: StoredSession): Promise<Answer<never>> {
  const stopped = liveTurnsOf(account).interrupt(session);
  if (!stopped && waitingCalls(account, session).length === 0) {
    throw invalidField('body.type', 'cannot be interrupt.', 'Nothing to interrupt, session is not running');
  }
  const outputs = stopped ? [] : answerOpenCalls(account, session);
  await stopped;
  async function* events(): AsyncGenerator<TurnEvent, void, undefined> {
    yield* outputs;
    yield passing({ account, session }, { type: 'session_interrupted' });
    yield { type: 'end' };
  }
  return answerOf(session.key, [], events());
}

/** They tell how a turn goes on, and are no part of what it answers with. */
const isPassing = new Set<string>([
  'streaming_agent_output',
  'streaming_agent_output_end',
  'streaming_thinking',
  'streaming_thinking_end',
  'compaction_started',
  'tool_activity',
  'context_consumed',
  'error',
  'end',
] satisfies TurnEvent['type'][]);

/** `missed` happened before; what an agent said then is streamed in one piece. */
const answerOf = (
  session_key: string,
  missed: StoredAgentEvent[],
  events: AsyncIterable<TurnEvent>,
): Answer<never> => ({
  async *events() {
    for (const event of missed) yield* event.type === 'agent_output' ? inPieces(event) : [event];
    // It came in pieces already.
    for await (const event of events) if (event.type !== 'agent_output') yield event;
  },
  async body() {
    const stored: TurnEvent[] = [...missed];
    for await (const event of events) if (!isPassing.has(event.type)) stored.push(event);
    return { events: stored, session_key } as never;
  },
});

const inPieces = ({ id, content, created_at }: Extract<StoredAgentEvent, { type: 'agent_output' }>): TurnEvent[] => [
  { type: 'streaming_agent_output', content, created_at },
  { type: 'streaming_agent_output_end', event_id: id, created_at },
];
