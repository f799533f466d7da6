import type { LanguageModel } from '../upstream/language-model.ts';
import type { UpstreamFetch } from '../upstream/upstream-fetch.ts';
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

/** Counts the tokens that a model says it read and wrote. */
export const meteredModel = (
  inner: LanguageModel,
  llm: string,
  { measure }: Pick<Metrics, 'measure'>,
): LanguageModel => ({
  async *generate(request, signal) {
    for await (const chunk of inner.generate(request, signal)) {
      const usage = chunk.type === 'finish' ? chunk.usage : undefined;
      if (usage) {
        measure(({ tokens }) => {
          tokens.inc({ llm, kind: 'prompt' }, usage.promptTokens);
          tokens.inc({ llm, kind: 'completion' }, usage.completionTokens);
        });
      }
      yield chunk;
    }
  },
});
