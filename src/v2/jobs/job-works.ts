/** What each kind of job does, step by step. */
import { corporaOf } from '../corpora/corpora-repository.ts';
import type { ReplaceAttributesTask } from '../corpora/corpus-record.ts';
import { bulkDelete, bulkUpdate } from '../documents/bulk/bulk-work.ts';
import { documentsOf } from '../documents/documents-repository.ts';
import type { JobType } from './job-record.ts';
import type { JobWork } from './job-runner.ts';

/**
 * The new attributes and the index they need are there in one step, so no filter ever sees half of them
 * (docs/behaviour/corpora.md, Replacing filter attributes).
 */
const replaceAttributes: JobWork = (account, { corpusKeys, task }) => {
  const { corpusId, filterAttributes } = task as ReplaceAttributesTask;
  const corpus = corporaOf(account).getSame(corpusKeys[0]!, corpusId);
  corporaOf(account).replaceAttributes(corpus, filterAttributes, documentsOf(account).reindexAttributes);
  return { progress: null, isLast: true };
};

export const JOB_WORKS: Readonly<Record<JobType, JobWork>> = {
  replace_filter_attributes: replaceAttributes,
  bulk_delete_documents: bulkDelete,
  bulk_update_document_metadata: bulkUpdate,
};
