/** The vectors of an account's corpora, held in memory for scanning. The truth is in the database, one BLOB a document. */
import type { Database } from 'better-sqlite3';
import { inTurns } from '../basics/turns.ts';
import { createVectorIndex, type VectorIndex } from './vector-scan/vector-index.ts';
import { type VectorMemory, VectorMemoryFull } from './vector-scan/vector-memory.ts';

export interface VectorStore {
  /** The vectors of a corpus, but for documents that are pending; loaded on first use. */
  open(corpusId: number, dimensions: number): VectorIndex;
  /** Loads those of a large corpus, letting others have their turn; what is written meanwhile is followed. */
  load(corpusId: number, dimensions: number, partCount: number): Promise<void>;
  /** Those of a corpus, if they are in memory or on their way. */
  held(corpusId: number): VectorIndex | undefined;
  /** Stores the vectors of some parts, one after another in `vectors`. Call it in the transaction that stores the parts. */
  write(documentOrdinal: number, firstPart: number, partCount: number, vectors: Int8Array): void;
  /** The stored vector of one part. */
  read(ordinal: number): Int8Array | undefined;
  /** Follows what a committed transaction wrote, for a corpus that is in memory. */
  added(corpusId: number, firstPart: number, vectors: Int8Array): void;
  /** The same for a document whose vectors were stored before. */
  admitted(corpusId: number, documentOrdinal: number): void;
  removed(corpusId: number, firstPart: number, partCount: number): void;
  /** Lets a corpus go; it is loaded again when it is next used. */
  release(corpusId: number): void;
  /** Lets all of them go. */
  releaseAll(): void;
}

/** Parts: fewer are loaded within some milliseconds. */
const LARGE = 5_000;

/** `memory` is shared by all stores of a process and bounds them together. */
export function createVectorStore(db: Database, memory: VectorMemory): VectorStore {
  const insert = db.prepare(
    'INSERT INTO document_vectors (document_ordinal, first_part, part_count, vectors) VALUES (?, ?, ?, ?)',
  );
  const ofCorpus = db.prepare(
    `SELECT document_vectors.first_part, vectors FROM documents JOIN document_vectors ON document_ordinal = documents.ordinal
     WHERE corpus_id = ? AND documents.ordinal NOT IN (SELECT document_ordinal FROM pending_documents)`,
  );
  const ofDocument = db.prepare(
    'SELECT first_part, vectors FROM document_vectors WHERE document_ordinal = ? ORDER BY first_part',
  );
  // CROSS JOIN fixes the order: by the key of the vectors, so that each step is short.
  const nextSlice = db.prepare(
    `SELECT document_vectors.first_part, vectors FROM document_vectors CROSS JOIN documents ON ordinal = document_ordinal
     WHERE corpus_id = ? AND document_vectors.first_part > ? AND ordinal NOT IN (SELECT document_ordinal FROM pending_documents)
     ORDER BY document_vectors.first_part LIMIT 1`,
  );
  const ofPart = db.prepare(
    'SELECT first_part, part_count, vectors FROM document_vectors WHERE first_part <= ? ORDER BY first_part DESC LIMIT 1',
  );
  /** Most recently used last. */
  const loaded = new Map<number, VectorIndex>();

  const loading = new Map<number, { index: VectorIndex; whole: Promise<void> }>();
  const held = (corpusId: number) => loaded.get(corpusId) ?? loading.get(corpusId)?.index;

  const release = (corpusId: number) => {
    held(corpusId)?.release();
    loaded.delete(corpusId);
    loading.delete(corpusId);
  };

  /** Runs `work`, letting go of the corpora used longest ago for as long as the memory is full. */
  function withRoom(own: number, work: () => void): void {
    for (;;) {
      try {
        work();
        return;
      } catch (error) {
        const oldest = [...loaded.keys()].find((corpusId) => corpusId !== own);
        if (!(error instanceof VectorMemoryFull) || oldest === undefined) throw error;
        release(oldest);
      }
    }
  }

  function loadAtOnce(corpusId: number, dimensions: number): VectorIndex {
    const index = createVectorIndex(dimensions, memory);
    const rows = ofCorpus.raw().iterate(corpusId) as Iterable<[number, Buffer]>;
    try {
      for (const [firstPart, blob] of rows) addAll(index, corpusId, firstPart, toVectors(blob));
    } catch (error) {
      index.release();
      throw error;
    }
    return index;
  }

  /** Slice by slice in order of parts, each as it is by then. Ends early when it was released. */
  async function loadInTurns(corpusId: number, index: VectorIndex): Promise<void> {
    const isWanted = () => loading.get(corpusId)?.index === index;
    function* slices() {
      for (let after = -1; isWanted(); ) {
        const row = nextSlice.raw().get(corpusId, after) as [number, Buffer] | undefined;
        if (!row) return;
        yield row;
        after = row[0];
      }
    }
    try {
      await inTurns(slices(), ([firstPart, blob]) => addAll(index, corpusId, firstPart, toVectors(blob)));
      if (isWanted()) loaded.set(corpusId, index);
    } finally {
      if (isWanted()) loading.delete(corpusId);
      if (loaded.get(corpusId) !== index) index.release();
    }
  }

  function addAll(index: VectorIndex, corpusId: number, firstPart: number, vectors: Int8Array): void {
    const { dimensions } = index;
    for (let at = 0, ordinal = firstPart; at < vectors.length; at += dimensions, ordinal++) {
      withRoom(corpusId, () => index.add(ordinal, vectors.subarray(at, at + dimensions)));
    }
  }

  return {
    async load(corpusId, dimensions, partCount) {
      if (partCount < LARGE || loaded.has(corpusId)) return;
      const known = loading.get(corpusId);
      if (known) return known.whole;
      const index = createVectorIndex(dimensions, memory);
      const begun = { index, whole: Promise.resolve() };
      loading.set(corpusId, begun);
      begun.whole = loadInTurns(corpusId, index);
      return begun.whole;
    },

    open(corpusId, dimensions) {
      const index = loaded.get(corpusId) ?? loadAtOnce(corpusId, dimensions);
      loaded.delete(corpusId);
      loaded.set(corpusId, index);
      return index;
    },

    held,

    write: (documentOrdinal, firstPart, partCount, vectors) =>
      void insert.run(documentOrdinal, firstPart, partCount, vectors),

    read(ordinal) {
      const row = ofPart.raw().get(ordinal) as [number, number, Buffer] | undefined;
      if (!row) return undefined;
      const [firstPart, partCount, blob] = row;
      if (ordinal >= firstPart + partCount) return undefined;
      const dimensions = blob.byteLength / partCount;
      const at = (ordinal - firstPart) * dimensions;
      return toVectors(blob).subarray(at, at + dimensions);
    },

    added(corpusId, firstPart, vectors) {
      const index = held(corpusId);
      if (index) addAll(index, corpusId, firstPart, vectors);
    },

    admitted(corpusId, documentOrdinal) {
      const index = held(corpusId);
      if (!index) return;
      const rows = ofDocument.raw().all(documentOrdinal) as [number, Buffer][];
      for (const [firstPart, blob] of rows) addAll(index, corpusId, firstPart, toVectors(blob));
    },

    removed(corpusId, firstPart, partCount) {
      const index = held(corpusId);
      for (let ordinal = firstPart; index && ordinal < firstPart + partCount; ordinal++) index.remove(ordinal);
    },

    release,
    releaseAll: () => [...loaded.keys(), ...loading.keys()].forEach(release),
  };
}

const toVectors = (blob: Buffer) => new Int8Array(blob.buffer, blob.byteOffset, blob.byteLength);
