/** The session in which an agent works for another (docs/behaviour/agent-turns.md, Sub-agents). */
import type { Account } from '../accounts/account.ts';
import { keyFrom } from '../v2/agents/agent-key.ts';
import { agentsOf } from '../v2/agents/agents-repository.ts';
import type { SubAgentConfiguration } from '../v2/agents/tool-configurations-schema.ts';
import { type StoredSession, sessionsOf } from '../v2/sessions/sessions-repository.ts';
import { ToolError } from './tools/tool.ts';

/** Who calls, and from where. */
export interface Caller {
  account: Account;
  session: StoredSession;
  /** The name of the tool's configuration. */
  configuration: string;
}

export interface WantedSession {
  agentKey: string;
  mode: NonNullable<SubAgentConfiguration['session_mode']>;
  /** The one to go on with. */
  key: string | undefined;
  metadata: Record<string, unknown>;
  ttiMinutes: number | undefined;
}

/** Whether the model says which session it goes on with. */
export const isResumable = (mode: WantedSession['mode']): boolean => mode !== 'ephemeral' && mode !== 'persistent';

/** Throws ToolError for a session that the caller may not go on with, ApiError where there is no such agent. */
export function childSession(caller: Caller, wanted: WantedSession): StoredSession {
  const { key, mode, agentKey } = wanted;
  if (!agentsOf(caller.account).get(agentKey).value.enabled) throw new ToolError(`Agent '${agentKey}' is disabled.`);
  if (mode === 'persistent') return persistentSession(caller, agentKey) ?? newSession(caller, wanted);
  if (key === undefined || !isResumable(mode)) return newSession(caller, wanted);
  const found = sessionsOf(caller.account).find(agentKey, key);
  if (!found || !isMadeBy(caller, found, mode)) throw new ToolError(`Session '${key}' was not found.`);
  return found;
}

function isMadeBy({ session }: Caller, child: StoredSession, mode: WantedSession['mode']): boolean {
  if (child.createdByAgentKey !== session.agentKey) return false;
  return mode === 'agent_scoped' || (child.createdBySessionKey === session.key && isSince(session, child));
}

function persistentSession({ account, session, configuration }: Caller, agentKey: string): StoredSession | undefined {
  const found = sessionsOf(account).findCreatedBy(agentKey, session, configuration);
  return found && isSince(session, found) ? found : undefined;
}

/** A session may have the key of one that was deleted; what that one has made is not its own. */
const isSince = (session: StoredSession, child: StoredSession): boolean => child.ordinal > session.ordinal;

function newSession({ account, session, configuration }: Caller, wanted: WantedSession): StoredSession {
  const { agentKey, metadata, ttiMinutes = 0 } = wanted;
  const { value: agent } = agentsOf(account).get(agentKey);
  const sessions = sessionsOf(account);
  return sessions.create({
    agentKey,
    key: keyFrom(account, 'ase', agent.name, (key) => sessions.find(agentKey, key) !== undefined),
    name: agent.name,
    metadata,
    ttiMinutes,
    effectiveCompaction: agent.compaction,
    createdByAgentKey: session.agentKey,
    createdBySessionKey: session.key,
    createdByConfiguration: configuration,
  });
}
