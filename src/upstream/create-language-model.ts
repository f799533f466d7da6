import { createAnthropicModel } from './anthropic.ts';
import { createGeminiModel } from './gemini.ts';
import type { LanguageModel } from './language-model.ts';
import { mergeAdjacentRoles } from './messages.ts';
import { createOpenAiChatModel } from './openai-chat.ts';
import { createOpenAiResponsesModel } from './openai-responses.ts';
import type { UpstreamDependencies } from './upstream-dependencies.ts';
import type { UpstreamSettings } from './upstream-settings.ts';

/** The adapter for a registered LLM, by its type. Holds no connection and no state: make one per call or keep it. */
export function createLanguageModel(settings: UpstreamSettings, dependencies: UpstreamDependencies): LanguageModel {
  const model = adapter(settings, dependencies);
  if (!settings.requiresRoleAlternation) return model;
  return {
    generate: (request, signal) =>
      model.generate({ ...request, messages: mergeAdjacentRoles(request.messages) }, signal),
  };
}

function adapter(settings: UpstreamSettings, dependencies: UpstreamDependencies): LanguageModel {
  switch (settings.type) {
    case 'openai-compatible':
      return createOpenAiChatModel(settings, dependencies);
    case 'openai-responses':
      return createOpenAiResponsesModel(settings, dependencies);
    case 'vertex-ai':
      return createGeminiModel(settings, dependencies);
    case 'anthropic':
      return createAnthropicModel(settings, dependencies);
  }
}
