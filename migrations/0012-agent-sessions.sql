-- The last number given to something of a kind: ids that count up are never given twice.
CREATE TABLE numbers (
  kind TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;

CREATE TABLE agent_sessions (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  agent_key TEXT NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT,
  metadata TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  -- Minutes without an event after which it is deleted; 0 is never.
  tti_minutes INTEGER NOT NULL,
  secrets TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'unstarted',
  -- NULL is the agent's first step.
  current_step_name TEXT,
  context_usage TEXT,
  effective_compaction TEXT NOT NULL,
  created_by_agent_key TEXT,
  created_by_session_key TEXT,
  alias_key TEXT,
  created_at INTEGER NOT NULL,
  last_active_at INTEGER NOT NULL,
  UNIQUE (agent_key, key)
) STRICT;
