/** Which language model answers for an LLM: the built-in one for the platform's, an adapter for the customer's. */
import type { Account, PerAccount } from '../accounts/account.ts';
import type { CurrentCall } from '../calls/current-call.ts';
import type { TrustedCalls } from '../calls/trusted-calls.ts';
import type { Faults } from '../faults/faults.ts';
import { journalModel } from '../journal/listen/journal-model.ts';
import { meteredModel, tokenCounter } from '../metrics/metered-upstream.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { ScriptedModels } from '../scripting/scripted-models.ts';
import { createTokenStore } from '../upstream/auth/token-store.ts';
import { createLanguageModel } from '../upstream/create-language-model.ts';
import type { LanguageModel, ModelParameters, ModelRequest } from '../upstream/language-model.ts';
import type { UpstreamFetch } from '../upstream/network/upstream-fetch.ts';
import { relayChatCompletion } from '../upstream/openai-chat/relay-chat-completion.ts';
import { testConnection } from '../upstream/test-connection.ts';
import type { UpstreamSettings } from '../upstream/upstream-settings.ts';
import { type LlmRecord, toUpstreamSettings } from '../v2/llms/llm-record.ts';
import type { LlmsRepository } from '../v2/llms/llms-repository.ts';

export interface ModelSources {
  llms: PerAccount<LlmsRepository>;
  fetch: UpstreamFetch;
  builtIn: LanguageModel;
  scripted: ScriptedModels;
  faults: Pick<Faults, 'fetch' | 'model'>;
  trusted: TrustedCalls;
  metrics: Pick<Metrics, 'measure'>;
  currentCall: CurrentCall;
  now: () => number;
}

export function createModels({
  llms,
  fetch,
  builtIn,
  scripted,
  faults,
  trusted,
  metrics,
  currentCall,
  now,
}: ModelSources) {
  const tokens = createTokenStore(now);
  const upstreamOf = (llmName?: string) => ({ fetch: faults.fetch(fetch, llmName), tokens, now });

  const watched = (model: LanguageModel, llmName: string) =>
    journalModel(meteredModel(model, llmName, metrics), llmName, currentCall);

  return {
    /** `preset` is the generation preset that led to the LLM. Scripts answer first; faults strike what is asked then. */
    open(account: Account, asked: Pick<LlmRecord, 'id' | 'name'>, preset?: string): LanguageModel {
      const llm = llms(account).find(asked.id);
      const known = { ...asked, model: llm?.model ?? asked.name };
      if (!llm || llm.ownership === 'platform') {
        const model = faults.model(scripted.wrap(account, known, builtIn, preset), asked.name);
        return watched(model, asked.name);
      }
      const model = createLanguageModel(toUpstreamSettings(llm, account.key), upstreamOf(llm.name));
      return watched(scripted.wrap(account, known, model, preset), asked.name);
    },

    /** The model that a script gives in the place of an LLM whose calls are relayed; undefined when none does. */
    openScripted(account: Account, llm: LlmRecord, request: () => ModelRequest): LanguageModel | undefined {
      const model = scripted.openScripted(account, llm, request);
      return model && watched(model, llm.name);
    },

    /** Not where a seed is filled in, which works offline. */
    async testConnection(settings: UpstreamSettings, parameters: ModelParameters, signal: AbortSignal): Promise<void> {
      if (trusted.get()?.testsConnections === false) return;
      await testConnection(settings, parameters, upstreamOf(), signal);
    },

    relay(account: Account, llm: LlmRecord, body: Record<string, unknown>, signal: AbortSignal) {
      const settings = toUpstreamSettings(llm, account.key);
      return relayChatCompletion(settings, body, upstreamOf(llm.name), signal, tokenCounter(llm.name, metrics));
    },
  };
}
