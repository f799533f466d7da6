-- Files of agents' sessions: what users upload and tools make.
CREATE TABLE artifacts (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  -- NULL while its bytes are being written.
  session INTEGER REFERENCES agent_sessions (ordinal) ON DELETE CASCADE,
  filename TEXT NOT NULL,
  mime_type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  checksum_sha256 TEXT NOT NULL,
  metadata TEXT NOT NULL,
  description TEXT,
  ttl_days INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX artifacts_by_session ON artifacts (session, ordinal);

-- Its bytes, in order; all slices but the last have one length.
CREATE TABLE artifact_slices (
  artifact INTEGER NOT NULL REFERENCES artifacts (ordinal) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (artifact, number)
) STRICT;
