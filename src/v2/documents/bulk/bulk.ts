/**
 * Deleting and changing many documents at once, always as a job (docs/behaviour/documents.md, Bulk deletion and Bulk
 * metadata updates).
 */
import type { Account } from '../../../accounts/account.ts';
import { ApiError, invalidFields, jobGoesOn } from '../../../errors.ts';
import { Answered, operation } from '../../../http/operation.ts';
import { corporaOf } from '../../corpora/corpora-repository.ts';
import type { JobRecord } from '../../jobs/job-record.ts';
import { jobRunner } from '../../jobs/job-runner.ts';
import { metadataErrors, rulesOf } from '../check-document.ts';
import * as schema from './bulk-schema.ts';
import type { BulkProgress, BulkTask, BulkUpdateTask } from './bulk-work.ts';
import { readSelection } from './selection.ts';

/** Waits for the job; when the request's time is up first, answers 504 and lets the job go on. */
async function progressOf(account: Account, job: JobRecord, signal: AbortSignal): Promise<BulkProgress> {
  try {
    return (await jobRunner(account).finished(account, job, signal)).progress as BulkProgress;
  } catch (error) {
    throw error === signal.reason && error instanceof ApiError ? jobGoesOn(job.id) : error;
  }
}

/** Of ids too: a published SDK cannot read an answer without one (docs/behaviour/documents.md, Bulk deletion). */
const cutoffOf = (now: number) => new Date(now).toISOString();

export const bulk = [
  operation(
    'bulkDeleteCorpusDocuments',
    {
      summary: 'Delete documents by id or by filter.',
      query: schema.BulkQuery,
      answer: schema.BulkDeleteDocumentsResponse,
    },
    async ({ account, path, query, signal }) => {
      const corpus = corporaOf(account).getEnabled(path.corpus_key);
      const now = account.now();
      const selection = readSelection(query, corpus.filterAttributes, now);
      const task: BulkTask = { corpusId: corpus.rowId, selection };
      const asked = { type: 'bulk_delete_documents' as const, corpusKeys: [corpus.key], task };
      const job = jobRunner(account).submit(account, asked);
      const cutoff = cutoffOf(now);
      const ofJob = { job_id: job.id, cutoff_at: cutoff, cutoff_timestamp: cutoff };
      if (query.async !== false) return new Answered(202, { type: 'async', response_type: 'async', ...ofJob });
      const { done, skipped, failed } = await progressOf(account, job, signal);
      const counts = { deleted_count: done, skipped_count: skipped, failed_count: failed };
      return { type: 'success' as const, response_type: 'success' as const, ...ofJob, ...counts };
    },
  ),

  operation(
    'bulkUpdateCorpusDocumentMetadata',
    {
      summary: 'Change the metadata of documents by id or by filter.',
      query: schema.BulkQuery,
      body: schema.BulkUpdateDocumentMetadataRequest,
      answer: schema.BulkUpdateDocumentMetadataResponse,
    },
    async ({ account, path, query, body, signal }) => {
      const corpus = corporaOf(account).getEnabled(path.corpus_key);
      const now = account.now();
      const selection = readSelection(query, corpus.filterAttributes, now);
      const { metadata, strategy = 'merge' } = body;
      const wrong = metadataErrors(metadata, rulesOf(corpus), 'document', 'body.metadata');
      if (Object.keys(wrong).length > 0) throw invalidFields(wrong);
      const task: BulkUpdateTask = { corpusId: corpus.rowId, selection, metadata, strategy };
      const asked = { type: 'bulk_update_document_metadata' as const, corpusKeys: [corpus.key], task };
      const job = jobRunner(account).submit(account, asked);
      const cutoff = cutoffOf(now);
      const ofJob = { job_id: job.id, cutoff_at: cutoff };
      if (query.async !== false) return new Answered(202, { type: 'async', ...ofJob });
      const { done, skipped, failed } = await progressOf(account, job, signal);
      const counts = { updated_count: done, skipped_count: skipped, failed_count: failed };
      return { type: 'success' as const, ...ofJob, ...counts };
    },
  ),
];
