import type { Account, PerAccount } from '../../accounts/account.ts';
import type { FilterAttribute } from '../../retrieval/filter/filter-attribute.ts';
import type { JobStep } from '../jobs/job-record.ts';
import type { CorporaRepository } from './corpora-repository.ts';
import type { CorpusRecord } from './corpus-record.ts';

/** `corpusId` tells the corpus from a later one with its key. */
export interface ReplaceAttributesTask {
  corpusId: number;
  filterAttributes: FilterAttribute[];
}

interface Dependencies {
  corpora: PerAccount<CorporaRepository>;
  /** The corpus by key, if it still is the one with this number; throws 404 otherwise. */
  requireSameCorpus(account: Account, key: string, rowId: number): CorpusRecord;
  reindexAttributes(account: Account, corpus: CorpusRecord): void;
}

/** The new attributes and the index they need are there in one step, so no filter ever sees half of them (reference corpora §2.9). */
export const createReplaceAttributesWork =
  ({ corpora, requireSameCorpus, reindexAttributes }: Dependencies) =>
  (account: Account, { corpusKeys, task }: { corpusKeys: string[]; task: unknown }): JobStep => {
    const { corpusId, filterAttributes } = task as ReplaceAttributesTask;
    const corpus = requireSameCorpus(account, corpusKeys[0]!, corpusId);
    corpora(account).replaceAttributes(corpus, filterAttributes, (changed) => reindexAttributes(account, changed));
    return { progress: null, isLast: true };
  };
