import type { ModelParameters } from './language-model.ts';

/**
 * OpenAI's models that refuse `max_tokens`, `temperature` and the penalties, also behind gateways that write whose they
 * are (`openai/gpt-5`, `azure/o4-mini`). Chat models of the family and those from 5.1 on take them
 * (docs/behaviour/llms.md, Upstream requests).
 */
export function isReasoningModel(model: string): boolean {
  const name = familyName(model);
  return /^(?:o[1-9]\d?|gpt-5)(?![\w.])/.test(name) && !/^gpt-5-chat/.test(name);
}

/** OpenAI's models that reason, so that what they reasoned can be asked for. */
export const reasons = (model: string): boolean => /^(?:o[1-9]|gpt-5(?!-chat))/.test(familyName(model));

/**
 * The name by which a model's family is known: in small letters, without what gateways (`openai/gpt-5`, `azure/eu/o4-mini`,
 * `openai:gpt-5`) and fine-tuning (`ft:gpt-4o:…`) write before it.
 */
export const familyName = (model: string): string =>
  model
    .toLowerCase()
    .split('/')
    .at(-1)!
    .replace(/^(?:(?:ft|openai|azure)[:.])+/, '');

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

/** Parameters that only chat completions know; other protocols refuse them by name. */
const CHAT_COMPLETIONS_ONLY = new Set([
  'n',
  'seed',
  'stop',
  'logit_bias',
  'logprobs',
  'stream_options',
  'prediction',
  'modalities',
  'audio',
  'functions',
  'function_call',
  'web_search_options',
  'reasoning_effort',
  'verbosity',
  'max_completion_tokens',
  'response_format',
]);

/** Parameters of OpenAI's two protocols about its own service, which other providers refuse by name. */
const OPENAI_ONLY = new Set([
  'user',
  'store',
  'metadata',
  'service_tier',
  'top_logprobs',
  'safety_identifier',
  'prompt_cache_key',
  'prompt_cache_retention',
]);

/** The extras that can be handed to a protocol that is not chat completions; null counts as absent. */
export function extrasFor(protocol: 'responses' | 'other', extras: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(extras).filter(
      ([name, value]) =>
        value !== null &&
        !CHAT_COMPLETIONS_ONLY.has(name) &&
        (protocol === 'responses' || !(OPENAI_ONLY.has(name) || name === 'parallel_tool_calls')),
    ),
  );
}

/** The parameters of a chat completion without those about OpenAI's own service, and those that say how often and how likely. */
export const withoutOpenAiService = (parameters: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(parameters).filter(
      ([name, value]) => value !== null && !OPENAI_ONLY.has(name) && !SAMPLING.has(name),
    ),
  );

const SAMPLING = new Set([
  'n',
  'seed',
  'logit_bias',
  'logprobs',
  'stream_options',
  'prediction',
  'modalities',
  'audio',
]);

/** `stop` as the list that other protocols want; undefined without any. */
export function stopSequences(stop: unknown): string[] | undefined {
  const list = [stop].flat().filter((one): one is string => typeof one === 'string' && one !== '');
  return list.length > 0 ? list : undefined;
}
