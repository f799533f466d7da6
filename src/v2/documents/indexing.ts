/** Documents that are accepted become searchable when their time has come, or when someone says so. */
import type { Account } from '../../accounts/account.ts';
import { corporaOf } from '../corpora/corpora-repository.ts';
import { jobSchedule } from '../jobs/job-schedule.ts';
import { documentsOf } from './documents-repository.ts';
import { type PendingDocument, pendingDocumentsOf } from './pending-documents-repository.ts';

/** Puts a document that waits into the index of its corpus. */
export const indexPending = (account: Account, { corpusKey, ordinal }: PendingDocument): void =>
  documentsOf(account).index(corporaOf(account).find(corpusKey)!, documentsOf(account).getByOrdinal(ordinal)!);

/**
 * Puts what is due into the index. Whatever reads the index calls it first, so what is found depends on the clock alone
 * and no timer is needed. Not to be called inside a transaction.
 */
export function catchUp(account: Account): void {
  const pending = pendingDocumentsOf(account);
  if (pending.isEmpty()) return;
  for (const document of pending.acceptedUntil(jobSchedule(account).indexedUntil(account))) {
    indexPending(account, document);
  }
}

/** The document that has waited for longest. */
export const oldestPending = (account: Account): PendingDocument | undefined =>
  pendingDocumentsOf(account).acceptedUntil(Number.POSITIVE_INFINITY, 1)[0];

/** How many documents of a corpus wait. */
export const countPending = (account: Account, corpus: { rowId: number }): number =>
  pendingDocumentsOf(account).isEmpty() ? 0 : pendingDocumentsOf(account).countOf(corpus);

/** How many documents of an account wait. */
const count = (account: Account): number => pendingDocumentsOf(account).count();

/** All of it, for whoever decides when documents are indexed. */
export const indexing = { catchUp, index: indexPending, oldest: oldestPending, count };
export type Indexing = typeof indexing;
