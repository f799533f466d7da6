/** What the journal is told of a query: what it was understood to be, what was found, how rerankers changed the order. */
import type { FoundPart } from '../retrieval/search/found-part.ts';
import type { PlanNote, PlannedCorpus, RerankNote, SearchNote } from './note-types.ts';
import type { CorpusSearchPlan, GenerationPlan, QueryPlan, SearchPlan } from './plan/query-plan.ts';
import type { QueryRequest } from './query-schema.ts';
import type { RerankStage } from './rerank.ts';

/** What a query was understood to be: each choice with what it was made by. */
export function planNote(
  { query, search, generation, rewriting, chat, saveHistory }: QueryPlan,
  request: QueryRequest,
): PlanNote {
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

const corpusOf = (
  { corpus, query, lexicalInterpolation, filter, dimensions }: CorpusSearchPlan,
  text?: string,
): PlannedCorpus => ({
  corpus_key: corpus.key,
  parts: corpus.partCount,
  encoder: corpus.encoderName,
  lexical_interpolation: lexicalInterpolation,
  query,
  ...(filter && { filter: { text, parsed: filter.condition, references: filter.references } }),
  ...(dimensions.length > 0 && { dimensions }),
});

const stageOf = (stage: RerankStage) => ({
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

/** How many parts a note shows, and how much of each, in characters. */
const MOST_PARTS = 200;
const EXCERPT = 200;

export function searchNote(
  found: readonly FoundPart[],
  { corpora }: SearchPlan,
  ms: number,
  pending: Readonly<Record<string, number>>,
): SearchNote {
  const shown = found.length > MOST_PARTS ? found.slice(0, MOST_PARTS) : found;
  return {
    kind: 'search',
    ms,
    found: found.length,
    ...(Object.keys(pending).length > 0 && { pending_documents: pending }),
    corpus_key: shown.map((part) => part.corpusKey),
    document_id: shown.map((part) => part.documentId),
    part: shown.map((part) => part.ordinal),
    text: shown.map((part) => excerpt(part.bareText)),
    score: shown.map((part) => part.score),
    semantic: shown.map((part) => part.semantic),
    lexical: shown.map((part) => part.lexical),
    lexical_interpolation: shown.map((part) => corpora[part.corpusIndex]?.lexicalInterpolation ?? 0),
  };
}

const excerpt = (text: string) => (text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text);

export function rerankNote(
  step: number,
  stage: RerankStage,
  before: readonly FoundPart[],
  after: readonly FoundPart[],
  ms: number,
): RerankNote {
  const places = new Map(before.map((part, index) => [part.ordinal, index]));
  const order = after.map(({ ordinal }) => places.get(ordinal)!);
  for (const { ordinal } of after) places.delete(ordinal);
  order.push(...places.values());
  const shown = order.slice(0, MOST_PARTS);
  const { type, ...settings } = stageOf(stage);
  return {
    kind: 'rerank',
    step,
    type,
    settings,
    ms,
    given: before.length,
    kept: after.length,
    corpus_key: shown.map((place) => before[place]!.corpusKey),
    document_id: shown.map((place) => before[place]!.documentId),
    part: shown.map((place) => before[place]!.ordinal),
    rank_before: shown.map((place) => place + 1),
    score_before: shown.map((place) => before[place]!.score),
    score_after: after.slice(0, MOST_PARTS).map((part) => part.score),
  };
}
