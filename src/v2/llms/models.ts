import { type Account, seam } from '../../accounts/account.ts';
import type { LanguageModel, ModelParameters, ModelRequest } from '../../upstream/language-model.ts';
import type { RelayedChatCompletion } from '../../upstream/relay-chat-completion.ts';
import type { UpstreamSettings } from '../../upstream/upstream-settings.ts';
import type { LlmRecord } from './llm-record.ts';

/** What answers for LLMs: built-in or at a provider, with what stands before it (src/models.ts has the list). */
export interface Models {
  /** `preset` is the name of the generation preset that led to the LLM. */
  open(account: Account, llm: Pick<LlmRecord, 'id' | 'name'>, preset?: string): LanguageModel;
  /** The model to ask instead of the upstream of an LLM that is relayed; undefined when there is none. */
  openScripted(account: Account, llm: LlmRecord, request: () => ModelRequest): LanguageModel | undefined;
  /** Calls the LLM once with a short message; throws UpstreamError (docs/behaviour/llms.md, Connection test). */
  testConnection(settings: UpstreamSettings, parameters: ModelParameters, signal: AbortSignal): Promise<void>;
  relay(
    account: Account,
    llm: LlmRecord,
    body: Record<string, unknown>,
    signal: AbortSignal,
  ): Promise<RelayedChatCompletion>;
}

export const models = seam<Models>('language models');

export const openModel = (account: Account, llm: Pick<LlmRecord, 'id' | 'name'>, preset?: string): LanguageModel =>
  models(account).open(account, llm, preset);
