import type { CallNote } from '../../calls/call.ts';
import type { CorpusSearchPlan, GenerationPlan, QueryPlan } from '../plan/query-plan.ts';
import type { RerankStage } from '../rerank/rerank-stage.ts';
import type { QueryRequest } from '../wire/query-schema.ts';

/** What a query was understood to be: each choice with what it was made by. */
export function planNote(
  { query, search, generation, rewriting, chat, saveHistory }: QueryPlan,
  request: QueryRequest,
): CallNote {
  return {
    kind: 'plan',
    query,
    ...(chat?.rephrasedQuery !== undefined && { rephrased_from: request.query }),
    corpora: search.corpora.map((corpus, index) => corpusOf(corpus, request.search.corpora[index]?.metadata_filter)),
    offset: search.offset,
    limit: search.limit,
    rerank: search.rerank.map(stageOf),
    ...(rewriting && { rewriting }),
    ...(generation && { generation: generationOf(generation) }),
    save_history: saveHistory,
  };
}

const corpusOf = ({ corpus, query, lexicalInterpolation, filter, dimensions }: CorpusSearchPlan, text?: string) => ({
  corpus_key: corpus.key,
  parts: corpus.partCount,
  encoder: corpus.encoderName,
  lexical_interpolation: lexicalInterpolation,
  query,
  ...(filter && { filter: { text, parsed: filter.condition, references: filter.references } }),
  ...(dimensions.length > 0 && { dimensions }),
});

export const stageOf = (stage: RerankStage) => ({
  type: stage.kind,
  ...(stage.kind === 'mmr' && { diversity_bias: stage.diversityBias }),
  ...(stage.kind === 'relevance' && { include_context: stage.includeContext }),
  ...(stage.limit !== undefined && { limit: stage.limit }),
  ...(stage.kind !== 'none' && stage.cutoff !== undefined && { cutoff: stage.cutoff }),
});

const generationOf = ({ chosen, llmName, ...plan }: GenerationPlan) => ({
  preset: chosen.preset,
  preset_by: chosen.presetBy,
  llm: llmName,
  llm_by: chosen.llmBy,
  llm_asked_for: chosen.llmAsked,
  llm_ownership: chosen.llmOwnership,
  template_from: plan.templateFrom,
  parameters: plan.parameters,
  language: plan.language,
  max_used_search_results: plan.maxUsedSearchResults,
  citations: plan.citations.style,
  stream: plan.stream,
});
