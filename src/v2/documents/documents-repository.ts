import { perAccount } from '../../accounts/account.ts';
import { notFound } from '../../errors.ts';
import { createIndexWriters } from '../../retrieval/corpus-index/index-writers.ts';
import { type CorpusRecord, indexSettingsOf } from '../corpora/corpus-record.ts';
import type { DocumentRecord, StoredPart } from './document-record.ts';
import { documentRemoverOf, SLICE } from './document-remover-repository.ts';
import type { Image, ImageMetadata } from './documents-schema.ts';
import { pendingDocumentsOf } from './pending-documents-repository.ts';
import { vectorsOf } from './vectors.ts';

interface Row {
  ordinal: number;
  id: string;
  request_hash: string;
  title: string | null;
  metadata: string;
  tables: string | null;
  first_part: number;
  part_count: number;
  characters: number;
  metadata_characters: number;
  updated_at: number;
}

interface PartRow {
  text: string;
  context: string | null;
  metadata: string;
  section: number | null;
  table_id: string | null;
  image_id: string | null;
  dimensions: string | null;
}

/**
 * The documents of one account with their parts, images, vectors and places in the index. Every change is one
 * transaction; how they are written is in document-writer-repository.ts.
 */
export const documentsOf = perAccount((account) => {
  const { db, now } = account;
  const vectors = vectorsOf(account);
  const pending = pendingDocumentsOf(account);
  const remover = documentRemoverOf(account);
  const writers = createIndexWriters(db);
  const writerOf = (corpus: CorpusRecord) => writers.of(indexSettingsOf(corpus));
  const addToSums = db.prepare(
    `UPDATE corpora SET document_count = document_count + ?, part_count = part_count + ?, characters = characters + ?,
       metadata_characters = metadata_characters + ? WHERE id = ?`,
  );
  const setToNothing = db.prepare(
    `UPDATE corpora SET document_count = 0, part_count = 0, characters = 0, metadata_characters = 0,
       vector_dimensions = NULL WHERE id = ?`,
  );
  const byId = db.prepare('SELECT * FROM documents WHERE corpus_id = ? AND id = ?');
  const byOrdinal = db.prepare('SELECT * FROM documents WHERE ordinal = ?');
  const after = db.prepare('SELECT * FROM documents WHERE corpus_id = ? AND id > ? ORDER BY id');
  const bytesOf = db
    .prepare('SELECT coalesce(sum(octet_length(text)), 0) FROM parts WHERE ordinal BETWEEN ? AND ?')
    .pluck();
  const all = db.prepare('SELECT * FROM documents WHERE corpus_id = ? ORDER BY ordinal');
  const partsOf = db.prepare('SELECT * FROM parts WHERE ordinal BETWEEN ? AND ? ORDER BY ordinal');
  const imagesOf = db.prepare('SELECT image FROM document_images WHERE document_ordinal = ? ORDER BY rowid').pluck();
  const imageOf = db.prepare('SELECT image, data FROM document_images WHERE document_ordinal = ? AND id = ?');
  const changeMetadata = db.prepare(
    'UPDATE documents SET metadata = ?, metadata_characters = metadata_characters + ?, updated_at = ? WHERE ordinal = ?',
  );
  const removeVectors = db.prepare('DELETE FROM document_vectors WHERE document_ordinal = ?');
  const removeParts = db.prepare('DELETE FROM parts WHERE ordinal BETWEEN ? AND ?');
  const removeImages = db.prepare('DELETE FROM document_images WHERE document_ordinal = ?');
  const removeDocument = db.prepare('DELETE FROM documents WHERE ordinal = ?');
  const removeImagesOf = db.prepare(
    'DELETE FROM document_images WHERE document_ordinal IN (SELECT ordinal FROM documents WHERE corpus_id = ?)',
  );
  const removeDocumentsOf = db.prepare('DELETE FROM documents WHERE corpus_id = ?');

  const find = (corpus: CorpusRecord, id: string): DocumentRecord | undefined => {
    const row = byId.get(corpus.rowId, id) as Row | undefined;
    return row && fromRow(row);
  };

  const parts = ({ firstPart, partCount }: Pick<DocumentRecord, 'firstPart' | 'partCount'>): StoredPart[] =>
    (partsOf.all(firstPart, firstPart + partCount - 1) as PartRow[]).map(fromPartRow);

  /** One of many parts is hidden, and its parts stay for now. Gives whether that is so. */
  const remove = db.transaction((corpus: CorpusRecord, document: DocumentRecord): boolean => {
    const { ordinal, firstPart, partCount } = document;
    const isLarge = partCount > SLICE;
    if (!pending.remove(ordinal)) writerOf(corpus).remove({ ordinal, firstPart, partCount: isLarge ? 0 : partCount });
    if (isLarge) remover.hide({ ordinal, corpusId: corpus.rowId, firstPart, partCount });
    else {
      removeVectors.run(ordinal);
      removeParts.run(firstPart, firstPart + partCount - 1);
    }
    removeImages.run(ordinal);
    removeDocument.run(ordinal);
    addToSums.run(-1, -partCount, -document.characters, -document.metadataCharacters, corpus.rowId);
    return isLarge;
  });

  const writeMetadata = db.transaction(
    (corpus: CorpusRecord, document: DocumentRecord, metadata: Record<string, unknown>) => {
      const text = JSON.stringify(metadata);
      const growth = text.length - JSON.stringify(document.metadata).length;
      changeMetadata.run(text, growth, now(), document.ordinal);
      if (!pending.has(document.ordinal)) writerOf(corpus).updateDocument(document.ordinal, metadata);
      addToSums.run(0, 0, 0, growth, corpus.rowId);
    },
  );

  const writeIndex = db.transaction((corpus: CorpusRecord, document: DocumentRecord): void => {
    pending.remove(document.ordinal);
    writerOf(corpus).add({ ...document, parts: parts(document) });
  });

  /** For use inside a transaction of the caller's: what it gives back is to be called once that is committed. */
  const deleteWithin = (corpus: CorpusRecord, document: DocumentRecord): (() => Promise<void>) => {
    const isLarge = remove(corpus, document);
    const { ordinal, firstPart, partCount } = document;
    return async () => {
      vectors.removed(corpus.rowId, firstPart, partCount);
      if (isLarge) await remover.clear([{ ordinal, corpusId: corpus.rowId, firstPart, partCount }]);
    };
  };

  return {
    find,
    parts,

    /** Bytes of the text of all parts. */
    bytesOfText: ({ firstPart, partCount }: DocumentRecord): number =>
      bytesOf.get(firstPart, firstPart + partCount - 1) as number,

    /** Throws 404. */
    get(corpus: CorpusRecord, id: string): DocumentRecord {
      const document = find(corpus, id);
      if (!document) throw notFound('Document', id);
      return document;
    },

    getByOrdinal(ordinal: number): DocumentRecord | undefined {
      const row = byOrdinal.get(ordinal) as Row | undefined;
      return row && fromRow(row);
    },

    /** By id, so that paging is stable while documents come in; of `ordinals` only, where given. */
    listAfter(corpus: CorpusRecord, id: string, limit: number, ordinals?: ReadonlySet<number>): DocumentRecord[] {
      const found: DocumentRecord[] = [];
      for (const row of after.iterate(corpus.rowId, id) as Iterable<Row>) {
        if (!ordinals || ordinals.has(row.ordinal)) found.push(fromRow(row));
        if (found.length === limit) break;
      }
      return found;
    },

    /** In order of indexing. */
    all: (corpus: CorpusRecord): DocumentRecord[] => (all.all(corpus.rowId) as Row[]).map(fromRow),

    images: ({ ordinal }: DocumentRecord): ImageMetadata[] =>
      (imagesOf.all(ordinal) as string[]).map((image) => JSON.parse(image)),

    image({ ordinal }: DocumentRecord, id: string): Image | undefined {
      const row = imageOf.get(ordinal, id) as { image: string; data: string } | undefined;
      if (!row) return undefined;
      const { mime_type, ...rest } = JSON.parse(row.image) as ImageMetadata;
      return { ...rest, image_data: { data: row.data, mime_type } };
    },

    /** Puts a document that is pending into the index. */
    index(corpus: CorpusRecord, document: DocumentRecord): void {
      writeIndex(corpus, document);
      vectors.admitted(corpus.rowId, document.ordinal);
    },

    updateMetadata(corpus: CorpusRecord, document: DocumentRecord, metadata: Record<string, unknown>): DocumentRecord {
      writeMetadata(corpus, document, metadata);
      return find(corpus, document.id)!;
    },

    /** From now on nobody finds it; it resolves when its parts are gone too. */
    delete: (corpus: CorpusRecord, document: DocumentRecord): Promise<void> => deleteWithin(corpus, document)(),

    deleteWithin,

    /** Every document of a corpus, in the way of `deleteWithin`. Vectors stored later may have other dimensions. */
    deleteAllWithin(corpus: CorpusRecord): () => Promise<void> {
      const places = remover.hideAll(corpus.rowId);
      pending.removeOf(corpus);
      removeImagesOf.run(corpus.rowId);
      removeDocumentsOf.run(corpus.rowId);
      setToNothing.run(corpus.rowId);
      writerOf(corpus).removeDocuments();
      return () => {
        vectors.release(corpus.rowId);
        return remover.clear(places);
      };
    },

    /** Writes the attribute rows of every document in the index anew, into tables that are empty. */
    reindexAttributes(corpus: CorpusRecord): void {
      for (const row of all.all(corpus.rowId) as Row[]) {
        const document = fromRow(row);
        if (!pending.has(row.ordinal)) writerOf(corpus).addAttributes({ ...document, parts: parts(document) });
      }
    },
  };
});

const fromRow = (row: Row): DocumentRecord => ({
  ordinal: row.ordinal,
  id: row.id,
  title: row.title ?? undefined,
  metadata: JSON.parse(row.metadata),
  tables: row.tables === null ? [] : JSON.parse(row.tables),
  firstPart: row.first_part,
  partCount: row.part_count,
  characters: row.characters,
  metadataCharacters: row.metadata_characters,
  requestHash: row.request_hash,
  updatedAt: row.updated_at,
});

const fromPartRow = (row: PartRow): StoredPart => ({
  text: row.text,
  metadata: JSON.parse(row.metadata),
  context: row.context ?? undefined,
  section: row.section ?? undefined,
  tableId: row.table_id ?? undefined,
  imageId: row.image_id ?? undefined,
  dimensions: row.dimensions === null ? undefined : JSON.parse(row.dimensions),
});
