import { contentWords, wordsFoundIn } from './content-words.ts';
import { type ConsistencyLanguage, isConsistencyLanguage } from './stop-words.ts';

/** Characters of summary and sources together. */
export const MAX_CONSISTENCY_INPUT = 64_000;

export type ConsistencyWarning = 'fcs_language_not_supported' | 'exceeded_max_input_length_fcs';

export type ConsistencyEvaluation = { score: number } | { warning: ConsistencyWarning };

/**
 * The score of a summary in `language` (ISO 639-3), or why there is none (docs/behaviour/query.md, Factual
 * consistency).
 */
export function evaluateConsistency(
  summary: string,
  sources: readonly string[],
  language: string,
): ConsistencyEvaluation {
  if (!isConsistencyLanguage(language)) return { warning: 'fcs_language_not_supported' };
  if (exceedsConsistencyInput(summary, sources)) return { warning: 'exceeded_max_input_length_fcs' };
  return { score: factualConsistencyScore(summary, sources, language) };
}

export function exceedsConsistencyInput(summary: string, sources: readonly string[]): boolean {
  return sources.reduce((length, source) => length + source.length, summary.length) > MAX_CONSISTENCY_INPUT;
}

/**
 * How well `sources` support `summary`: the share of its distinct content words that they contain, mapped to [0.05,
 * 0.99], 8 decimals (docs/behaviour/query.md, Factual consistency). A summary without words gives 0.05.
 */
export function factualConsistencyScore(
  summary: string,
  sources: readonly string[],
  language: ConsistencyLanguage = 'eng',
): number {
  const score = 0.05 + 0.94 * supportedShare(summary, wordsFoundIn(sources), language);
  return Number(score.toFixed(8));
}

/** From 0 to 1; 0 for a text without words. */
function supportedShare(text: string, isFound: (word: string) => boolean, language: ConsistencyLanguage): number {
  const words = [...contentWords(text, language)];
  return words.length === 0 ? 0 : words.filter(isFound).length / words.length;
}
