import type { LanguageModel } from '../language-model.ts';
import { callUpstream } from '../transport/call-upstream.ts';
import type { UpstreamDependencies } from '../upstream-dependencies.ts';
import type { UpstreamSettings } from '../upstream-settings.ts';
import { readResponses } from './read-responses.ts';
import { responsesRequest } from './responses-request.ts';
import { responsesUrl } from './responses-url.ts';

/** Type `openai-responses`: never streams upstream, so the whole text comes as one chunk (reference §2.5.2). */
export function createOpenAiResponsesModel(
  settings: UpstreamSettings,
  dependencies: UpstreamDependencies,
): LanguageModel {
  return {
    async *generate(request, signal) {
      const answer = await callUpstream(
        settings,
        {
          url: responsesUrl(settings.uri!),
          dialect: 'openai-responses',
          accept: 'application/json',
          body: JSON.stringify(responsesRequest(settings.model, request)),
        },
        dependencies,
        signal,
      );
      yield* readResponses(answer);
    },
  };
}
