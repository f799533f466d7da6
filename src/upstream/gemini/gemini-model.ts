import type { LanguageModel } from '../language-model.ts';
import { callUpstream } from '../transport/call-upstream.ts';
import type { UpstreamDependencies } from '../upstream-dependencies.ts';
import type { UpstreamSettings } from '../upstream-settings.ts';
import { geminiRequest } from './gemini-request.ts';
import { geminiUrl } from './gemini-url.ts';
import { readGemini, readGeminiStream } from './read-gemini.ts';

/** Type `vertex-ai`: Gemini on Vertex AI or AI Studio (reference §2.5.3). */
export function createGeminiModel(settings: UpstreamSettings, dependencies: UpstreamDependencies): LanguageModel {
  return {
    async *generate(request, signal) {
      const answer = await callUpstream(
        settings,
        {
          url: geminiUrl(settings.uri!, settings.model, request.stream),
          dialect: 'gemini',
          accept: request.stream ? 'text/event-stream' : 'application/json',
          body: JSON.stringify(geminiRequest(request)),
        },
        dependencies,
        signal,
      );
      yield* request.stream ? readGeminiStream(answer) : readGemini(answer);
    },
  };
}
