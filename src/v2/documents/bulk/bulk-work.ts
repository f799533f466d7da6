/** Deleting and changing many documents, a few at each step of a job (docs/behaviour/documents.md, Bulk deletion). */
import type { Account } from '../../../accounts/account.ts';
import { nextKeptDocuments } from '../../../retrieval/attribute-queries/kept-owners.ts';
import { readRequestFilter } from '../../../retrieval/filter/read-request-filter.ts';
import { corporaOf } from '../../corpora/corpora-repository.ts';
import { type CorpusRecord, indexSettingsOf } from '../../corpora/corpus-record.ts';
import type { JobWork } from '../../jobs/job-runner.ts';
import { metadataErrors, rulesOf } from '../check-document.ts';
import type { DocumentRecord } from '../document-record.ts';
import { documentsOf } from '../documents-repository.ts';
import type { Selection } from './selection.ts';

/** `corpusId` tells the corpus from a later one with its key. */
export interface BulkTask {
  corpusId: number;
  selection: Selection;
}

export interface BulkProgress {
  /** How many ids are dealt with or, with a filter, the ordinal of the last document that is. */
  position: number;
  done: number;
  skipped: number;
  failed: number;
}

/** What to do with one document: false where it cannot be done. `onCommit` takes what must wait until it is stored. */
type Treat<Task extends BulkTask> = (
  context: { account: Account; corpus: CorpusRecord; task: Task; onCommit: (follow: () => void) => void },
  document: DocumentRecord,
) => boolean;

const MOST_DOCUMENTS = 50;
/** Large documents take long, and other requests wait meanwhile. */
const LONGEST_STEP_MS = 10;

/** A bulk operation as steps of a few documents; `verb` is for people. */
function bulkWork<Task extends BulkTask>(verb: string, treat: Treat<Task>): JobWork {
  /** Each with the position that is reached by it; undefined for an id that no document has. */
  function nextOf(account: Account, corpus: CorpusRecord, selection: Selection, position: number) {
    const repository = documentsOf(account);
    if (selection.by === 'ids') {
      return selection.ids
        .slice(position, position + MOST_DOCUMENTS)
        .map((id, index) => ({ reached: position + index + 1, document: repository.find(corpus, id) }));
    }
    const scope = { attributes: corpus.filterAttributes, level: 'document' as const };
    // The attributes may be others than when it was asked for.
    const filter = readRequestFilter(selection.filter, scope, 'query.metadata_filter')!;
    // The index is caught up: a job's turn begins with that.
    const ordinals = nextKeptDocuments(account.db, indexSettingsOf(corpus), filter, position, MOST_DOCUMENTS);
    return ordinals.map((ordinal) => ({
      reached: ordinal,
      document: repository.getByOrdinal(ordinal),
    }));
  }

  return (account, job) => {
    const task = job.task as Task;
    const progress = { ...((job.progress ?? NOTHING_YET) as BulkProgress) };
    const corpus = corporaOf(account).getSame(job.corpusKeys[0]!, task.corpusId);
    const follow: (() => void)[] = [];
    const context = { account, corpus, task, onCommit: (then: () => void) => void follow.push(then) };
    const until = performance.now() + LONGEST_STEP_MS;
    const next = nextOf(account, corpus, task.selection, progress.position);
    let treated = 0;
    for (const { reached, document } of next) {
      if (treated > 0 && performance.now() > until) break;
      if (!document) progress.failed += 1;
      else if (task.selection.by === 'filter' && document.updatedAt > task.selection.cutoff) progress.skipped += 1;
      else if (treat(context, document)) progress.done += 1;
      else progress.failed += 1;
      progress.position = reached;
      treated += 1;
    }
    return {
      progress,
      isLast: treated === next.length && next.length < MOST_DOCUMENTS,
      comment: `${progress.done} ${verb}, ${progress.skipped} skipped, ${progress.failed} failed.`,
      onCommit: () => {
        for (const then of follow) then();
      },
    };
  };
}

const NOTHING_YET: BulkProgress = { position: 0, done: 0, skipped: 0, failed: 0 };

export interface BulkUpdateTask extends BulkTask {
  metadata: Record<string, unknown>;
  strategy: 'merge' | 'replace';
}

export const bulkDelete = bulkWork('deleted', ({ account, corpus, onCommit }, document) => {
  const clear = documentsOf(account).deleteWithin(corpus, document);
  // Where the account is gone before the parts are cleared, the next one to open its database does it.
  onCommit(() => void clear().catch(() => {}));
  return true;
});

/** A document whose metadata would break a rule fails and stays as it is. */
export const bulkUpdate = bulkWork<BulkUpdateTask>('updated', ({ account, corpus, task }, document) => {
  const metadata = task.strategy === 'merge' ? { ...document.metadata, ...task.metadata } : task.metadata;
  const errors = metadataErrors(metadata, rulesOf(corpus), 'document', 'body.metadata');
  if (Object.keys(errors).length > 0) return false;
  documentsOf(account).updateMetadata(corpus, document, metadata);
  return true;
});
