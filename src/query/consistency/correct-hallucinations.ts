import { contentWords, wordsFoundIn } from './content-words.ts';
import type { ConsistencyLanguage } from './stop-words.ts';

/** As in the API's response. */
export interface Correction {
  original_text: string;
  corrected_text: string;
  explanation: string;
}

export interface CorrectedText {
  corrected_text: string;
  corrections: Correction[];
}

const LEAST_SUPPORT = 0.5;

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * Drops every sentence of which less than half the content words occur in the documents or the query, with one
 * correction for each (docs/behaviour/evaluation.md, Correcting hallucinations). Without corrections the text comes
 * back unchanged.
 */
export function correctHallucinations(
  generatedText: string,
  documents: readonly string[],
  query = '',
  language: ConsistencyLanguage = 'eng',
): CorrectedText {
  const isFound = wordsFoundIn([...documents, query]);
  const corrections: Correction[] = [];
  const kept: string[] = [];
  let isAnySupported = false;

  for (const { segment } of segmenter.segment(generatedText)) {
    const words = [...contentWords(segment, language)];
    const found = words.filter(isFound).length;
    if (words.length > 0 && found / words.length < LEAST_SUPPORT) {
      const explanation = `The documents do not support this sentence: ${found} of its ${words.length} content words occur in them.`;
      corrections.push({ original_text: segment.trim(), corrected_text: '', explanation });
      keepLineBreak(kept, segment);
      continue;
    }
    kept.push(segment);
    isAnySupported ||= words.length > 0;
  }
  if (corrections.length === 0) return { corrected_text: generatedText, corrections };
  return { corrected_text: isAnySupported ? kept.join('').trimEnd() : '', corrections };
}

/** A paragraph or list item that loses its last sentence still ends there. */
function keepLineBreak(kept: string[], dropped: string): void {
  const lineBreak = /\s*\n\s*$/.exec(dropped)?.[0];
  const last = kept.at(-1);
  if (lineBreak && last && !last.endsWith('\n')) kept[kept.length - 1] = last.trimEnd() + lineBreak;
}
