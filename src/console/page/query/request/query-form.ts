/** What the form holds: everything of a query that people choose without writing JSON. */
import type { CitationStyle } from '../../../../query/wire/query-schema.ts';

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
