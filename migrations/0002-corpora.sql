CREATE TABLE corpora (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  enabled INTEGER NOT NULL DEFAULT 1,
  save_history INTEGER NOT NULL,
  queries_are_answers INTEGER NOT NULL,
  documents_are_questions INTEGER NOT NULL,
  encoder_name TEXT NOT NULL,
  -- Fixed by the first vector that is stored.
  vector_dimensions INTEGER,
  filter_attributes TEXT NOT NULL,
  custom_dimensions TEXT NOT NULL,
  -- Sums over the documents, kept by the transactions that write them.
  document_count INTEGER NOT NULL DEFAULT 0,
  part_count INTEGER NOT NULL DEFAULT 0,
  characters INTEGER NOT NULL DEFAULT 0,
  metadata_characters INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE documents (
  ordinal INTEGER PRIMARY KEY AUTOINCREMENT,
  corpus_id INTEGER NOT NULL REFERENCES corpora (id),
  id TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  title TEXT,
  metadata TEXT NOT NULL,
  tables TEXT,
  extraction_usage TEXT,
  -- The parts of a document are numbered consecutively.
  first_part INTEGER NOT NULL,
  part_count INTEGER NOT NULL,
  characters INTEGER NOT NULL,
  metadata_characters INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (corpus_id, id)
) STRICT;

CREATE TABLE parts (
  ordinal INTEGER PRIMARY KEY,
  document_ordinal INTEGER NOT NULL,
  text TEXT NOT NULL,
  context TEXT,
  metadata TEXT NOT NULL,
  -- Neighbours for context come from the same section; null in core documents.
  section INTEGER,
  is_title INTEGER NOT NULL,
  table_id TEXT,
  image_id TEXT,
  dimensions TEXT
) STRICT;

CREATE TABLE document_vectors (
  document_ordinal INTEGER PRIMARY KEY,
  -- One int8 vector for each part, in order.
  vectors BLOB NOT NULL
) STRICT;

CREATE TABLE document_images (
  document_ordinal INTEGER NOT NULL,
  id TEXT NOT NULL,
  -- What is shown everywhere, as JSON, and the bytes in base64.
  image TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (document_ordinal, id)
) STRICT;
