import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Account, PerAccount } from '../../../accounts/account.ts';
import { invalidFields } from '../../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../../http/errors/error-schema.ts';
import { TimeoutHeaders } from '../../../http/request-deadline.ts';
import type { CheckedFilter } from '../../../retrieval/filter/compile-filter.ts';
import type { FilterLevel } from '../../../retrieval/filter/filter-attribute.ts';
import { readRequestFilter } from '../../../retrieval/filter/read-request-filter.ts';
import type { CorpusRecord } from '../../corpora/corpus-record.ts';
import type { MatchedMetadataRepository } from './matched-metadata-repository.ts';
import * as schema from './metadata-query-schema.ts';
import { type FieldTexts, rankMatches } from './rank-matches.ts';

export interface MetadataQueryDependencies {
  /** Throws 404, or 400 when the corpus is disabled. */
  requireEnabledCorpus(account: Account, key: string): CorpusRecord;
  /** The values of an attribute with the ordinals of their owners, of those the filter keeps; undefined for an unknown name. */
  attributeTexts(
    account: Account,
    corpus: CorpusRecord,
    attribute: { level: FilterLevel; name: string },
    filter: CheckedFilter | undefined,
  ): FieldTexts['texts'] | undefined;
  matchedMetadata: PerAccount<MatchedMetadataRepository>;
}

/** Finding documents or parts by what their metadata says (reference corpora §10). */
export const metadataQueryRoutes: FastifyPluginAsyncTypebox<MetadataQueryDependencies> = async (
  app,
  { requireEnabledCorpus, attributeTexts, matchedMetadata },
) => {
  app.post(
    '/v2/corpora/:corpus_key/metadata_query',
    {
      schema: {
        operationId: 'queryMetadata',
        summary: 'Find documents or parts by words of their metadata, typing errors forgiven.',
        tags: ['Metadata Query'],
        headers: TimeoutHeaders,
        params: Type.Object({ corpus_key: Type.String() }),
        body: schema.MetadataQueryRequest,
        response: {
          200: schema.MetadataQueryResponse,
          400: BadRequestErrorSchema,
          403: ErrorSchema,
          404: NotFoundErrorSchema,
        },
      },
    },
    async ({ account, params, body }) => {
      const corpus = requireEnabledCorpus(account, params.corpus_key);
      const { queries, metadata_filter, level = 'document', limit = 10, offset = 0 } = body;
      const scope = { attributes: corpus.filterAttributes, level };
      const filter = readRequestFilter(metadata_filter, scope, 'body.metadata_filter');
      const fields = queries.map((query) => ({
        query,
        texts: attributeTexts(account, corpus, { level, name: query.field }, filter),
      }));
      refuseUnknown(fields, level);
      const matches = rankMatches(fields);
      return {
        documents: matches.slice(offset, offset + limit).map(({ owner, score }) => {
          const { documentId, metadata } = matchedMetadata(account).get(level, owner);
          return { doc_id: documentId, score, metadata };
        }),
        total_count: matches.length,
      };
    },
  );
};

function refuseUnknown(
  fields: readonly { query: schema.FieldQuery; texts: FieldTexts['texts'] | undefined }[],
  level: FilterLevel,
): asserts fields is readonly FieldTexts[] {
  const unknown = fields.flatMap(({ query, texts }, index) => (texts ? [] : [[index, query.field] as const]));
  if (unknown.length === 0) return;
  throw invalidFields(
    Object.fromEntries(
      unknown.map(([index, field]) => [
        `body.queries[${index}].field`,
        `"${field}" is not a filter attribute of level ${level}.`,
      ]),
    ),
  );
}
