/** What is told of a query while it runs, kind by kind. The journal shows it, so this is what clients see, too. */
import type { TypedFilter } from '../retrieval/filter/parse/filter-nodes.ts';
import type { QuerySyntax } from '../retrieval/lexical/query-syntax.ts';
import type { QueryRewriting } from './rewriting/extract-filter.ts';

export interface PlanNote {
  kind: 'plan';
  query: string;
  /** What the client asked, where it was rephrased. */
  rephrased_from?: string;
  corpora: PlannedCorpus[];
  offset: number;
  limit: number;
  rerank: PlannedStage[];
  rewriting?: readonly QueryRewriting[];
  generation?: PlannedGeneration;
  save_history: boolean;
}

export interface PlannedCorpus {
  corpus_key: string;
  parts: number;
  encoder: string;
  lexical_interpolation: number;
  query: QuerySyntax;
  filter?: { text: string | undefined; parsed: TypedFilter; references: readonly object[] };
  dimensions?: readonly { weight: number; indexingDefault: number }[];
}

export interface PlannedStage {
  type: string;
  diversity_bias?: number;
  include_context?: boolean;
  limit?: number;
  cutoff?: number;
}

export interface PlannedGeneration {
  preset: string;
  preset_by: string;
  llm: string;
  llm_by: string;
  llm_asked_for: string;
  llm_ownership: string;
  template_from: string;
  parameters: object;
  language: string;
  max_used_search_results: number;
  citations: string;
  stream: boolean;
}

/** Each list has an element for each part, the best part first. */
export interface SearchNote {
  kind: 'search';
  ms: number;
  found: number;
  /** By the key of the corpus, how many documents are not searchable yet, if any. */
  pending_documents?: Readonly<Record<string, number>>;
  corpus_key: string[];
  document_id: string[];
  part: number[];
  text: string[];
  score: number[];
  /** Cosine. */
  semantic: number[];
  /** BM25. */
  lexical: number[];
  /** λ of the corpus. */
  lexical_interpolation: number[];
}

/** Each list has an element for each part: first those it `kept`, best first, then those it took out. */
export interface RerankNote {
  kind: 'rerank';
  step: number;
  type: string;
  settings: Omit<PlannedStage, 'type'>;
  ms: number;
  given: number;
  kept: number;
  corpus_key: string[];
  document_id: string[];
  part: number[];
  /** From 1. */
  rank_before: number[];
  score_before: number[];
  /** Only of those it kept. */
  score_after: number[];
}

export interface PromptNote {
  kind: 'prompt';
  stage: 'render';
  ms: number;
  template: string;
  /** Whose template it is. */
  template_from: string;
  used: { corpus_key: string; document_id: string; score: number }[];
  rendered: string;
}

/** Without a score there is a warning that says why. */
export interface ConsistencyNote {
  kind: 'consistency';
  ms: number;
  score?: number;
  warning?: string;
}

export type QueryNote = PlanNote | SearchNote | RerankNote | PromptNote | ConsistencyNote;
