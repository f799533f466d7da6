/** Finding parts across corpora, best first. SQL, see design §3. */
import type { Database } from 'better-sqlite3';
import { searchParts } from './search-parts.ts';

export interface CorporaSearch {
  corpora: { key: string; rowId: number; query: string }[];
  offset: number;
  limit: number;
}

export interface FoundPart {
  corpusKey: string;
  corpusIndex: number;
  documentId: string;
  title: string | undefined;
  documentMetadata: Record<string, unknown>;
  partMetadata: Record<string, unknown>;
  text: string;
  score: number;
}

/** The page of results; ties go to the corpus named first, then to the earlier part. */
export function searchCorpora(db: Database, { corpora, offset, limit }: CorporaSearch): FoundPart[] {
  const hits = corpora.flatMap(({ key, rowId, query }, corpusIndex) =>
    searchParts(db, rowId, query, offset + limit).map((hit) => ({ ...hit, corpusKey: key, corpusIndex })),
  );
  hits.sort((a, b) => b.score - a.score || a.corpusIndex - b.corpusIndex || a.ordinal - b.ordinal);
  const part = db.prepare(
    `SELECT parts.text, parts.metadata AS part_metadata, documents.id, documents.title, documents.metadata
     FROM parts JOIN documents ON parts.document_ordinal = documents.ordinal WHERE parts.ordinal = ?`,
  );
  return hits.slice(offset, offset + limit).map(({ ordinal, score, corpusKey, corpusIndex }) => {
    const row = part.get(ordinal) as Record<'text' | 'part_metadata' | 'id' | 'title' | 'metadata', string | null>;
    return {
      corpusKey,
      corpusIndex,
      documentId: row.id!,
      title: row.title ?? undefined,
      documentMetadata: JSON.parse(row.metadata!),
      partMetadata: JSON.parse(row.part_metadata!),
      text: row.text!,
      score,
    };
  });
}
