-- Entries outlive the chats and corpora they name, so they refer to none of their rows.
CREATE TABLE query_history (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  chat_id TEXT,
  corpus_keys TEXT NOT NULL,
  query TEXT NOT NULL,
  generation TEXT,
  factual_consistency_score REAL,
  latency_millis INTEGER NOT NULL,
  started_at INTEGER NOT NULL,
  spans TEXT NOT NULL
) STRICT;
CREATE INDEX query_history_by_chat ON query_history (chat_id);

CREATE TABLE chats (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE chat_turns (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  query TEXT NOT NULL,
  -- What was searched with; the next turn is rephrased from it.
  searched_query TEXT NOT NULL,
  answer TEXT NOT NULL,
  enabled INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX chat_turns_by_chat ON chat_turns (chat_id, ordinal);
