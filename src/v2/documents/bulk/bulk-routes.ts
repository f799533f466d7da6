import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { Account } from '../../../accounts/account.ts';
import { ApiError, invalidFields, jobGoesOn } from '../../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../../http/errors/error-schema.ts';
import { signalOf, TimeoutHeaders } from '../../../http/request-deadline.ts';
import type { CorpusRecord } from '../../corpora/corpus-record.ts';
import type { JobRecord, NewJob } from '../../jobs/job-record.ts';
import { type DocumentRules, metadataErrors } from '../check-document.ts';
import * as schema from './bulk-schema.ts';
import type { BulkUpdateTask } from './bulk-update.ts';
import type { BulkProgress, BulkTask } from './bulk-work.ts';
import { readSelection, type Selection } from './selection.ts';

export interface BulkRoutesDependencies {
  /** Throws 404, or 400 when the corpus is disabled. */
  requireWritableCorpus(account: Account, key: string): CorpusRecord;
  rulesOf(corpus: CorpusRecord): DocumentRules;
  submitJob(account: Account, job: NewJob): JobRecord;
  /** The job when it is done; rejects with the signal's reason while it goes on. */
  finishedJob(account: Account, job: JobRecord, signal: AbortSignal): Promise<JobRecord>;
  now(): number;
}

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['Documents'],
  headers: TimeoutHeaders,
  params: Type.Object({ corpus_key: Type.String() }),
  querystring: schema.BulkQuery,
});

const errors = { 400: BadRequestErrorSchema, 403: ErrorSchema, 404: NotFoundErrorSchema, 504: ErrorSchema };

/** Deleting and changing many documents at once, always as a job (reference corpora §3.12, §3.13). */
export const bulkRoutes: FastifyPluginAsyncTypebox<BulkRoutesDependencies> = async (app, dependencies) => {
  const { requireWritableCorpus, rulesOf, submitJob, finishedJob, now } = dependencies;

  app.delete(
    '/v2/corpora/:corpus_key/documents',
    {
      schema: {
        ...operation('bulkDeleteCorpusDocuments', 'Delete documents by id or by filter.'),
        response: { 200: schema.BulkDeleteDocumentsResponse, 202: schema.BulkDeleteDocumentsResponse, ...errors },
      },
    },
    async (request, reply) => {
      const { account, params, query } = request;
      const corpus = requireWritableCorpus(account, params.corpus_key);
      const selection = readSelection(query, corpus.filterAttributes, now());
      const task: BulkTask = { corpusId: corpus.rowId, selection };
      const job = submitJob(account, { type: 'bulk_delete_documents', corpusKeys: [corpus.key], task });
      const cutoff = cutoffOf(selection);
      const ofJob = {
        job_id: job.id,
        ...(cutoff === undefined ? {} : { cutoff_at: cutoff, cutoff_timestamp: cutoff }),
      };
      if (query.async !== false) return reply.code(202).send({ type: 'async', response_type: 'async', ...ofJob });
      const { done, skipped, failed } = await progressOf(job, request, reply);
      const counts = { deleted_count: done, skipped_count: skipped, failed_count: failed };
      return { type: 'success' as const, response_type: 'success' as const, ...ofJob, ...counts };
    },
  );

  app.patch(
    '/v2/corpora/:corpus_key/documents',
    {
      schema: {
        ...operation('bulkUpdateCorpusDocumentMetadata', 'Change the metadata of documents by id or by filter.'),
        body: schema.BulkUpdateDocumentMetadataRequest,
        response: {
          200: schema.BulkUpdateDocumentMetadataResponse,
          202: schema.BulkUpdateDocumentMetadataResponse,
          ...errors,
        },
      },
    },
    async (request, reply) => {
      const { account, params, query, body } = request;
      const corpus = requireWritableCorpus(account, params.corpus_key);
      const selection = readSelection(query, corpus.filterAttributes, now());
      const { metadata, strategy = 'merge' } = body;
      const wrong = metadataErrors(metadata, rulesOf(corpus), 'document', 'body.metadata');
      if (Object.keys(wrong).length > 0) throw invalidFields(wrong);
      const task: BulkUpdateTask = { corpusId: corpus.rowId, selection, metadata, strategy };
      const job = submitJob(account, { type: 'bulk_update_document_metadata', corpusKeys: [corpus.key], task });
      const cutoff = cutoffOf(selection);
      const ofJob = { job_id: job.id, ...(cutoff === undefined ? {} : { cutoff_at: cutoff }) };
      if (query.async !== false) return reply.code(202).send({ type: 'async', ...ofJob });
      const { done, skipped, failed } = await progressOf(job, request, reply);
      const counts = { updated_count: done, skipped_count: skipped, failed_count: failed };
      return { type: 'success' as const, ...ofJob, ...counts };
    },
  );

  /** Waits for the job; when the request's time is up first, answers 504 and lets the job go on. */
  async function progressOf(job: JobRecord, request: FastifyRequest, reply: FastifyReply): Promise<BulkProgress> {
    const signal = signalOf(request, reply);
    try {
      return (await finishedJob(request.account, job, signal)).progress as BulkProgress;
    } catch (error) {
      throw error === signal.reason && error instanceof ApiError ? jobGoesOn(job.id) : error;
    }
  }
};

const cutoffOf = (selection: Selection) =>
  selection.by === 'filter' ? new Date(selection.cutoff).toISOString() : undefined;
