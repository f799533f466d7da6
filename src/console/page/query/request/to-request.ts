/** The request that a form stands for. What is left at its default is named where people look for it, and else left out. */
import type { RerankerRequest } from '../../../../query/rerank/rerank-schema.ts';
import type { GenerationParameters, QueryRequest } from '../../../../query/wire/query-schema.ts';
import { isLinked, type QueryForm, type RerankStep, type Side, type Variant } from './query-form.ts';

export function toRequest(form: QueryForm, side: Side = 'a'): QueryRequest {
  const variant = form[side];
  const reranker = toReranker(variant.rerank);
  return {
    query: form.query,
    search: {
      corpora: form.corpora.map((corpus_key) => ({
        corpus_key,
        ...(form.filter.trim() !== '' && { metadata_filter: form.filter }),
        lexical_interpolation: variant.lambda,
      })),
      limit: form.limit,
      ...(form.offset > 0 && { offset: form.offset }),
      ...(reranker && { reranker }),
    },
    ...(form.answers && { generation: toGeneration(form, variant) }),
    ...(form.savesHistory !== undefined && { save_history: form.savesHistory }),
    stream_response: form.streams,
  };
}

function toGeneration(form: QueryForm, { preset, llm }: Variant): GenerationParameters {
  const { style, urlPattern, textPattern } = form;
  return {
    ...(preset && { generation_preset_name: preset }),
    ...(llm && { model_parameters: { llm_name: llm } }),
    ...(form.maxUsed !== undefined && { max_used_search_results: form.maxUsed }),
    response_language: form.language,
    citations: {
      style,
      ...(isLinked(style) && urlPattern && { url_pattern: urlPattern }),
      ...(isLinked(style) && textPattern && { text_pattern: textPattern }),
    },
    enable_factual_consistency_score: form.scoresConsistency,
  };
}

function toReranker(steps: readonly RerankStep[]): RerankerRequest | undefined {
  const [first, ...more] = steps.map(toStep);
  return first && more.length > 0 ? { type: 'chain', rerankers: [first, ...more] } : first;
}

function toStep({ kind, name, diversity, code, limit, cutoff }: RerankStep): RerankerRequest {
  return {
    type: kind,
    ...(kind === 'customer_reranker' && { reranker_name: name }),
    ...(kind === 'mmr' && { diversity_bias: diversity }),
    ...(kind === 'userfn' && { user_function: code }),
    ...(limit !== undefined && { limit }),
    ...(kind !== 'none' && cutoff !== undefined && { cutoff }),
  };
}
