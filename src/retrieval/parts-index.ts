/** The full-text index of a corpus: one FTS5 table each, so that no corpus changes another's scores. SQL, see design §3. */
import type { Database } from 'better-sqlite3';

/** `corpusId` is the database's own number, never user text. */
export const partsIndexOf = (corpusId: number) => `parts_fts_${Number(corpusId)}`;

export function createPartsIndex(db: Database, corpusId: number): void {
  db.exec(
    `CREATE VIRTUAL TABLE ${partsIndexOf(corpusId)} USING fts5(
       text, content='', contentless_delete=1, tokenize='porter unicode61 remove_diacritics 2'
     )`,
  );
}

export function dropPartsIndex(db: Database, corpusId: number): void {
  db.exec(`DROP TABLE ${partsIndexOf(corpusId)}`);
}
