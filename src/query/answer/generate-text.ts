import type { LanguageModel, ModelRequest } from '../../upstream/language-model.ts';
import { modelFailed } from './generation-failure.ts';

/** The text a model writes, piece by piece. Throws what the model's failure is in the API; `stage` says what failed. */
export async function* generateText(
  { model, llmName }: { model: LanguageModel; llmName: string },
  request: ModelRequest,
  signal: AbortSignal,
  stage?: string,
): AsyncGenerator<string, void, undefined> {
  try {
    for await (const part of model.generate(request, signal)) if (part.type === 'text') yield part.text;
  } catch (error) {
    throw modelFailed(error, llmName, stage);
  }
}
