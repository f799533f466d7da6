-- Documents of many parts are written in slices. Their parts are hidden until the last one, and removed when it never comes.
CREATE TABLE unfinished_documents (
  document_ordinal INTEGER PRIMARY KEY,
  corpus_id INTEGER NOT NULL,
  first_part INTEGER NOT NULL,
  part_count INTEGER NOT NULL
) STRICT;

ALTER TABLE document_vectors RENAME TO whole_document_vectors;
CREATE TABLE document_vectors (
  first_part INTEGER PRIMARY KEY,
  part_count INTEGER NOT NULL,
  document_ordinal INTEGER NOT NULL,
  -- One int8 vector for each part, in order.
  vectors BLOB NOT NULL
) STRICT;
INSERT INTO document_vectors (first_part, part_count, document_ordinal, vectors)
  SELECT first_part, part_count, document_ordinal, vectors
  FROM whole_document_vectors JOIN documents ON ordinal = document_ordinal WHERE part_count > 0;
DROP TABLE whole_document_vectors;
CREATE INDEX document_vectors_by_document ON document_vectors (document_ordinal);
