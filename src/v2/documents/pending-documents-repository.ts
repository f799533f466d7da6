import { perAccount } from '../../accounts/account.ts';

/** A document that waits to be put into the index of its corpus. */
export interface PendingDocument {
  ordinal: number;
  corpusKey: string;
  /** The ordinal of the newest job there was when the document came; 0 without any. */
  afterJob: number;
}

/** The documents of one account that are stored and cannot be found yet, in order of arrival. */
export const pendingDocumentsOf = perAccount(({ db }) => {
  const insert = db.prepare(
    'INSERT INTO pending_documents (document_ordinal, after_job) VALUES (?, (SELECT coalesce(max(ordinal), 0) FROM jobs))',
  );
  const remove = db.prepare('DELETE FROM pending_documents WHERE document_ordinal = ?');
  const removeOf = db.prepare(
    `DELETE FROM pending_documents
     WHERE document_ordinal IN (SELECT ordinal FROM documents WHERE corpus_id = ?)`,
  );
  const one = db.prepare('SELECT 1 FROM pending_documents WHERE document_ordinal = ?');
  const count = db.prepare('SELECT count(*) FROM pending_documents').pluck();
  const countOf = db
    .prepare('SELECT count(*) FROM pending_documents JOIN documents ON ordinal = document_ordinal WHERE corpus_id = ?')
    .pluck();
  const acceptedUntil = db.prepare(
    `SELECT documents.ordinal, corpora.key AS corpusKey, after_job AS afterJob
     FROM pending_documents JOIN documents ON documents.ordinal = document_ordinal JOIN corpora ON corpora.id = corpus_id
     WHERE documents.created_at <= ? ORDER BY document_ordinal LIMIT ?`,
  );
  /** Undefined where it is to be looked up: searches ask all the time, and almost always there is none. */
  let isEmpty: boolean | undefined;

  return {
    isEmpty(): boolean {
      isEmpty ??= count.get() === 0;
      return isEmpty;
    },

    count: (): number => count.get() as number,
    countOf: (corpus: { rowId: number }): number => countOf.get(corpus.rowId) as number,
    has: (ordinal: number): boolean => one.get(ordinal) !== undefined,

    /** The oldest ones, accepted until `time`, in milliseconds since 1970. */
    acceptedUntil: (time: number, limit = -1): PendingDocument[] => acceptedUntil.all(time, limit) as PendingDocument[],

    /** Call this and those below in the transaction that writes the document. */
    add(ordinal: number): void {
      isEmpty = undefined;
      insert.run(ordinal);
    },

    /** Whether it was pending. */
    remove(ordinal: number): boolean {
      isEmpty = undefined;
      return remove.run(ordinal).changes > 0;
    },

    /** All of a corpus. */
    removeOf(corpus: { rowId: number }): void {
      isEmpty = undefined;
      removeOf.run(corpus.rowId);
    },
  };
});
