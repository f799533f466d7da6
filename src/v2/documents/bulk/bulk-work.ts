import type { Account, PerAccount } from '../../../accounts/account.ts';
import type { CheckedFilter } from '../../../retrieval/filter/compile-filter.ts';
import { readRequestFilter } from '../../../retrieval/filter/read-request-filter.ts';
import type { CorpusRecord } from '../../corpora/corpus-record.ts';
import type { JobStep } from '../../jobs/job-record.ts';
import type { DocumentRecord } from '../document-record.ts';
import type { DocumentsRepository } from '../documents-repository.ts';
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

export interface BulkDependencies {
  documents: PerAccount<DocumentsRepository<CorpusRecord>>;
  /** The corpus by key, if it still is the one with this number; throws 404 otherwise. */
  requireSameCorpus(account: Account, key: string, rowId: number): CorpusRecord;
  /** Ordinals of the next documents a filter keeps, in order. */
  nextDocuments(account: Account, corpus: CorpusRecord, filter: CheckedFilter, after: number, limit: number): number[];
}

/** What to do with one document: false where it cannot be done. `onCommit` takes what must wait until it is stored. */
export type Treat<Task extends BulkTask> = (
  context: { account: Account; corpus: CorpusRecord; task: Task; onCommit: (follow: () => void) => void },
  document: DocumentRecord,
) => boolean;

const MOST_DOCUMENTS = 50;
/** Large documents take long, and other requests wait meanwhile. */
const LONGEST_STEP_MS = 10;

/** A bulk operation as steps of a few documents; `verb` is for people. */
export function createBulkWork<Task extends BulkTask>(
  { documents, requireSameCorpus, nextDocuments }: BulkDependencies,
  verb: string,
  treat: Treat<Task>,
) {
  /** Each with the position that is reached by it; undefined for an id that no document has. */
  function nextOf(account: Account, corpus: CorpusRecord, selection: Selection, position: number) {
    const repository = documents(account);
    if (selection.by === 'ids') {
      return selection.ids
        .slice(position, position + MOST_DOCUMENTS)
        .map((id, index) => ({ reached: position + index + 1, document: repository.find(corpus, id) }));
    }
    const scope = { attributes: corpus.filterAttributes, level: 'document' as const };
    // The attributes may be others than when it was asked for.
    const filter = readRequestFilter(selection.filter, scope, 'query.metadata_filter')!;
    return nextDocuments(account, corpus, filter, position, MOST_DOCUMENTS).map((ordinal) => ({
      reached: ordinal,
      document: repository.get(ordinal),
    }));
  }

  return (account: Account, job: { corpusKeys: string[]; task: unknown; progress: unknown }): JobStep => {
    const task = job.task as Task;
    const progress = { ...((job.progress ?? NOTHING_YET) as BulkProgress) };
    const corpus = requireSameCorpus(account, job.corpusKeys[0]!, task.corpusId);
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
