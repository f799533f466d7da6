/** Which language model answers for an LLM: the built-in one for the platform's, an adapter for the customer's. */
import type { Account, PerAccount } from './accounts/account.ts';
import { type LlmRecord, toUpstreamSettings } from './resources/llms/llm-record.ts';
import type { LlmsRepository } from './resources/llms/llms-repository.ts';
import { createTokenStore } from './upstream/auth/token-store.ts';
import { createLanguageModel } from './upstream/create-language-model.ts';
import type { LanguageModel, ModelParameters } from './upstream/language-model.ts';
import { relayChatCompletion } from './upstream/openai-chat/relay-chat-completion.ts';
import { testConnection } from './upstream/test-connection.ts';
import type { UpstreamFetch } from './upstream/upstream-fetch.ts';
import type { UpstreamSettings } from './upstream/upstream-settings.ts';

export interface ModelSources {
  llms: PerAccount<LlmsRepository>;
  fetch: UpstreamFetch;
  builtIn: LanguageModel;
  now: () => number;
}

export function createModels({ llms, fetch, builtIn, now }: ModelSources) {
  const upstream = { fetch, tokens: createTokenStore(now), now };

  return {
    open(account: Account, { id }: Pick<LlmRecord, 'id'>): LanguageModel {
      const llm = llms(account).find(id);
      if (!llm || llm.ownership === 'platform') return builtIn;
      return createLanguageModel(toUpstreamSettings(llm, account.key), upstream);
    },

    testConnection: (settings: UpstreamSettings, parameters: ModelParameters, signal: AbortSignal) =>
      testConnection(settings, parameters, upstream, signal),

    relay: (account: Account, llm: LlmRecord, body: Record<string, unknown>, signal: AbortSignal) =>
      relayChatCompletion(toUpstreamSettings(llm, account.key), body, upstream, signal),
  };
}
