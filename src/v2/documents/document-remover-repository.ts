/**
 * How parts leave. Those of a document that is hidden are passed over by whatever reads parts; they are cleared in slices,
 * between which others have their turn, and where a process dies amid that, when the account is opened the next time.
 */
import { perAccount } from '../../accounts/account.ts';
import { inTurns } from '../../basics/turns.ts';
import { createIndexWriters } from '../../retrieval/corpus-index/index-writers.ts';
import { corporaOf } from '../corpora/corpora-repository.ts';
import { indexSettingsOf } from '../corpora/corpus-record.ts';
import { vectorsOf } from './vectors.ts';

/** Parts that are removed at once: some milliseconds of work. FTS5 takes a few for each transaction that removes any. */
export const SLICE = 1024;

/** A document, as far as its parts need it. They are numbered consecutively. */
export interface Place {
  ordinal: number;
  corpusId: number;
  firstPart: number;
  partCount: number;
}

interface Row {
  document_ordinal: number;
  corpus_id: number;
  first_part: number;
  part_count: number;
}

export const documentRemoverOf = perAccount((account) => {
  const { db } = account;
  const vectors = vectorsOf(account);
  const writers = createIndexWriters(db);
  const begin = db.prepare('INSERT INTO unfinished_documents VALUES (@ordinal, @corpusId, @firstPart, @partCount)');
  const end = db.prepare('DELETE FROM unfinished_documents WHERE document_ordinal = ?');
  const hidden = db.prepare('SELECT * FROM unfinished_documents');
  const hideAll = db.prepare(
    `INSERT INTO unfinished_documents SELECT ordinal, corpus_id, first_part, part_count FROM documents
     WHERE corpus_id = ? RETURNING *`,
  );
  const removeParts = db.prepare('DELETE FROM parts WHERE ordinal BETWEEN ? AND ?');
  const removeVectors = db.prepare('DELETE FROM document_vectors WHERE first_part BETWEEN ? AND ?');

  const removeSlice = db.transaction(({ ordinal, corpusId, firstPart, partCount }: Place): void => {
    const last = firstPart + partCount - 1;
    removeParts.run(firstPart, last);
    removeVectors.run(firstPart, last);
    const corpus = corporaOf(account)
      .list()
      .find(({ rowId }) => rowId === corpusId);
    if (corpus) writers.of(indexSettingsOf(corpus)).remove({ ordinal, firstPart, partCount });
    vectors.removed(corpusId, firstPart, partCount);
  });

  /** What a process that died has left behind. */
  const clearLeftovers = db.transaction(() => {
    for (const place of (hidden.all() as Row[]).map(toPlace)) {
      removeSlice(place);
      end.run(place.ordinal);
    }
  });
  clearLeftovers();

  return {
    /** Within the transaction that makes the parts, or that takes their document away. */
    hide: (place: Place): void => void begin.run(place),

    /** Every document of a corpus, within the transaction that takes them away. */
    hideAll: (corpusId: number): Place[] => (hideAll.all(corpusId) as Row[]).map(toPlace),

    /** Its parts are all there: they are passed over no longer. */
    show: (ordinal: number): void => void end.run(ordinal),

    /** Removes the parts of documents that are hidden. */
    async clear(places: readonly Place[]): Promise<void> {
      await inTurns(slicesOf(places), (slice) => {
        removeSlice(slice);
        if (slice.isLast) end.run(slice.ordinal);
      });
    },
  };
});

function* slicesOf(places: readonly Place[]): Generator<Place & { isLast: boolean }> {
  for (const place of places) {
    let from = 0;
    do {
      const partCount = Math.min(SLICE, place.partCount - from);
      yield { ...place, firstPart: place.firstPart + from, partCount, isLast: from + SLICE >= place.partCount };
      from += SLICE;
    } while (from < place.partCount);
  }
}

const toPlace = (row: Row): Place => ({
  ordinal: row.document_ordinal,
  corpusId: row.corpus_id,
  firstPart: row.first_part,
  partCount: row.part_count,
});
