import type { Account } from '../accounts/account.ts';
import type { Call } from '../calls/call.ts';
import type { FilterAttribute } from '../retrieval/filter/filter-attribute.ts';
import type { FoundPart } from '../retrieval/search/found-part.ts';
import type { LanguageModel } from '../upstream/language-model.ts';
import type { Template } from '../velocity/velocity.ts';
import type { HistoryEntry } from './history/history-entry.ts';
import type { SearchPlan } from './plan/query-plan.ts';
import type { FindReranker } from './rerank/plan-rerank.ts';
import type { RerankSources } from './rerank/rerank.ts';
import type { AttributeValues } from './rewriting/extract-filter.ts';

/** As much of a corpus as a query needs. */
export interface QueryCorpus {
  rowId: number;
  key: string;
  enabled: boolean;
  saveHistory: boolean;
  partCount: number;
  encoderName: string;
  vectorDimensions: number | undefined;
  filterAttributes: readonly FilterAttribute[];
  customDimensions: readonly { name: string; indexing_default: number; querying_default: number }[];
}

/** As much of a registered LLM as a query needs. */
export interface QueryLlm {
  id: string;
  name: string;
  enabled: boolean;
  ownership: 'platform' | 'customer';
}

/** As much of a generation preset as a query needs. */
export interface QueryPreset {
  name: string;
  llm_name: string;
  prompt_template: string;
  enabled: boolean;
  default: boolean;
  max_used_search_results?: number;
  max_tokens?: number;
  temperature?: number;
  frequency_penalty?: number;
  presence_penalty?: number;
  additional_model_params?: Record<string, unknown>;
}

export type FoundLlm = { found: QueryLlm } | { ambiguous: { name: string }[] } | undefined;

/** What a query needs from outside; app.ts supplies it. */
export interface QueryDependencies {
  /** Throws 404 when there is none of that key. */
  requireCorpus(account: Account, key: string): QueryCorpus;
  findGenerationPreset(account: Account, name: string): QueryPreset | undefined;
  /** The customer's first, then the platform's. */
  listGenerationPresets(account: Account): QueryPreset[];
  findLlm(account: Account, name: string): FoundLlm;
  /** `preset` is the name of the generation preset that led to this LLM. */
  openModel(account: Account, llm: QueryLlm, preset?: string): LanguageModel;
  /** Parses a template, or finds it parsed; throws TemplateError. */
  parseTemplate(text: string): Template;
  /** ISO 639-3 code of the language a text is written in. */
  detectLanguage(text: string): Promise<string>;
  findReranker: FindReranker;
  rerankSources(account: Account, signal: AbortSignal): RerankSources;
  /** The values stored for the text and integer attributes of a corpus, most frequent first. */
  listAttributeValues(account: Account, corpus: QueryCorpus): AttributeValues[];
  saveHistory(account: Account, entry: HistoryEntry): void;
  /** Whom to tell what happens inside the query that is answered just now; undefined when nobody listens. */
  listener?(): Call['note'];
  /** Told how long each stage of a query took. */
  observeStage(stage: string, milliseconds: number): void;
  /** Milliseconds since 1970. */
  now(): number;
  /** By the key of the corpus, how many of its documents cannot be found yet; corpora without any are left out. */
  pendingDocuments(account: Account, corpora: readonly QueryCorpus[]): Record<string, number>;
  /** The best parts, those before the page's offset included. */
  searchCorpora(account: Account, search: SearchPlan, signal: AbortSignal): Promise<FoundPart[]>;
}
