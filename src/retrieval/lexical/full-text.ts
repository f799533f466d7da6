/** The full-text index of a corpus: one each, so that no corpus changes another's scores. */
import type { Database } from 'better-sqlite3';
import { fullTextTable } from '../corpus-index/index-settings.ts';
import { indexedText } from './lexical-words.ts';

/** Words come from `indexedText`, which this tokeniser parts at spaces and ASCII punctuation; it stems English ones. */
const TOKENISER = 'porter ascii';

export function createFullText(db: Database, corpusId: number): void {
  db.exec(
    `CREATE VIRTUAL TABLE ${fullTextTable(corpusId)} USING fts5(
       text, content='', contentless_delete=1, tokenize='${TOKENISER}'
     )`,
  );
}

export function dropFullText(db: Database, corpusId: number): void {
  db.exec(`DROP TABLE ${fullTextTable(corpusId)}`);
}

/** The record of averages of an index, which begins with how many parts it holds, the number that FTS5 reckons with. */
export const averagesOf = (corpusId: number) => `SELECT block FROM ${fullTextTable(corpusId)}_data WHERE id = 1`;

/** A variable-length integer of SQLite: seven bits a byte, the highest first, the last one without the top bit. */
export function firstNumber(block: Uint8Array): number {
  let number = 0;
  for (const byte of block.subarray(0, 8)) {
    number = number * 128 + (byte & 0x7f);
    if (byte < 0x80) break;
  }
  return number;
}

/**
 * Makes the indexes anew that an earlier version made with FTS5's own tokeniser, out of the parts they hold. Does nothing
 * where there are none. Throws what SQLite throws; an index is then as it was.
 */
export function upgradeFullText(db: Database): void {
  const old = db
    .prepare(`SELECT name FROM sqlite_master WHERE name GLOB 'full_text_[0-9]*' AND sql LIKE '%unicode61%'`)
    .pluck()
    .all() as string[];
  for (const table of old) {
    db.transaction(() => {
      const corpusId = Number(table.slice('full_text_'.length));
      const parts = db
        .prepare(`SELECT ordinal, text FROM parts WHERE ordinal IN (SELECT rowid FROM ${table}) ORDER BY ordinal`)
        .raw()
        .all() as [number, string][];
      dropFullText(db, corpusId);
      createFullText(db, corpusId);
      const insert = db.prepare(`INSERT INTO ${table} (rowid, text) VALUES (?, ?)`);
      for (const [ordinal, text] of parts) insert.run(ordinal, indexedText(text));
    })();
  }
}
