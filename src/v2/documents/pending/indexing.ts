/** Documents that are accepted become searchable when their time has come, or when someone says so. */
import type { Account, PerAccount } from '../../../accounts/account.ts';
import type { CorpusRecord } from '../../corpora/corpus-record.ts';
import type { DocumentsRepository } from '../documents-repository.ts';
import type { PendingDocument, PendingDocumentsRepository } from './pending-documents-repository.ts';

interface IndexingSources {
  pending: PerAccount<PendingDocumentsRepository>;
  documents: PerAccount<DocumentsRepository<CorpusRecord>>;
  findCorpus(account: Account, key: string): CorpusRecord | undefined;
  /** Documents accepted until then are to be found; milliseconds since 1970. */
  indexedUntil(account: Account): number;
}

export type Indexing = ReturnType<typeof createIndexing>;

export function createIndexing({ pending, documents, findCorpus, indexedUntil }: IndexingSources) {
  const index = (account: Account, { corpusKey, ordinal }: PendingDocument): void =>
    documents(account).index(findCorpus(account, corpusKey)!, documents(account).get(ordinal)!);

  return {
    /**
     * Puts what is due into the index. Whatever reads the index calls it first, so what is found depends on the clock alone
     * and no timer is needed. Not to be called inside a transaction.
     */
    catchUp(account: Account): void {
      if (pending(account).isEmpty()) return;
      for (const document of pending(account).acceptedUntil(indexedUntil(account))) index(account, document);
    },

    index,

    /** The document that has waited for longest. */
    oldest: (account: Account): PendingDocument | undefined =>
      pending(account).acceptedUntil(Number.POSITIVE_INFINITY, 1)[0],

    /** How many documents wait. */
    count: (account: Account): number => pending(account).count(),

    /** How many documents of a corpus wait. */
    countOf: (account: Account, corpus: { rowId: number }): number =>
      pending(account).isEmpty() ? 0 : pending(account).countOf(corpus),
  };
}
