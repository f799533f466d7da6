-- What the emulator's own API switches on for an account: scripted answers and faults, in the order they were added.
CREATE TABLE control_rules (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  -- As it was given, checked, as JSON.
  rule TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (kind, id)
) STRICT;
