/** The jobs of an account: what each kind of them does, and the runner. */
import { type Account, type PerAccount, perAccount } from '../accounts/account.ts';
import { type Ids, RANDOM_IDS } from '../calls/ids.ts';
import { notFound } from '../errors.ts';
import { createReplaceAttributesWork } from '../v2/corpora/replace-attributes-job.ts';
import { createBulkDeleteWork } from '../v2/documents/bulk/bulk-delete.ts';
import { createBulkUpdateWork } from '../v2/documents/bulk/bulk-update.ts';
import { createJobRunner, type JobRunnerOptions, type Schedule } from '../v2/jobs/job-runner.ts';
import { createJobsRepository, type JobsRepository } from '../v2/jobs/jobs-repository.ts';
import type { createSearch } from './search.ts';

interface JobsSources {
  search: ReturnType<typeof createSearch>;
  now: () => number;
  schedule: Schedule;
  hold: JobRunnerOptions['hold'];
  log: { error(details: object, message: string): void };
  ids?: PerAccount<Ids>;
}

export function createJobs({ search, now, schedule, hold, log, ids = () => RANDOM_IDS }: JobsSources) {
  const { corpora, documents, indexing, rulesOf, nextDocuments } = search;
  const jobs: PerAccount<JobsRepository> = perAccount((account) => createJobsRepository(account.db, now, ids(account)));

  const requireSameCorpus = (account: Account, key: string, rowId: number) => {
    const corpus = corpora(account).find(key);
    if (corpus?.rowId !== rowId) throw notFound('Corpus', key);
    return corpus;
  };
  const bulk = { documents, requireSameCorpus, nextDocuments };
  const runner = createJobRunner({
    jobs,
    works: {
      replace_filter_attributes: createReplaceAttributesWork({
        corpora,
        requireSameCorpus,
        reindexAttributes: (account, corpus) => documents(account).reindexAttributes(corpus),
      }),
      bulk_delete_documents: createBulkDeleteWork(bulk),
      bulk_update_document_metadata: createBulkUpdateWork({ ...bulk, rulesOf }),
    },
    schedule,
    prepare: indexing.catchUp,
    hold,
    log,
  });
  return { jobs, runner };
}
