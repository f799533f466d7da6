import { createLanguageModel } from './create-language-model.ts';
import type { ModelParameters } from './language-model.ts';
import type { UpstreamDependencies } from './upstream-dependencies.ts';
import type { UpstreamSettings } from './upstream-settings.ts';

/**
 * The live call made before a registration is stored (reference §2.7): URL, auth and headers of real calls, plain, one
 * short user message. Resolves when the answer is 2xx and a completion of the type, empty or not; throws UpstreamError
 * (`describeFailure` words it), or the signal's reason when aborted.
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
