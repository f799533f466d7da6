-- Who may call: API keys, app clients and users. The API shows the secrets of keys and clients for as long as they
-- live, so they are kept as they are.
CREATE TABLE api_keys (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  secret TEXT NOT NULL UNIQUE,
  enabled INTEGER NOT NULL DEFAULT 1,
  -- The deprecated role it was asked for with, if any.
  api_key_role TEXT,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE app_clients (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  description TEXT,
  client_id TEXT NOT NULL UNIQUE,
  secret TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE users (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  email TEXT NOT NULL,
  username TEXT NOT NULL UNIQUE,
  description TEXT,
  enabled INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

-- Their roles; `holder` is the id of a key, client or user, `resource` a corpus or agent key.
CREATE TABLE role_grants (
  holder TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('api', 'corpus', 'agent')),
  resource TEXT NOT NULL DEFAULT '',
  role TEXT NOT NULL,
  PRIMARY KEY (holder, kind, resource, role)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER api_keys_gone AFTER DELETE ON api_keys BEGIN DELETE FROM role_grants WHERE holder = OLD.id; END;
CREATE TRIGGER app_clients_gone AFTER DELETE ON app_clients BEGIN DELETE FROM role_grants WHERE holder = OLD.id; END;
CREATE TRIGGER users_gone AFTER DELETE ON users BEGIN DELETE FROM role_grants WHERE holder = OLD.id; END;
-- A corpus made later under the same key is another corpus.
CREATE TRIGGER corpora_gone AFTER DELETE ON corpora
BEGIN DELETE FROM role_grants WHERE kind = 'corpus' AND resource = OLD.key; END;
