/** The form that comes nearest to a request, whatever somebody wrote into it. */
import type { CitationStyle } from '../../../../query/wire/query-schema.ts';
import { FIRST_FORM, type QueryForm, type RerankKind, type RerankStep, rerankStep, type Side } from './query-form.ts';

/** `form` keeps what a request does not say: the other side of a comparison, patterns of a style that has none. */
export function fromRequest(request: unknown, form: QueryForm, side: Side = 'a'): QueryForm {
  const { query, search, generation, save_history, stream_response } = object(request);
  const { corpora, limit, offset, reranker } = object(search);
  const entries = list(corpora).map(object);
  const answer = object(generation);
  const { style, url_pattern, text_pattern } = object(answer.citations);
  const variant = {
    preset: text(answer.generation_preset_name),
    llm: text(object(answer.model_parameters).llm_name),
    lambda: number(entries[0]?.lexical_interpolation) ?? 0,
    rerank: toSteps(reranker),
  };
  return {
    ...form,
    query: text(query),
    corpora: entries.map(({ corpus_key }) => text(corpus_key)).filter((key) => key !== ''),
    filter: text(entries[0]?.metadata_filter),
    limit: number(limit) ?? FIRST_FORM.limit,
    offset: number(offset) ?? 0,
    answers: generation !== undefined && answer.enabled !== false,
    ...(generation !== undefined && {
      style: STYLES.find((one) => one === style) ?? FIRST_FORM.style,
      ...(url_pattern !== undefined && { urlPattern: text(url_pattern) }),
      ...(text_pattern !== undefined && { textPattern: text(text_pattern) }),
      maxUsed: number(answer.max_used_search_results),
      language: text(answer.response_language) || FIRST_FORM.language,
      scoresConsistency: answer.enable_factual_consistency_score !== false,
    }),
    streams: stream_response === true,
    savesHistory: typeof save_history === 'boolean' ? save_history : undefined,
    [side]: generation === undefined ? { ...form[side], lambda: variant.lambda, rerank: variant.rerank } : variant,
  };
}

const STYLES: readonly CitationStyle[] = ['none', 'numeric', 'html', 'markdown'];
const KINDS: readonly RerankKind[] = ['none', 'customer_reranker', 'mmr', 'userfn'];

function toSteps(reranker: unknown): RerankStep[] {
  const { type, rerankers } = object(reranker);
  return (type === 'chain' ? list(rerankers) : [reranker]).map(object).flatMap((one) => {
    const kind = KINDS.find((known) => known === one.type);
    if (!kind) return [];
    const step = rerankStep(kind, text(one.reranker_name));
    return {
      ...step,
      diversity: number(one.diversity_bias) ?? step.diversity,
      code: text(one.user_function),
      limit: number(one.limit),
      cutoff: number(one.cutoff),
    };
  });
}

const object = (value: unknown): Record<string, unknown> =>
  value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
