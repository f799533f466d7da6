import type { ModelParameters } from './language-model.ts';

/** OpenAI's models that refuse `max_tokens`, `temperature` and the penalties (reference §2.5, note). */
export const isReasoningModel = (model: string): boolean => /^(o[1-9]|gpt-5)/.test(model);

export interface NamedParameters {
  maxTokens?: number;
  temperature?: number;
  frequencyPenalty?: number;
  presencePenalty?: number;
  /** Everything else, in the provider's own names. */
  extras: Record<string, unknown>;
}

/** The parameters Vectara names, apart from the extras; null counts as absent. */
export function namedParameters(parameters: ModelParameters): NamedParameters {
  const { max_tokens, temperature, frequency_penalty, presence_penalty, ...extras } = parameters;
  return {
    maxTokens: max_tokens ?? undefined,
    temperature: temperature ?? undefined,
    frequencyPenalty: frequency_penalty ?? undefined,
    presencePenalty: presence_penalty ?? undefined,
    extras,
  };
}
