/** What the form holds: everything of a query that people choose without writing JSON. */

import type { CitationStyle, GenerationParameters, QueryRequest, RerankerRequest } from '../api/types.ts';
import { isObject } from '../parts/format.ts';

export type RerankKind = 'none' | 'customer_reranker' | 'mmr' | 'userfn';

export interface RerankStep {
  kind: RerankKind;
  /** Of a reranker of the list. */
  name: string;
  diversity: number;
  code: string;
  limit: number | undefined;
  cutoff: number | undefined;
}

/** What the two sides of a comparison can differ in. */
export interface Variant {
  /** Empty: the default. */
  preset: string;
  /** Empty: that of the preset. */
  llm: string;
  lambda: number;
  /** None: the default reranker; several: a chain. */
  rerank: RerankStep[];
}

export type Side = 'a' | 'b';

export interface QueryForm {
  corpora: string[];
  query: string;
  filter: string;
  limit: number;
  offset: number;
  answers: boolean;
  style: CitationStyle;
  urlPattern: string;
  textPattern: string;
  maxUsed: number | undefined;
  language: string;
  scoresConsistency: boolean;
  streams: boolean;
  /** Undefined: as the corpora are set. */
  savesHistory: boolean | undefined;
  compares: boolean;
  a: Variant;
  b: Variant;
}

const VARIANT: Variant = { preset: '', llm: '', lambda: 0, rerank: [] };

export const FIRST_FORM: QueryForm = {
  corpora: [],
  query: '',
  filter: '',
  limit: 10,
  offset: 0,
  answers: true,
  style: 'numeric',
  urlPattern: '',
  textPattern: '',
  maxUsed: undefined,
  language: 'auto',
  scoresConsistency: true,
  streams: true,
  savesHistory: undefined,
  compares: false,
  a: VARIANT,
  b: VARIANT,
};

export const rerankStep = (kind: RerankKind, name = ''): RerankStep => ({
  kind,
  name,
  diversity: 0.3,
  code: kind === 'userfn' ? "get('$.score')" : '',
  limit: undefined,
  cutoff: undefined,
});

/** Whether citations have patterns. */
export const isLinked = (style: CitationStyle): boolean => style === 'html' || style === 'markdown';

// The request that a form stands for. What is left at its default is named where people look for it, and else left out.

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

// The form that comes nearest to a request, whatever somebody wrote into it.

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

const object = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

/** JSON values compared and changed. */
type Fields = Record<string, unknown>;

/** The order of fields does not matter. */
export function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, index) => isSame(value, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return one === other;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
  );
}

/** `value` with the change that leads from `before` to `after`; what that does not touch stays as it is. */
export function withChange(value: unknown, before: unknown, after: unknown): unknown {
  if (isSame(before, after)) return value;
  if (isObject(before) && isObject(after) && isObject(value)) {
    const changed: Fields = { ...value };
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      if (isSame(before[name], after[name])) continue;
      if (after[name] === undefined) delete changed[name];
      else changed[name] = withChange(value[name], before[name], after[name]);
    }
    return changed;
  }
  if (Array.isArray(before) && Array.isArray(after) && Array.isArray(value)) {
    return after.map((item, index) =>
      index < before.length && index < value.length ? withChange(value[index], before[index], item) : item,
    );
  }
  return after;
}
