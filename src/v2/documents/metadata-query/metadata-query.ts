/** Finding documents or parts by what their metadata says (docs/behaviour/search.md, Metadata query). */
import { invalidFields } from '../../../errors.ts';
import { operation } from '../../../http/operation.ts';
import type { FilterLevel } from '../../../retrieval/filter/filter-attribute.ts';
import { readRequestFilter } from '../../../retrieval/filter/read-request-filter.ts';
import { corporaOf } from '../../corpora/corpora-repository.ts';
import { attributeTexts } from '../../corpora/search.ts';
import { matchedMetadataOf } from './matched-metadata-repository.ts';
import * as schema from './metadata-query-schema.ts';
import { type FieldTexts, rankMatches } from './rank-matches.ts';

export const metadataQuery = [
  operation(
    'queryMetadata',
    {
      summary: 'Find documents or parts by words of their metadata, typing errors forgiven.',
      body: schema.MetadataQueryRequest,
      answer: schema.MetadataQueryResponse,
    },
    ({ account, path, body }) => {
      const corpus = corporaOf(account).getEnabled(path.corpus_key);
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
          const { documentId, metadata } = matchedMetadataOf(account).get(level, owner);
          return { doc_id: documentId, score, metadata };
        }),
        total_count: matches.length,
      };
    },
  ),
];

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
