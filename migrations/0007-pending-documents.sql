-- Documents that are stored and not in the index of their corpus yet, in order of arrival.
CREATE TABLE pending_documents (
  document_ordinal INTEGER PRIMARY KEY,
  -- The newest job there was then: later ones come after the document.
  after_job INTEGER NOT NULL
) STRICT;
