import type { Account } from '../accounts/account.ts';
import type { LanguageModel, ModelParameters } from '../upstream/language-model.ts';
import type { Template } from '../velocity/velocity.ts';
import type { CitationStyle } from './query-schema.ts';

/** A query with every lookup done and every default filled in: nothing in it can be refused any more. */
export interface QueryPlan {
  account: Account;
  query: string;
  search: SearchPlan;
  generation: GenerationPlan | undefined;
}

export interface SearchPlan {
  corpora: { key: string; rowId: number; query: string }[];
  offset: number;
  limit: number;
}

export interface GenerationPlan {
  llmName: string;
  /** Whether the upstream is asked to stream: exactly when the caller is streamed to. */
  stream: boolean;
  model: LanguageModel;
  template: Template;
  /** A template of the request fails as the caller's mistake, one of a preset as ours. */
  templateFrom: 'request' | 'preset';
  /** Mockingbird refuses messages that do not alternate (reference §4.1). */
  strictRoles: boolean;
  maxUsedSearchResults: number;
  maxResponseCharacters: number | undefined;
  parameters: ModelParameters;
  /** ISO 639-3, resolved. */
  language: string;
  citationStyle: CitationStyle;
}
