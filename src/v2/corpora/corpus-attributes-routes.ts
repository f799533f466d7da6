import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Account } from '../../accounts/account.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/errors/error-schema.ts';
import { TimeoutHeaders } from '../../http/request-deadline.ts';
import type { AttributeStatistics } from '../../retrieval/attribute-queries/attribute-statistics.ts';
import type { CheckedFilter } from '../../retrieval/filter/compile-filter.ts';
import type { FilterAttribute } from '../../retrieval/filter/filter-attribute.ts';
import { readRequestFilter } from '../../retrieval/filter/read-request-filter.ts';
import type { JobRecord, NewJob } from '../jobs/job-record.ts';
import { chooseAttributes, qualifiedName } from './choose-attributes.ts';
import { CorpusParams } from './corpora-schema.ts';
import * as schema from './corpus-attributes-schema.ts';
import type { CorpusRecord } from './corpus-record.ts';
import { toFilterAttributes } from './new-corpus.ts';
import type { ReplaceAttributesTask } from './replace-attributes-job.ts';

export interface CorpusAttributesDependencies {
  /** Throws 404. */
  requireCorpus(account: Account, key: string): CorpusRecord;
  submitJob(account: Account, job: NewJob): JobRecord;
  attributeStatistics(
    account: Account,
    corpus: CorpusRecord,
    attribute: FilterAttribute,
    filter: CheckedFilter | undefined,
    limit: number,
  ): AttributeStatistics;
}

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['Corpora'],
  headers: TimeoutHeaders,
  params: CorpusParams,
});

const notFoundResponses = { 403: ErrorSchema, 404: NotFoundErrorSchema };

export const corpusAttributesRoutes: FastifyPluginAsyncTypebox<CorpusAttributesDependencies> = async (
  app,
  { requireCorpus, submitJob, attributeStatistics },
) => {
  app.post(
    '/v2/corpora/:corpus_key/replace_filter_attributes',
    {
      schema: {
        ...operation('replaceFilterAttributes', 'Replace all filter attributes; in force once the job is completed.'),
        body: schema.ReplaceFilterAttributesRequest,
        response: { 200: schema.ReplaceFilterAttributesResponse, 400: BadRequestErrorSchema, ...notFoundResponses },
      },
    },
    async ({ account, params, body }) => {
      const corpus = requireCorpus(account, params.corpus_key);
      const filterAttributes = toFilterAttributes(body.filter_attributes);
      const task: ReplaceAttributesTask = { corpusId: corpus.rowId, filterAttributes };
      return { job_id: submitJob(account, { type: 'replace_filter_attributes', corpusKeys: [corpus.key], task }).id };
    },
  );

  app.post(
    '/v2/corpora/:corpus_key/compute_size',
    {
      schema: {
        ...operation('computeCorpusSize', 'Count documents, parts and characters.'),
        response: { 200: schema.ComputeCorpusSizeResponse, ...notFoundResponses },
      },
    },
    async ({ account, params }) => {
      const corpus = requireCorpus(account, params.corpus_key);
      return {
        used_docs: corpus.documentCount,
        used_parts: corpus.partCount,
        used_characters: corpus.characters,
        used_metadata_characters: corpus.metadataCharacters,
      };
    },
  );

  app.get(
    '/v2/corpora/:corpus_key/filter_attribute_stats',
    {
      schema: {
        ...operation('getFilterAttributeStats', 'Get the values of filter attributes and how often they occur.'),
        querystring: schema.FilterAttributeStatsQuery,
        response: { 200: schema.FilterAttributeStatsResponse, 400: BadRequestErrorSchema, ...notFoundResponses },
      },
    },
    async ({ account, params, query }) => {
      const corpus = requireCorpus(account, params.corpus_key);
      const { fields, metadata_filter, max_values = 100 } = query;
      const chosen = chooseAttributes(fields, corpus.filterAttributes);
      const scope = { attributes: corpus.filterAttributes, level: 'part' as const };
      const filter = readRequestFilter(metadata_filter, scope, 'query.metadata_filter');
      const stats = chosen.map((attribute): schema.FilterAttributeStat => {
        const { values, stats } = attributeStatistics(account, corpus, attribute, filter, max_values);
        const { type, description = '' } = attribute;
        return { name: qualifiedName(attribute), type, description, values, ...(stats ? { stats } : {}) };
      });
      return { filter_attribute_stats: stats };
    },
  );
};
