import { createAnthropicModel } from './anthropic.ts';
import { createGeminiModel } from './gemini.ts';
import type { LanguageModel, ModelParameters } from './language-model.ts';
import { mergeAdjacentRoles } from './messages.ts';
import { createOpenAiChatModel } from './openai-chat.ts';
import { createOpenAiResponsesModel } from './openai-responses.ts';
import type { UpstreamDependencies, UpstreamSettings } from './upstream-settings.ts';

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

/**
 * The live call made before a registration is stored (docs/behaviour/llms.md, Connection test): URL, auth and headers
 * of real calls, plain, one short user message. Resolves when the answer is 2xx and a completion of the type, empty or
 * not; throws UpstreamError (`describeFailure` words it), or the signal's reason when aborted.
 */
export async function testConnection(
  settings: UpstreamSettings,
  testParameters: ModelParameters,
  dependencies: UpstreamDependencies,
  signal: AbortSignal,
): Promise<void> {
  const model = createLanguageModel(settings, dependencies);
  const messages = [{ role: 'user' as const, content: 'Hello' }];
  for await (const _ of model.generate({ messages, parameters: testParameters, stream: false }, signal));
}
