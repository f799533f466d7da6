-- What happened in the sessions of agents.
CREATE TABLE agent_events (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  session INTEGER NOT NULL REFERENCES agent_sessions (ordinal) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  type TEXT NOT NULL,
  -- The members of the type, as JSON.
  content TEXT NOT NULL,
  hidden INTEGER NOT NULL DEFAULT 0,
  -- Which answer of the model it belongs to; null for what none brought about.
  answer TEXT,
  -- What the provider wants back with the answer, as JSON; never shown.
  provider_state TEXT
) STRICT;
CREATE INDEX agent_events_by_session ON agent_events (session, ordinal);
