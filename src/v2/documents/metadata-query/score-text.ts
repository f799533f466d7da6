/** How well a text answers a query, word by word (docs/behaviour/search.md, Metadata query). */
import { editDistance } from '../../../basics/edit-distance.ts';

export interface MatchOptions {
  /** Whether typing errors are forgiven. */
  fuzzy: boolean;
  /** How long a word of the query must be to match the beginning of another; null for never. */
  prefix: number | null;
}

const EXACT = 1;
const PREFIX = 0.9;

/** Scores texts against one query: 0 for nothing in common, 1 for every word of the query found as it is. */
export function createTextScorer(query: string, options: MatchOptions): (text: string) => number {
  const wanted = wordsOf(query).map((word) => ({ word, letters: [...word] }));
  return (text) => {
    const found = wordsOf(text);
    if (wanted.length === 0 || found.length === 0) return 0;
    const best = wanted.map((own) => Math.max(...found.map((word) => scoreWord(own, word, options))));
    return best.reduce((sum, score) => sum + score, 0) / wanted.length;
  };
}

interface Wanted {
  word: string;
  letters: string[];
}

function scoreWord({ word, letters }: Wanted, found: string, { fuzzy, prefix }: MatchOptions): number {
  if (word === found) return EXACT;
  if (prefix !== null && letters.length >= prefix && found.startsWith(word)) return PREFIX;
  const limit = fuzzy ? forgivenErrors(letters.length) : 0;
  if (limit === 0) return 0;
  const distance = editDistance(letters, [...found], limit);
  return distance > limit ? 0 : 1 - distance / letters.length;
}

const forgivenErrors = (letters: number) => (letters < 3 ? 0 : letters <= 5 ? 1 : 2);

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
