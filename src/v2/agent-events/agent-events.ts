/** Talking to an agent in a session, and what happened in it. */
import type { Account } from '../../accounts/account.ts';
import type { AgentInput, TurnEvent } from '../../agent-loop/event-schema.ts';
import { type LiveTurn, liveTurnsOf } from '../../agent-loop/live-turns.ts';
import { passing } from '../../agent-loop/passing-event.ts';
import { planTurn } from '../../agent-loop/plan-turn.ts';
import { ApiError, invalidField, notEmulated } from '../../errors.ts';
import { nextPage, readPagePosition } from '../../http/lists.ts';
import { type Answer, operation } from '../../http/operation.ts';
import { agentsOf } from '../agents/agents-repository.ts';
import { AgentKey } from '../agents/agents-schema.ts';
import { inputForm } from '../artifacts/input-form.ts';
import { withUploads } from '../artifacts/uploads.ts';
import { type StoredSession, sessionsOf } from '../sessions/sessions-repository.ts';
import { SessionKey } from '../sessions/sessions-schema.ts';
import { agentEventsOf } from './agent-events-repository.ts';
import * as schema from './agent-events-schema.ts';

const path = { agent_key: AgentKey, session_key: SessionKey };
const eventPath = { ...path, event_id: schema.EventId };

type Path = { agent_key: string; session_key: string };

/** Throws the API's 404. */
function sessionAt(account: Account, { agent_key, session_key }: Path): StoredSession {
  agentsOf(account).get(agent_key);
  return sessionsOf(account).get(agent_key, session_key);
}

/** They tell how a turn goes on, and are no part of what it answers with. */
const isPassing = new Set<string>([
  'compaction_started',
  'streaming_agent_output',
  'streaming_agent_output_end',
  'streaming_thinking',
  'streaming_thinking_end',
  'context_consumed',
  'error',
  'end',
] satisfies TurnEvent['type'][]);

type Input = { type?: 'text' | 'skill'; content?: string; skill_name?: string };

function readMessages(messages: Input[] | undefined): AgentInput[] {
  if (!messages) throw invalidField('body.messages', 'is required.');
  return messages.map(({ type = 'text', content, skill_name }, index) => {
    const field = type === 'text' ? 'content' : 'skill_name';
    if ((type === 'text' ? content : skill_name) === undefined) {
      throw invalidField(`body.messages[${index}].${field}`, 'is required.');
    }
    return type === 'text' ? { type, content } : { type, skill_name };
  });
}

/** What a client has not seen that names the last event it knows. Throws 400. */
function eventsSince(account: Account, session: StoredSession, since: string): TurnEvent[] {
  const shown = agentEventsOf(account)
    .all(session)
    .filter(({ hidden }) => !hidden)
    .map(({ event }) => event);
  if (since === 'start') return shown;
  const known = shown.findIndex(({ id }) => id === since);
  if (known < 0) throw invalidField('body.since', `should be start, or the id of an event of the session.`);
  return shown.slice(known + 1);
}

/** The turn goes on when the client leaves or its time is up; the signal only ends the waiting. */
async function* told(
  turn: LiveTurn,
  missed: TurnEvent[],
  signal: AbortSignal,
): AsyncGenerator<TurnEvent, void, undefined> {
  yield* missed;
  const isUp = new Promise<never>((_, reject) => {
    const end = () => reject(signal.reason instanceof ApiError ? timeIsUp(signal.reason) : signal.reason);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });
  isUp.catch(() => {});
  const events = turn.events();
  for (;;) {
    const { done, value } = await Promise.race([events.next(), isUp]);
    if (done) return;
    yield value;
  }
}

const timeIsUp = ({ statusCode, message }: ApiError): ApiError =>
  statusCode === 408 ? new ApiError(504, `${message} The turn goes on.`) : new ApiError(statusCode, message);

