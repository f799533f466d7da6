import type { LanguageModel } from '../language-model.ts';
import { callUpstream } from '../transport/call-upstream.ts';
import type { UpstreamDependencies } from '../upstream-dependencies.ts';
import type { UpstreamSettings } from '../upstream-settings.ts';
import { openAiChatRequest } from './openai-chat-request.ts';
import { readOpenAiChatCompletion, readOpenAiChatStream } from './read-openai-chat.ts';

/** Type `openai-compatible`: the URI verbatim, OpenAI's chat completions in the body (reference §2.5.1). */
export function createOpenAiChatModel(settings: UpstreamSettings, dependencies: UpstreamDependencies): LanguageModel {
  return {
    async *generate(request, signal) {
      const answer = await callUpstream(
        settings,
        {
          url: settings.uri!,
          dialect: 'openai-chat',
          accept: request.stream ? 'text/event-stream' : 'application/json',
          body: JSON.stringify(openAiChatRequest(settings.model, request)),
        },
        dependencies,
        signal,
      );
      yield* request.stream ? readOpenAiChatStream(answer) : readOpenAiChatCompletion(answer);
    },
  };
}
