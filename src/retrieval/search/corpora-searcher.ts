/** Finding parts across the corpora of one account. */
import type { Database } from 'better-sqlite3';
import { upgradeFullText } from '../lexical/full-text.ts';
import { createLexicalSearch } from '../lexical/lexical-search.ts';
import type { VectorStore } from '../vector-store.ts';
import type { ContextConfiguration, FoundPart } from './found-part.ts';
import { type EntryHit, mergeHits } from './merge-hits.ts';
import { createContextReader } from './read-context.ts';
import { type CorpusSearch, searchCorpus } from './search-corpus.ts';

/** One entry of a request, everything resolved. */
export interface CorpusEntry extends Omit<CorpusSearch, 'count'> {
  key: string;
}

export interface CorporaSearch {
  corpora: readonly CorpusEntry[];
  /** How many parts are wanted, those before the page's offset included. */
  count: number;
  context: ContextConfiguration;
  /** Only the best part of each document. */
  bestPerDocument: boolean;
}

interface Row {
  text: string;
  metadata: string;
  section: number | null;
  table_id: string | null;
  image_id: string | null;
  document_ordinal: number;
  document_id: string;
  title: string | null;
  document_metadata: string;
  tables: string | null;
  first_part: number;
  part_count: number;
}

export type SearchCorpora = (search: CorporaSearch) => FoundPart[];

/** The search over one account's database; its statements are prepared once. */
export function createCorporaSearcher(db: Database, vectors: VectorStore): SearchCorpora {
  upgradeFullText(db);
  const lexical = createLexicalSearch(db);
  const readContext = createContextReader(db);
  const readPart = db.prepare(
    `SELECT parts.text, parts.metadata, section, table_id, image_id, document_ordinal, documents.id AS document_id, title,
       documents.metadata AS document_metadata, tables, first_part, part_count
     FROM parts JOIN documents ON documents.ordinal = document_ordinal WHERE parts.ordinal = ?`,
  );
  const readImage = db.prepare('SELECT image FROM document_images WHERE document_ordinal = ? AND id = ?').pluck();

  function search({ corpora, count }: CorporaSearch): EntryHit[] {
    return mergeHits(
      corpora.map((entry) => {
        if (entry.partCount === 0) return [];
        const dimensions = entry.queryVector?.length ?? 0;
        const openVectors = () => vectors.open(entry.settings.corpusId, dimensions);
        return searchCorpus({ ...entry, count }, { db, lexical, openVectors });
      }),
    );
  }

  function toFoundPart(hit: EntryHit, entry: CorpusEntry, context: ContextConfiguration): FoundPart {
    const row = readPart.get(hit.ordinal) as Row;
    const place = { ordinal: hit.ordinal, text: row.text, section: row.section, firstPart: row.first_part };
    const images = () => readImage.get(row.document_ordinal, row.image_id) as string | undefined;
    return {
      corpusKey: entry.key,
      corpusIndex: hit.corpusIndex,
      corpusId: entry.settings.corpusId,
      ordinal: hit.ordinal,
      documentOrdinal: row.document_ordinal,
      documentId: row.document_id,
      title: row.title ?? undefined,
      documentMetadata: JSON.parse(row.document_metadata),
      partMetadata: JSON.parse(row.metadata),
      bareText: row.text,
      text: readContext({ ...place, partCount: row.part_count }, context),
      table: row.table_id === null ? undefined : tableOf(row),
      image: row.image_id === null ? undefined : parsed(images()),
      score: hit.score,
      semantic: hit.semantic,
      lexical: hit.lexical,
    };
  }

  return (request) => {
    const found = search(request)
      .slice(0, request.count)
      .map((hit) => toFoundPart(hit, request.corpora[hit.corpusIndex]!, request.context));
    if (!request.bestPerDocument) return found;
    const seen = new Set<number>();
    return found.filter(({ documentOrdinal }) => !seen.has(documentOrdinal) && seen.add(documentOrdinal));
  };
}

const parsed = (json: string | null | undefined) => (json ? (JSON.parse(json) as Record<string, unknown>) : undefined);

function tableOf({ tables, table_id }: Row): Record<string, unknown> | undefined {
  const all = JSON.parse(tables ?? '[]') as Record<string, unknown>[];
  return all.find(({ id }) => id === table_id);
}
