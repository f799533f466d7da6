import { currentCall } from '../../calls/call.ts';
import type { Encoder } from '../../retrieval/encoder/encoder.ts';
import type { LanguageModel } from '../language-model.ts';
import type { Dialect, UpstreamFetch, UpstreamRequest, UpstreamResponse } from '../network/upstream-fetch.ts';

/** What the providers' stand-ins answer with. */
export interface Simulation {
  model: LanguageModel;
  platformEncoder: () => Promise<Encoder>;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** Stands in for a provider: reads its request, answers in its wire format. */
export type Provider = (
  request: UpstreamRequest,
  simulation: Simulation,
) => UpstreamResponse | Promise<UpstreamResponse>;

/** Vectara is asked where somebody says so, and simulated by nobody. */
type Simulated = Exclude<Dialect, 'vectara'>;

const PROVIDERS: Record<Simulated, () => Promise<Provider>> = {
  'openai-chat': async () => (await import('./openai-chat.ts')).answerOpenAiChat,
  'openai-responses': async () => (await import('./openai-responses.ts')).answerOpenAiResponses,
  'openai-embeddings': async () => (await import('./openai-embeddings.ts')).answerOpenAiEmbeddings,
  gemini: async () => (await import('./gemini.ts')).answerGemini,
  anthropic: async () => (await import('./anthropic.ts')).answerAnthropic,
  'anthropic-bedrock': async () => (await import('./anthropic.ts')).answerAnthropicOnBedrock,
  mcp: async () => (await import('./mcp.ts')).answerMcp,
  web: async () => (await import('./web.ts')).refuseWeb,
  'oauth-token': async () => (await import('./oauth-token.ts')).answerTokenRequest,
};

/**
 * A fetch that opens no connection: `model` answers in the provider's place, plain or streamed as the request wants,
 * and `platformEncoder` in that of an embeddings endpoint,
 * in the provider's documented wire format. Bad requests get the provider's own status and error. Ids are derived from
 * the request; `now` gives the creation times that OpenAI reports. Throws the signal's reason when aborted.
 */
export function createSimulatedFetch(
  model: LanguageModel,
  platformEncoder: () => Promise<Encoder>,
  now: () => number = () => currentCall.get()?.account.now() ?? Date.now(),
): UpstreamFetch {
  return async (request) => {
    request.signal.throwIfAborted();
    request.provenance?.answeredBy('simulated');
    const provider = await PROVIDERS[request.dialect as Simulated]();
    return provider(request, { model: paced(model, request.tokensPerSecond), platformEncoder, now });
  };
}

const paced = (model: LanguageModel, tokensPerSecond: number | undefined): LanguageModel =>
  tokensPerSecond === undefined
    ? model
    : { generate: (request, signal) => model.generate({ ...request, tokensPerSecond }, signal) };
