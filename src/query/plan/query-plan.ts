import type { Account } from '../../accounts/account.ts';
import type { CheckedFilter } from '../../retrieval/filter/compile-filter.ts';
import type { QuerySyntax } from '../../retrieval/lexical/query-syntax.ts';
import type { ContextConfiguration } from '../../retrieval/search/found-part.ts';
import type { LanguageModel, ModelParameters } from '../../upstream/language-model.ts';
import type { CorpusRecord } from '../../v2/corpora/corpus-record.ts';
import type { Template } from '../../velocity/velocity.ts';
import type { CitationOptions } from '../citations/citation-source.ts';
import type { RolesOfLlm } from '../prompt/render-prompt.ts';
import type { RerankStage } from '../rerank.ts';
import type { QueryRewriting } from '../rewriting/extract-filter.ts';

/** A query with every lookup done and every default filled in: nothing in it can be refused any more. */
export interface QueryPlan {
  account: Account;
  query: string;
  search: SearchPlan;
  generation: GenerationPlan | undefined;
  /** What intelligent rewriting made of the query, corpus by corpus; undefined when it was not asked for. */
  rewriting: QueryRewriting[] | undefined;
  /** Set for a turn of a chat. */
  chat: ChatPlan | undefined;
  /** Whether the query is kept in the history. */
  saveHistory: boolean;
}

export interface ChatPlan {
  /** Undefined for a turn that is not stored. */
  ids: { chatId: string; turnId: string } | undefined;
  /** Undefined on a first turn; on later ones what is searched with, the query itself where nothing had to change. */
  rephrasedQuery: string | undefined;
}

export interface SearchPlan {
  corpora: CorpusSearchPlan[];
  offset: number;
  limit: number;
  context: ContextConfiguration;
  /** Only the best part of each document. */
  bestPerDocument: boolean;
  rerank: RerankStage[];
}

export interface CorpusSearchPlan {
  corpus: CorpusRecord;
  query: QuerySyntax;
  /** λ, 0…1. */
  lexicalInterpolation: number;
  filter: CheckedFilter | undefined;
  /** In the order the corpus declares them. */
  dimensions: { weight: number; indexingDefault: number }[];
}

export interface GenerationPlan extends RolesOfLlm {
  llmName: string;
  chosen: GenerationChoices;
  /** Whether the upstream is asked to stream: exactly when the caller is streamed to. */
  stream: boolean;
  model: LanguageModel;
  template: Template;
  /** A template of the request fails as the caller's mistake, one of a preset as ours. */
  templateFrom: 'request' | 'preset';
  maxUsedSearchResults: number;
  maxResponseCharacters: number | undefined;
  parameters: ModelParameters;
  /** ISO 639-3, resolved. */
  language: string;
  citations: Omit<CitationOptions, 'results'>;
  /** Whether a factual consistency score is wanted. */
  scoreConsistency: boolean;
}

/** Why this preset and this LLM: for whoever looks at what happened. */
export interface GenerationChoices {
  preset: string;
  presetBy: 'generation_preset_name' | 'prompt_name' | 'default of the LLM' | 'default';
  llmBy: 'llm_name' | 'preset';
  /** As it was written in the request or the preset. */
  llmAsked: string;
  llmOwnership: 'platform' | 'customer';
  /** The template's text. */
  template: string;
}
