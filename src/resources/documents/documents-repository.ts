import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { partsIndexOf } from '../../retrieval/parts-index.ts';
import type { DocumentPart } from './documents-schema.ts';

export interface DocumentRecord {
  ordinal: number;
  id: string;
  title?: string;
  metadata: Record<string, unknown>;
  requestHash: string;
}

export interface NewDocument {
  id: string;
  title?: string;
  metadata: Record<string, unknown>;
  parts: DocumentPart[];
  /** From hashRequest: tells a repeated request from a different one. */
  requestHash: string;
}

interface Row {
  ordinal: number;
  id: string;
  request_hash: string;
  title: string | null;
  metadata: string;
}

export type DocumentsRepository = ReturnType<typeof createDocumentsRepository>;

/** The documents of one account. Every method takes the row id of the corpus; a document is stored whole or not at all. */
export function createDocumentsRepository(db: Database, now: () => number) {
  const insert = db.prepare(
    `INSERT INTO documents (corpus_id, id, request_hash, title, metadata, created_at) VALUES (?, ?, ?, ?, ?, ?)
     RETURNING *`,
  );
  const insertPart = db.prepare(
    'INSERT INTO parts (document_ordinal, text, context, metadata) VALUES (?, ?, ?, ?) RETURNING ordinal',
  );
  const byId = db.prepare('SELECT * FROM documents WHERE corpus_id = ? AND id = ?');
  const page = db.prepare('SELECT * FROM documents WHERE corpus_id = ? AND id > ? ORDER BY id LIMIT ?');
  const partsOf = db.prepare('SELECT text, context, metadata FROM parts WHERE document_ordinal = ? ORDER BY ordinal');
  const remove = db.prepare('DELETE FROM documents WHERE ordinal = ?');

  return {
    find(corpusId: number, id: string): DocumentRecord | undefined {
      const row = byId.get(corpusId, id) as Row | undefined;
      return row && fromRow(row);
    },

    /** By id, so that paging is stable while documents come in. */
    listAfter: (corpusId: number, id: string, limit: number): DocumentRecord[] =>
      (page.all(corpusId, id, limit) as Row[]).map(fromRow),

    parts: (document: DocumentRecord): DocumentPart[] =>
      (partsOf.all(document.ordinal) as { text: string; context: string | null; metadata: string }[]).map((part) => ({
        text: part.text,
        metadata: JSON.parse(part.metadata),
        ...(part.context === null ? {} : { context: part.context }),
      })),

    create: db.transaction((corpusId: number, document: NewDocument): DocumentRecord => {
      const { id, title, metadata, parts, requestHash } = document;
      const row = insert.get(corpusId, id, requestHash, title ?? null, JSON.stringify(metadata), now()) as Row;
      const index = db.prepare(`INSERT INTO ${partsIndexOf(corpusId)} (rowid, text) VALUES (?, ?)`);
      for (const part of parts) {
        const { ordinal } = insertPart.get(
          row.ordinal,
          part.text,
          part.context ?? null,
          JSON.stringify(part.metadata),
        ) as { ordinal: number };
        index.run(ordinal, part.text);
      }
      return fromRow(row);
    }),

    delete: db.transaction((corpusId: number, document: DocumentRecord): void => {
      db.prepare(
        `DELETE FROM ${partsIndexOf(corpusId)} WHERE rowid IN (SELECT ordinal FROM parts WHERE document_ordinal = ?)`,
      ).run(document.ordinal);
      remove.run(document.ordinal);
    }),
  };
}

/** A digest of a request body that does not depend on white space or the order of keys. */
export function hashRequest(body: unknown): string {
  const sorted = (_key: string, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return createHash('sha256').update(JSON.stringify(body, sorted)).digest('base64url');
}

const fromRow = (row: Row): DocumentRecord => ({
  ordinal: row.ordinal,
  id: row.id,
  title: row.title ?? undefined,
  metadata: JSON.parse(row.metadata),
  requestHash: row.request_hash,
});
