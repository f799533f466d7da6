-- What a user registers: language models and generation presets. Ids count up and are never used again.
CREATE TABLE llms (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  type TEXT NOT NULL,
  model TEXT NOT NULL,
  uri TEXT,
  headers TEXT NOT NULL,
  auth TEXT,
  idle_timeout_seconds INTEGER,
  capabilities TEXT NOT NULL,
  revision INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE generation_presets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  llm_name TEXT NOT NULL,
  is_default INTEGER NOT NULL,
  preset TEXT NOT NULL
) STRICT;

-- Ids look as they do in the service, and stay clear of those of the platform's own records.
INSERT INTO sqlite_sequence (name, seq) VALUES ('llms', 520721843), ('generation_presets', 100000);
