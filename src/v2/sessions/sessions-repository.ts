import { perAccount } from '../../accounts/account.ts';
import { conflict, notFound } from '../../errors.ts';
import type { CompactionConfig } from '../agents/agents-schema.ts';
import type { ContextUsage, SessionStatus } from './sessions-schema.ts';

/** A session as it is stored, secrets included. Times are milliseconds since 1970. */
export interface StoredSession {
  /** What rows that belong to it refer to. */
  ordinal: number;
  agentKey: string;
  key: string;
  name: string;
  description?: string;
  metadata: Record<string, unknown>;
  enabled: boolean;
  ttiMinutes: number;
  secrets: Record<string, string>;
  status: SessionStatus;
  currentStepName: string | null;
  /** `estimated_input` is what was estimated of the input that was counted; never shown. */
  contextUsage?: ContextUsage & { estimated_input?: number };
  /** The agent's when the session was made. */
  effectiveCompaction: CompactionConfig;
  createdByAgentKey?: string;
  createdBySessionKey?: string;
  /** The tool of the agent that began it; never shown. */
  createdByConfiguration?: string;
  aliasKey: string | null;
  createdAt: number;
  lastActiveAt: number;
}

type Given = Pick<StoredSession, 'agentKey' | 'key' | 'name' | 'effectiveCompaction'>;
export type NewSession = Given & Partial<Omit<StoredSession, keyof Given | 'ordinal' | 'createdAt' | 'lastActiveAt'>>;
export type SessionChange = Partial<Omit<StoredSession, 'ordinal' | 'agentKey' | 'key' | 'createdAt'>>;

const COLUMNS: Record<keyof Omit<StoredSession, 'ordinal'>, string> = {
  agentKey: 'agent_key',
  key: 'key',
  name: 'name',
  description: 'description',
  metadata: 'metadata',
  enabled: 'enabled',
  ttiMinutes: 'tti_minutes',
  secrets: 'secrets',
  status: 'status',
  currentStepName: 'current_step_name',
  contextUsage: 'context_usage',
  effectiveCompaction: 'effective_compaction',
  createdByAgentKey: 'created_by_agent_key',
  createdBySessionKey: 'created_by_session_key',
  createdByConfiguration: 'created_by_configuration',
  aliasKey: 'alias_key',
  createdAt: 'created_at',
  lastActiveAt: 'last_active_at',
};
const JSON_MEMBERS = ['metadata', 'secrets', 'contextUsage', 'effectiveCompaction'] as const;

type Row = Record<keyof StoredSession, string | number | null>;

function fromRow(row: Row): StoredSession {
  const present = Object.fromEntries(
    Object.entries(row).filter(([name, value]) => value !== null || name === 'currentStepName' || name === 'aliasKey'),
  );
  for (const name of JSON_MEMBERS) if (name in present) present[name] = JSON.parse(present[name] as string);
  return { ...present, enabled: row.enabled === 1 } as unknown as StoredSession;
}

const toColumn = (value: unknown): string | number | null => {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return typeof value === 'object' ? JSON.stringify(value) : (value as string | number);
};

/** The sessions of all agents. One that was idle for longer than it may be is not there any more. */
export const sessionsOf = perAccount(({ db, now }) => {
  const names = Object.keys(COLUMNS) as (keyof typeof COLUMNS)[];
  const select = `SELECT ordinal, ${names.map((name) => `${COLUMNS[name]} AS ${name}`).join(', ')} FROM agent_sessions`;
  const all = db.prepare(`${select} WHERE agent_key = ? ORDER BY ordinal`);
  const one = db.prepare(`${select} WHERE agent_key = ? AND key = ?`);
  const newestMade = db.prepare(
    `${select} WHERE agent_key = ? AND created_by_agent_key = ? AND created_by_session_key = ? AND created_by_configuration = ?
     ORDER BY ordinal DESC LIMIT 1`,
  );
  const insert = db.prepare(
    `INSERT INTO agent_sessions (${Object.values(COLUMNS).join(', ')}) VALUES (${names.map((name) => `@${name}`).join(', ')})`,
  );
  const change = db.prepare(
    `UPDATE agent_sessions SET ${names.map((name) => `${COLUMNS[name]} = @${name}`).join(', ')} WHERE ordinal = @ordinal`,
  );
  const remove = db.prepare('DELETE FROM agent_sessions WHERE agent_key = ? AND key = ?');
  const removeAll = db.prepare('DELETE FROM agent_sessions WHERE agent_key = ?');
  const removeIdle = db.prepare(
    "DELETE FROM agent_sessions WHERE agent_key = ? AND tti_minutes > 0 AND status <> 'running' AND last_active_at + tti_minutes * 60000 < ?",
  );

  // Nothing runs yet: what says so was cut off by the end of its process, or copied while it ran.
  db.prepare("UPDATE agent_sessions SET status = 'stopped' WHERE status = 'running'").run();

  const find = (agentKey: string, key: string): StoredSession | undefined => {
    removeIdle.run(agentKey, now());
    const row = one.get(agentKey, key) as Row | undefined;
    return row && fromRow(row);
  };
  const get = (agentKey: string, key: string): StoredSession => {
    const found = find(agentKey, key);
    if (!found) throw notFound('Session', key);
    return found;
  };
  const columnsOf = (session: object) =>
    Object.fromEntries(
      [...names, 'ordinal' as const].map((name) => [name, toColumn((session as Partial<StoredSession>)[name])]),
    );

  return {
    find,
    /** Throws 404. */
    get,
    /** In order of creation. */
    list(agentKey: string): StoredSession[] {
      removeIdle.run(agentKey, now());
      return (all.all(agentKey) as Row[]).map(fromRow);
    },
    /** The newest of an agent's that a tool of another session has begun. */
    findCreatedBy(agentKey: string, by: StoredSession, configuration: string): StoredSession | undefined {
      removeIdle.run(agentKey, now());
      const row = newestMade.get(agentKey, by.agentKey, by.key, configuration) as Row | undefined;
      return row && fromRow(row);
    },
    /** Throws 409 for a key that another session of the agent has. */
    create(session: NewSession): StoredSession {
      if (find(session.agentKey, session.key)) throw conflict(`Session '${session.key}' exists already.`);
      const defaults = { metadata: {}, enabled: true, ttiMinutes: 0, secrets: {}, status: 'unstarted' };
      insert.run(columnsOf({ ...defaults, ...session, createdAt: now(), lastActiveAt: now() }));
      return get(session.agentKey, session.key);
    },
    /** Throws 404. */
    update(agentKey: string, key: string, changes: SessionChange): StoredSession {
      change.run(columnsOf({ ...get(agentKey, key), ...changes }));
      return get(agentKey, key);
    },
    /** Throws 404. */
    delete(agentKey: string, key: string): void {
      get(agentKey, key);
      remove.run(agentKey, key);
    },
    deleteAllOf: (agentKey: string): void => void removeAll.run(agentKey),
  };
});
