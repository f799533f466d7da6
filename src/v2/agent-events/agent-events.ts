/** Talking to an agent in a session, and what happened in it. */
import type { Account } from '../../accounts/account.ts';
import { outstandingCalls } from '../../agent-loop/outstanding-calls.ts';
import { noteInTurn } from '../../agent-loop/turn-notes.ts';
import { nextPage, readPagePosition } from '../../http/lists.ts';
import { operation } from '../../http/operation.ts';
import { AgentKey } from '../agents/agents-schema.ts';
import { secretsOfAgent } from '../agents/secrets.ts';
import { inputForm } from '../artifacts/input-form.ts';
import { type StoredSession, sessionsOf } from '../sessions/sessions-repository.ts';
import { SessionKey } from '../sessions/sessions-schema.ts';
import { agentEventsOf } from './agent-events-repository.ts';
import * as schema from './agent-events-schema.ts';
import { takeInput } from './take-input.ts';

const path = { agent_key: AgentKey, session_key: SessionKey };
const eventPath = { ...path, event_id: schema.EventId };

type Path = { agent_key: string; session_key: string };

/** Throws the API's 404. Outputs of tools may repeat what the session and its agent keep secret; the journal does not. */
function sessionAt(account: Account, { agent_key, session_key }: Path): StoredSession {
  const secrets = Object.values(secretsOfAgent(account, agent_key));
  const session = sessionsOf(account).get(agent_key, session_key);
  noteInTurn({ kind: 'secrets', secrets: [...secrets, ...Object.values(session.secrets)] });
  return session;
}

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
    (call) => takeInput(call.account, () => sessionAt(call.account, call.path), call),
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
    async ({ account, path, signal }) => {
      const session = sessionAt(account, path);
      return { client_tool_calls: await outstandingCalls(account, session, signal) };
    },
  ),
];
