CREATE TABLE jobs (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL,
  corpus_keys TEXT NOT NULL,
  -- What there is to do, as JSON; enough to do it after a restart.
  task TEXT NOT NULL,
  state TEXT NOT NULL,
  -- What has been done so far, as JSON; written by the transactions that do it.
  progress TEXT,
  comment TEXT,
  created_at INTEGER NOT NULL,
  started_at INTEGER,
  completed_at INTEGER
) STRICT;
CREATE INDEX unfinished_jobs ON jobs (ordinal) WHERE state IN ('queued', 'started');

CREATE TABLE encoders (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  type TEXT NOT NULL,
  uri TEXT NOT NULL,
  model TEXT NOT NULL,
  -- What the endpoint is asked for, if anything, and what it gave when it was registered.
  asked_dimensions INTEGER,
  output_dimensions INTEGER NOT NULL,
  auth TEXT,
  image_encoding INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
INSERT INTO sqlite_sequence (name, seq) VALUES ('encoders', 1);
