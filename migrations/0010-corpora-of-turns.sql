-- What a turn searched: a JSON list of keys. Null for turns from before this column, which therefore only callers with
-- a role on every corpus may go on with.
ALTER TABLE chat_turns ADD COLUMN corpus_keys TEXT;
