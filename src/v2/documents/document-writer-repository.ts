/**
 * How documents come into their tables and into the index: whole or not at all. One of few parts is one transaction; one of
 * many is written in slices, between which others have their turn, and everything that reads parts passes over them until
 * the last slice puts the document in its place.
 */
import { perAccount } from '../../accounts/account.ts';
import { inTurns } from '../../basics/turns.ts';
import { createIndexWriters } from '../../retrieval/corpus-index/index-writers.ts';
import { type CorpusRecord, indexSettingsOf } from '../corpora/corpus-record.ts';
import type { NewDocument } from './document-record.ts';
import { documentRemoverOf } from './document-remover-repository.ts';
import type { Image, ImageMetadata } from './documents-schema.ts';
import { pendingDocumentsOf } from './pending-documents-repository.ts';
import { vectorsOf } from './vectors.ts';

/** Parts that are written at once: some milliseconds of work. */
const SLICE = 128;

/** Where a document is going to be. The parts of a document are numbered consecutively. */
interface Place {
  ordinal: number;
  firstPart: number;
}

interface Sums {
  characters: number;
  metadataCharacters: number;
}

const CHANGED = new Error('the index has another shape now');

export const documentWriterOf = perAccount((account) => {
  const { db, now } = account;
  const vectors = vectorsOf(account);
  const pending = pendingDocumentsOf(account);
  const remover = documentRemoverOf(account);
  const writers = createIndexWriters(db);
  const writerOf = (corpus: CorpusRecord) => writers.of(indexSettingsOf(corpus));
  const nextPlace = db.prepare(
    `SELECT 1 + max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'documents'), 0),
         coalesce((SELECT max(document_ordinal) FROM unfinished_documents), 0)) AS ordinal,
       1 + max(coalesce((SELECT max(ordinal) FROM parts), 0),
         coalesce((SELECT max(first_part + part_count - 1) FROM unfinished_documents), 0)) AS firstPart`,
  );
  const insert = db.prepare(
    `INSERT INTO documents (ordinal, corpus_id, id, request_hash, title, metadata, tables, first_part, part_count,
       characters, metadata_characters, created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, @now, @now)`,
  );
  const insertPart = db.prepare(
    `INSERT INTO parts (ordinal, document_ordinal, text, context, metadata, section, is_title, table_id, image_id, dimensions)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertImage = db.prepare('INSERT INTO document_images (document_ordinal, id, image, data) VALUES (?, ?, ?, ?)');
  const addToSums = db.prepare(
    `UPDATE corpora SET document_count = document_count + 1, part_count = part_count + ?, characters = characters + ?,
       metadata_characters = metadata_characters + ? WHERE id = ?`,
  );
  const fixDimensions = db.prepare(
    'UPDATE corpora SET vector_dimensions = ? WHERE id = ? AND vector_dimensions IS NULL',
  );

  function addParts(corpus: CorpusRecord, place: Place, document: NewDocument, from: number, isPending: boolean): Sums {
    const parts = document.parts.slice(from, from + SLICE);
    const firstPart = place.firstPart + from;
    const sums = { characters: 0, metadataCharacters: 0 };
    for (const [index, part] of parts.entries()) {
      const metadata = JSON.stringify(part.metadata);
      sums.characters += part.text.length;
      sums.metadataCharacters += metadata.length;
      insertPart.run(
        firstPart + index,
        place.ordinal,
        part.text,
        part.context ?? null,
        metadata,
        part.section ?? null,
        part.metadata.is_title === true ? 1 : 0,
        part.tableId ?? null,
        part.imageId ?? null,
        part.dimensions ? JSON.stringify(part.dimensions) : null,
      );
    }
    vectors.write(place.ordinal, firstPart, parts.length, vectorsAt(document, from));
    if (!isPending) writerOf(corpus).addParts(firstPart, parts);
    return sums;
  }

  function addDocument(
    corpus: CorpusRecord,
    place: Place,
    document: NewDocument,
    sums: Sums,
    isPending: boolean,
  ): void {
    const { id, title, metadata, tables, images, parts, requestHash } = document;
    const { ordinal, firstPart } = place;
    const metadataText = JSON.stringify(metadata);
    const metadataCharacters = sums.metadataCharacters + metadataText.length;
    insert.run(
      ordinal,
      corpus.rowId,
      id,
      requestHash,
      title ?? null,
      metadataText,
      tables.length > 0 ? JSON.stringify(tables) : null,
      firstPart,
      parts.length,
      sums.characters,
      metadataCharacters,
      { now: now() },
    );
    for (const image of images)
      insertImage.run(ordinal, image.id, JSON.stringify(toMetadata(image)), image.image_data.data);
    if (parts.length > 0) fixDimensions.run(document.vectors.length / parts.length, corpus.rowId);
    if (isPending) pending.add(ordinal);
    else writerOf(corpus).addDocument({ ordinal, id, metadata, firstPart, partCount: parts.length });
    addToSums.run(parts.length, sums.characters, metadataCharacters, corpus.rowId);
  }

  const writeAtOnce = db.transaction((corpus: CorpusRecord, document: NewDocument, isPending: boolean): Place => {
    const place = nextPlace.get() as Place;
    const sums = { characters: 0, metadataCharacters: 0 };
    for (const from of slicesOf(document)) add(sums, addParts(corpus, place, document, from, isPending));
    addDocument(corpus, place, document, sums, isPending);
    return place;
  });

  const reserve = db.transaction((corpus: CorpusRecord, { parts }: NewDocument): Place => {
    const place = nextPlace.get() as Place;
    remover.hide({ ...place, corpusId: corpus.rowId, partCount: parts.length });
    return place;
  });

  const writeSlice = db.transaction(addParts);

  const finish = db.transaction((...written: Parameters<typeof addDocument>): void => {
    addDocument(...written);
    remover.show(written[1].ordinal);
  });

  async function writeInSlices(
    current: () => CorpusRecord | undefined,
    corpus: CorpusRecord,
    document: NewDocument,
    isPending: boolean,
  ): Promise<void> {
    const place = reserve(corpus, document);
    const shape = JSON.stringify(indexSettingsOf(corpus));
    const held = isPending ? undefined : vectors.held(corpus.rowId);
    const sums = { characters: 0, metadataCharacters: 0 };
    try {
      await inTurns(slicesOf(document), (from) => {
        const now = current();
        if (!now || JSON.stringify(indexSettingsOf(now)) !== shape) throw CHANGED;
        add(sums, writeSlice(corpus, place, document, from, isPending));
        if (held && held === vectors.held(corpus.rowId))
          vectors.added(corpus.rowId, place.firstPart + from, vectorsAt(document, from));
      });
      const now = current();
      if (!now || JSON.stringify(indexSettingsOf(now)) !== shape) throw CHANGED;
      finish(now, place, document, sums, isPending);
    } catch (error) {
      // Where this fails too, they stay hidden, and are removed before the next document of another run is written.
      const written = { ...place, corpusId: corpus.rowId, partCount: document.parts.length };
      await remover.clear([written]).catch(() => {});
      throw error;
    }
    // Vectors that were loaded meanwhile lack those of the slices before.
    if (!isPending && held !== vectors.held(corpus.rowId)) vectors.release(corpus.rowId);
  }

  return {
    /**
     * `current` looks at what the writing rests on before each slice: it throws what ends it, and gives undefined when
     * the document is there already. A document that is pending is stored, and in the index only later.
     */
    async write(current: () => CorpusRecord | undefined, document: NewDocument, isPending: boolean): Promise<void> {
      for (let corpus = current(); corpus; corpus = current()) {
        if (document.parts.length <= SLICE) {
          const { firstPart } = writeAtOnce(corpus, document, isPending);
          if (!isPending) vectors.added(corpus.rowId, firstPart, document.vectors);
          return;
        }
        try {
          return await writeInSlices(current, corpus, document, isPending);
        } catch (error) {
          if (error !== CHANGED) throw error;
        }
      }
    },
  };
});

function* slicesOf({ parts }: NewDocument): Generator<number> {
  for (let from = 0; from < parts.length; from += SLICE) yield from;
}

/** The vectors of a slice. */
function vectorsAt({ vectors, parts }: NewDocument, from: number): Int8Array {
  const dimensions = vectors.length / parts.length;
  return vectors.subarray(from * dimensions, Math.min(from + SLICE, parts.length) * dimensions);
}

function add(sums: Sums, more: Sums): void {
  sums.characters += more.characters;
  sums.metadataCharacters += more.metadataCharacters;
}

const toMetadata = ({ image_data, ...rest }: Image): ImageMetadata => ({ ...rest, mime_type: image_data.mime_type });
