CREATE TABLE corpora (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  corpus TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE documents (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  corpus_id INTEGER NOT NULL REFERENCES corpora (id) ON DELETE CASCADE,
  id TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  title TEXT,
  metadata TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (corpus_id, id)
) STRICT;

CREATE TABLE parts (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  document_ordinal INTEGER NOT NULL REFERENCES documents (ordinal) ON DELETE CASCADE,
  text TEXT NOT NULL,
  context TEXT,
  metadata TEXT NOT NULL
) STRICT;
CREATE INDEX parts_by_document ON parts (document_ordinal);