async function interrupt(account: Account, session: StoredSession): Promise<Answer<never>> {
  const stopped = liveTurnsOf(account).interrupt(session);
  if (!stopped) throw invalidField('body.type', 'cannot be interrupt.', 'Nothing to interrupt, session is not running');
  await stopped;
  async function* events(): AsyncGenerator<TurnEvent, void, undefined> {
    yield passing({ account, session }, { type: 'session_interrupted' });
    yield { type: 'end' };
  }
  return answerOf(session.key, events());
}

const answerOf = (session_key: string, events: AsyncIterable<TurnEvent>): Answer<never> => ({
  async *events() {
    // It came in pieces already.
    for await (const event of events) if (event.type !== 'agent_output') yield event;
  },
  async body() {
    const stored: TurnEvent[] = [];
    for await (const event of events) if (!isPassing.has(event.type)) stored.push(event);
    return { events: stored, session_key } as never;
  },
});

export const agentEvents = [
  operation(
    'createAgentInput',
    {
      summary: 'Say something to an agent, and have its turn told.',
      path,
      body: schema.CreateInputRequest,
      form: inputForm,
      answer: schema.CreateInputResponse,
      stream: schema.AgentStreamEvent,
      // Files that are too large, a model that fails, and one that is too slow.
      also: [413, 500, 504],
    },
    async ({ account, path, body, files, signal }) => {
      const session = sessionAt(account, path);
      const live = liveTurnsOf(account);
      const { type = 'input_message', messages, since, stream_response: stream = false } = body;
      if (type === 'interrupt') return interrupt(account, session);
      if (type === 'tool_output')
        throw invalidField('body.type', 'cannot be tool_output: no tool waits for an output.');
      if (type === 'compact') throw notEmulated('createAgentInput with type compact');
      live.requireIdle(session);
      const missed = since === undefined ? [] : eventsSince(account, session, since);
      const said = files.length > 0 && !messages ? [] : readMessages(messages);
      const turn = await withUploads(account, files, (artifacts) => {
        const session = sessionAt(account, path);
        live.requireIdle(session);
        return planTurn(account, { session, messages: said, artifacts, stream });
      });
      return answerOf(session.key, told(live.start(turn), missed, signal));
    },
  ),

  operation(
    'listAgentEvents',
    {
      summary: 'List the events of a session, newest first.',
      path,
      query: schema.ListAgentEventsQuery,
      answer: schema.ListAgentEventsResponse,
    },
    ({ account, path, query: { include_hidden, limit = 10, page_key } }) => {
      const session = sessionAt(account, path);
      const { offset, filters } = readPagePosition(schema.ListAgentEventsQuery, page_key, { include_hidden });
      const found = agentEventsOf(account).list(session, filters.include_hidden ?? false, limit + 1, offset);
      return { events: found.slice(0, limit), metadata: nextPage(found.length > limit, offset + limit, filters) };
    },
  ),

  operation(
    'getAgentEvent',
    { summary: 'Get an event, a hidden one too.', path: eventPath, answer: schema.AgentEvent },
    ({ account, path }) => agentEventsOf(account).get(sessionAt(account, path), path.event_id),
  ),

  operation('deleteAgentEvent', { summary: 'Delete an event.', path: eventPath }, ({ account, path }) =>
    agentEventsOf(account).delete(sessionAt(account, path), path.event_id),
  ),

  operation(
    'hideAgentEvent',
    { summary: 'Hide an event from lists and from the model.', path: eventPath, answer: schema.AgentEvent },
    ({ account, path }) => agentEventsOf(account).hide(sessionAt(account, path), path.event_id, true),
  ),

  operation(
    'unhideAgentEvent',
    { summary: 'Show a hidden event again.', path: eventPath, answer: schema.AgentEvent },
    ({ account, path }) => agentEventsOf(account).hide(sessionAt(account, path), path.event_id, false),
  ),

  operation(
    'listOutstandingClientToolCalls',
    { summary: 'List calls that wait for the client.', path, answer: schema.OutstandingClientToolCalls },
    ({ account, path }) => {
      sessionAt(account, path);
      return { client_tool_calls: [] };
    },
  ),
];
