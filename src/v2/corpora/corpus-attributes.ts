/**
 * Filter attributes of corpora, what values they have, and sizes (docs/behaviour/corpora.md, Replacing filter
 * attributes and Size).
 */
import { operation } from '../../http/operation.ts';
import { readRequestFilter } from '../../retrieval/filter/read-request-filter.ts';
import { jobRunner } from '../jobs/job-runner.ts';
import { chooseAttributes, qualifiedName } from './choose-attributes.ts';
import { corporaOf } from './corpora-repository.ts';
import * as schema from './corpus-attributes-schema.ts';
import type { ReplaceAttributesTask } from './corpus-record.ts';
import { toFilterAttributes } from './new-corpus.ts';
import { attributeStatistics } from './search.ts';

export const corpusAttributes = [
  operation(
    'replaceFilterAttributes',
    {
      summary: 'Replace all filter attributes; in force once the job is completed.',
      body: schema.ReplaceFilterAttributesRequest,
      answer: schema.ReplaceFilterAttributesResponse,
    },
    ({ account, path, body }) => {
      const corpus = corporaOf(account).get(path.corpus_key);
      const filterAttributes = toFilterAttributes(body.filter_attributes);
      const task: ReplaceAttributesTask = { corpusId: corpus.rowId, filterAttributes };
      const job = { type: 'replace_filter_attributes' as const, corpusKeys: [corpus.key], task };
      return { job_id: jobRunner(account).submit(account, job).id };
    },
  ),

  operation(
    'computeCorpusSize',
    { summary: 'Count documents, parts and characters.', answer: schema.ComputeCorpusSizeResponse },
    ({ account, path }) => {
      const { documentCount, partCount, characters, metadataCharacters } = corporaOf(account).get(path.corpus_key);
      return {
        used_docs: documentCount,
        used_parts: partCount,
        used_characters: characters,
        used_metadata_characters: metadataCharacters,
      };
    },
  ),

  operation(
    'getFilterAttributeStats',
    {
      summary: 'Get the values of filter attributes and how often they occur.',
      query: schema.FilterAttributeStatsQuery,
      answer: schema.FilterAttributeStatsResponse,
    },
    ({ account, path, query: { fields, metadata_filter, max_values = 100 } }) => {
      const corpus = corporaOf(account).get(path.corpus_key);
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
  ),
];
