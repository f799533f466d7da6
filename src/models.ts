/** Which language model answers for an LLM: the built-in one for the platform's, an adapter for the customer's. */
import type { Account } from './accounts/account.ts';
import { currentCall, readPace, trusted } from './calls/call.ts';
import { Provenance } from './calls/provenance.ts';
import type { Faults } from './emulator/faults/faults.ts';
import { journalModel } from './emulator/journal/journal-model.ts';
import { meteredModel, tokenCounter } from './emulator/metrics/metered-upstream.ts';
import type { Metrics } from './emulator/metrics/metrics.ts';
import type { ScriptedModels } from './emulator/scripts/scripted-models.ts';
import { createTokenStore } from './upstream/auth/tokens.ts';
import { createLanguageModel, testConnection } from './upstream/create-language-model.ts';
import type { LanguageModel, ModelParameters, ModelRequest } from './upstream/language-model.ts';
import type { UpstreamFetch } from './upstream/network/upstream-fetch.ts';
import { relayChatCompletion } from './upstream/relay-chat-completion.ts';
import type { UpstreamSettings } from './upstream/upstream-settings.ts';
import { type LlmRecord, toUpstreamSettings } from './v2/llms/llm-record.ts';
import { llmsOf } from './v2/llms/llms-repository.ts';
import type { Models } from './v2/llms/models.ts';

export interface ModelSources {
  fetch: UpstreamFetch;
  builtIn: LanguageModel;
  scripted: ScriptedModels;
  faults: Pick<Faults, 'fetch' | 'model'>;
  metrics: Pick<Metrics, 'measure'>;
  /** Tokens a second of the built-in model, where a request names no pace of its own; at once by default. */
  builtInPace?: number | undefined;
  now: () => number;
}

export function createModels({ fetch, builtIn, scripted, faults, metrics, builtInPace, now }: ModelSources): Models {
  const tokens = createTokenStore(now);
  const pace = () => readPace(currentCall.get()?.headers ?? {}) ?? builtInPace;
  const begin = (llmName: string) => currentCall.get()?.provenances.begin(llmName) ?? new Provenance(llmName);

  /** The way to a provider for one call: whoever answers there says so to `provenance`. */
  const upstreamOf = (provenance: Provenance, llmName?: string) => {
    const faulty = faults.fetch(fetch, llmName);
    const traced: UpstreamFetch = (request) => {
      // A token that is fetched on the way is no answer, but what strikes it strikes the call.
      const own = request.dialect === 'oauth-token' ? new Provenance('', provenance.faults) : provenance;
      return faulty({ ...request, provenance: own, tokensPerSecond: pace() });
    };
    return { fetch: traced, tokens, now };
  };

  const builtInFor = (provenance: Provenance): LanguageModel => ({
    generate(request, signal) {
      provenance.answeredBy('built-in');
      return builtIn.generate({ ...request, tokensPerSecond: pace() }, signal);
    },
  });

  /** Made anew for each question, so that each is known to have been answered by whom. */
  const watched = (llmName: string, open: (provenance: Provenance) => LanguageModel): LanguageModel => ({
    generate(request, signal) {
      const provenance = begin(llmName);
      const model = meteredModel(open(provenance), llmName, metrics);
      return journalModel(model, provenance, currentCall).generate(request, signal);
    },
  });

  return {
    /** `preset` is the generation preset that led to the LLM. Scripts answer first; faults strike what is asked then. */
    open(account: Account, asked: Pick<LlmRecord, 'id' | 'name'>, preset?: string): LanguageModel {
      const llm = llmsOf(account).find(asked.id);
      const known = { ...asked, model: llm?.model ?? asked.name };
      if (!llm || llm.ownership === 'platform') {
        return watched(asked.name, (provenance) => {
          const model = scripted.wrap(account, known, builtInFor(provenance), provenance, preset);
          return faults.model(model, asked.name, provenance);
        });
      }
      const settings = toUpstreamSettings(llm, account.key);
      return watched(asked.name, (provenance) => {
        const model = createLanguageModel(settings, upstreamOf(provenance, llm.name));
        return scripted.wrap(account, known, model, provenance, preset);
      });
    },

    /** The model that a script gives in the place of an LLM whose calls are relayed; undefined when none does. */
    openScripted(account: Account, llm: LlmRecord, request: () => ModelRequest): LanguageModel | undefined {
      const answer = scripted.openScripted(account, llm, request);
      if (!answer) return undefined;
      return watched(llm.name, (provenance) => {
        provenance.answeredBy(answer.by);
        return answer.model;
      });
    },

    /** Not where a seed is filled in, which works offline. */
    async testConnection(settings: UpstreamSettings, parameters: ModelParameters, signal: AbortSignal): Promise<void> {
      if (trusted.get()?.testsConnections === false) return;
      await testConnection(settings, parameters, upstreamOf(begin(settings.model)), signal);
    },

    relay(account: Account, llm: LlmRecord, body: Record<string, unknown>, signal: AbortSignal) {
      const settings = toUpstreamSettings(llm, account.key);
      return relayChatCompletion(
        settings,
        body,
        upstreamOf(begin(llm.name), llm.name),
        signal,
        tokenCounter(llm.name, metrics),
      );
    },
  };
}
