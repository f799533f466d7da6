import type { LanguageModel, Usage } from '../../upstream/language-model.ts';
import type { UpstreamFetch } from '../../upstream/network/upstream-fetch.ts';
import type { Metrics } from './metrics.ts';

/** Counts calls by how they are answered, and times them until the answer begins. */
export function meteredFetch(inner: UpstreamFetch, { measure }: Pick<Metrics, 'measure'>): UpstreamFetch {
  return async (request) => {
    const { dialect } = request;
    const started = performance.now();
    const finish = (status: string) =>
      measure(({ upstreamCalls, upstreamSeconds }) => {
        upstreamCalls.inc({ dialect, status });
        upstreamSeconds.observe({ dialect }, (performance.now() - started) / 1000);
      });
    try {
      const response = await inner(request);
      finish(String(response.status));
      return response;
    } catch (error) {
      finish('failed');
      throw error;
    }
  };
}

/** Takes what a model says it read and wrote. */
export const tokenCounter =
  (llm: string, { measure }: Pick<Metrics, 'measure'>) =>
  ({ promptTokens, completionTokens }: Usage): void =>
    measure(({ tokens }) => {
      tokens.inc({ llm, kind: 'prompt' }, promptTokens);
      tokens.inc({ llm, kind: 'completion' }, completionTokens);
    });

/** Counts the tokens of a model's answers. */
export function meteredModel(inner: LanguageModel, llm: string, metrics: Pick<Metrics, 'measure'>): LanguageModel {
  const count = tokenCounter(llm, metrics);
  return {
    async *generate(request, signal) {
      for await (const chunk of inner.generate(request, signal)) {
        if (chunk.type === 'finish' && chunk.usage) count(chunk.usage);
        yield chunk;
      }
    },
  };
}
