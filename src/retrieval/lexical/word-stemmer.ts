import type { Database } from 'better-sqlite3';

/**
 * Words → the terms the full-text index keeps for them, made by the index's own tokenizer in a table nobody else sees.
 * Undefined for a word that it takes apart or drops.
 */
export function createWordStemmer(db: Database): (words: readonly string[]) => (string | undefined)[] {
  db.exec(
    `CREATE VIRTUAL TABLE IF NOT EXISTS temp.query_words USING fts5(
       text, content='', tokenize='porter unicode61 remove_diacritics 2'
     );
     CREATE VIRTUAL TABLE IF NOT EXISTS temp.query_terms USING fts5vocab(temp, query_words, instance);`,
  );
  const clear = db.prepare("INSERT INTO temp.query_words (query_words) VALUES ('delete-all')");
  const insert = db.prepare('INSERT INTO temp.query_words (rowid, text) VALUES (?, ?)');
  const terms = db.prepare('SELECT doc, term FROM temp.query_terms').raw();
  const read = db.transaction((words: readonly string[]) => {
    clear.run();
    for (const [index, word] of words.entries()) insert.run(index + 1, word);
    return terms.all() as [number, string][];
  });
  return (words) => {
    const stems: (string | undefined)[] = words.map(() => undefined);
    const seen = new Set<number>();
    for (const [row, term] of read(words)) {
      stems[row - 1] = seen.has(row) ? undefined : term;
      seen.add(row);
    }
    return stems;
  };
}
