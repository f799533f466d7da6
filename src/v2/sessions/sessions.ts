/** Sessions: conversations with an agent. */
import type { Account } from '../../accounts/account.ts';
import { liveTurnsOf } from '../../agent-loop/live-turns.ts';
import { invalidField } from '../../errors.ts';
import { filterByCase, pageOf, readPagePosition } from '../../http/lists.ts';
import { operation } from '../../http/operation.ts';
import { FilterError } from '../../retrieval/filter/filter-error.ts';
import { compileJsonFilter } from '../../retrieval/filter/json-filter.ts';
import { keyFrom } from '../agents/agent-key.ts';
import { agentsOf, type StoredAgent } from '../agents/agents-repository.ts';
import { AgentKey } from '../agents/agents-schema.ts';
import { masked, withChanges } from '../agents/secret-values.ts';
import { withArtifactsOf } from '../artifacts/fork-artifacts.ts';
import type { SeedList } from '../seed-list.ts';
import { copyEvents, sourceOf, summaryFor } from './fork-session.ts';
import { type StoredSession, sessionsOf } from './sessions-repository.ts';
import * as schema from './sessions-schema.ts';

/** Stored form to wire form: secrets are masked. */
export const toSession = (session: StoredSession): schema.AgentSession => ({
  key: session.key,
  agent_key: session.agentKey,
  name: session.name,
  description: session.description,
  metadata: session.metadata,
  current_step_name: session.currentStepName,
  enabled: session.enabled,
  status: session.status,
  created_by_agent_key: session.createdByAgentKey,
  created_by_session_key: session.createdBySessionKey,
  tti_minutes: session.ttiMinutes,
  created_at: new Date(session.createdAt).toISOString(),
  session_context_usage: session.contextUsage,
  effective_compaction: session.effectiveCompaction,
  alias_key: session.aliasKey,
  secrets: Object.keys(session.secrets).length > 0 ? masked(session.secrets) : undefined,
});

const ofAgent = { agent_key: AgentKey };
const path = { ...ofAgent, session_key: schema.SessionKey };

/** What a session was forked from is no part of a seed. */
export const seedOfSessions = {
  list: 'sessions',
  by: 'key',
  within: 'agent_key',
  entry: schema.SeedSession,
  create: 'createAgentSession',
  update: 'updateAgentSession',
} as const satisfies SeedList;

export const sessions = [
  operation(
    'createAgentSession',
    {
      summary: 'Begin a session with an agent.',
      path: ofAgent,
      body: schema.CreateSessionRequest,
      optionalBody: true,
      answer: schema.AgentSession,
      // A key that is taken; the contract does not list it, the service answers it. A summary that fails.
      also: [409, 502],
    },
    async ({ account, principal, path: { agent_key }, body, signal }) => {
      const agentNow = { ...requireEnabled(account, agent_key), key: agent_key };
      const source = body.from_session && sourceOf(principal, agent_key, body.from_session);
      const { currentStepName = null, events = [] } = source ?? {};
      const summary = source && (await summaryFor(account, source, agentNow, signal));
      return withArtifactsOf(account, source, (rewritten) => {
        const agent = requireEnabled(account, agent_key);
        const sessions = sessionsOf(account);
        const isTaken = (key: string) => sessions.find(agent_key, key) !== undefined;
        const key = body.key ?? keyFrom(account, 'ase', body.name || agent.name, isTaken);
        const { name = key, description, metadata, enabled, tti_minutes: ttiMinutes, secrets } = body;
        const session = sessions.create({
          agentKey: agent_key,
          key,
          name,
          effectiveCompaction: agent.compaction,
          currentStepName,
          status: events.length > 0 ? 'stopped' : 'unstarted',
          ...given({ description, metadata, enabled, ttiMinutes, secrets }),
        });
        if (source) copyEvents(account, source, summary, session, rewritten);
        return session;
      }).then(toSession);
    },
  ),

  operation(
    'listAgentSessions',
    {
      summary: 'List the sessions of an agent in order of creation.',
      path: ofAgent,
      query: schema.ListSessionsQuery,
      answer: schema.ListSessionsResponse,
    },
    ({ account, path: { agent_key }, query: { filter, metadata_filter, limit = 10, page_key } }) => {
      agentsOf(account).get(agent_key);
      const position = readPagePosition(schema.ListSessionsQuery, page_key, { filter, metadata_filter });
      const { filters } = position;
      const all = filteredByMetadata(sessionsOf(account).list(agent_key), filters.metadata_filter);
      const { items, metadata } = pageOf(filterByCase(all, filters.filter), limit, position);
      return { sessions: items.map(toSession), metadata };
    },
  ),

  operation(
    'getAgentSession',
    { summary: 'Get a session.', path, answer: schema.AgentSession },
    ({ account, path: { agent_key, session_key } }) => {
      agentsOf(account).get(agent_key);
      return toSession(sessionsOf(account).get(agent_key, session_key));
    },
  ),

  operation(
    'updateAgentSession',
    {
      summary: 'Change a session; what is left out stays, metadata are replaced.',
      path,
      body: schema.UpdateSessionRequest,
      answer: schema.AgentSession,
    },
    ({ account, path: { agent_key, session_key }, body }) => {
      agentsOf(account).get(agent_key);
      const session = sessionsOf(account).get(agent_key, session_key);
      const { name, description, metadata, enabled, tti_minutes: ttiMinutes } = body;
      const secrets = body.secrets && withChanges(session.secrets, body.secrets);
      const changes = given({ name, description, metadata, enabled, ttiMinutes, secrets });
      return toSession(sessionsOf(account).update(agent_key, session_key, changes));
    },
  ),

  operation(
    'deleteAgentSession',
    { summary: 'Delete a session with its events.', path },
    ({ account, path: { agent_key, session_key } }) => {
      agentsOf(account).get(agent_key);
      sessionsOf(account).delete(agent_key, session_key);
      liveTurnsOf(account).stopThoseGone();
    },
  ),
];

/** Throws 404 and 400. */
function requireEnabled(account: Account, key: string): StoredAgent {
  const { value: agent } = agentsOf(account).get(key);
  if (!agent.enabled) throw invalidField('path.agent_key', 'is disabled.', `Agent '${key}' is disabled.`);
  return agent;
}

/** Throws the 400 of a filter that cannot be used. */
function filteredByMetadata(sessions: StoredSession[], filter = ''): StoredSession[] {
  try {
    const isWanted = compileJsonFilter(filter);
    return sessions.filter(({ metadata }) => isWanted(metadata));
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw invalidField('query.metadata_filter', error.message, error.message);
  }
}

/** Without what was left out. */
const given = <T extends object>(members: T) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
