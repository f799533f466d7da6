/** Lexical search over parts. SQL, see design §3. */
import type { Database } from 'better-sqlite3';
import { partsIndexOf } from './parts-index.ts';

export interface PartHit {
  ordinal: number;
  /** BM25, higher is better; 0 for a part without any word of the query. */
  score: number;
}

/** The best `count` parts of one corpus. Every part is eligible; ties go to the earlier part. */
export function searchParts(db: Database, corpusId: number, query: string, count: number): PartHit[] {
  const index = partsIndexOf(corpusId);
  const expression = toMatchExpression(query);
  const all =
    'SELECT parts.ordinal FROM parts JOIN documents ON parts.document_ordinal = documents.ordinal WHERE corpus_id = @corpusId';
  if (expression === '') {
    return db.prepare(`${all} ORDER BY parts.ordinal LIMIT @count`).all({ corpusId, count }).map(unscored);
  }
  const matches = db
    .prepare(
      `SELECT rowid AS ordinal, -bm25(${index}) AS score FROM ${index} WHERE ${index} MATCH ? ORDER BY rank, rowid LIMIT ?`,
    )
    .all(expression, count) as PartHit[];
  if (matches.length === count) return matches;
  const others = db
    .prepare(`${all} AND parts.ordinal NOT IN (SELECT value FROM json_each(@found)) ORDER BY parts.ordinal LIMIT @rest`)
    .all({ corpusId, found: JSON.stringify(matches.map(({ ordinal }) => ordinal)), rest: count - matches.length });
  return [...matches, ...others.map(unscored)];
}

const unscored = (row: unknown): PartHit => ({ ordinal: (row as PartHit).ordinal, score: 0 });

/** Any of the query's words, each quoted so that nothing in it is an operator. */
const toMatchExpression = (query: string): string =>
  (query.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => `"${word}"`).join(' OR ');
