import { FoldedText } from '../../../src/retrieval/encoder/words/folded-text.ts';
import { readWords } from '../../../src/retrieval/encoder/words/read-words.ts';
import type { Synset } from './read-wordnet.ts';

/** What fits into 16 MB at 128 dimensions. Quality is flat above some 100,000 words. */
const VOCABULARY = 115_000;
/** This many of the most frequent are taken whatever they are; then come the words that WordNet knows. */
const FREQUENT = 60_000;

export interface Vocabulary {
  words: string[];
  /** Place of each word by frequency, from 0. */
  ranks: number[];
}

/** The word as the encoder reads it, or undefined when it reads several, or none. */
function asOneWord(text: FoldedText, word: string): string | undefined {
  text.read(word);
  let count = 0;
  let whole: string | undefined;
  readWords(text, {
    word(_hash, start, end) {
      count++;
      if (start === 0 && end === text.length) whole = String.fromCharCode(...text.units.subarray(start, end));
    },
    dense: () => count++,
  });
  return count === 1 ? whole : undefined;
}

/** `frequent`: words by falling frequency. */
export function chooseVocabulary(frequent: readonly string[], synsets: readonly Synset[]): Vocabulary {
  const inWordNet = new Set(
    synsets.flatMap(({ words, definition }) => [
      ...words.flatMap((word) => word.split(/[ -]/)),
      ...definition.toLowerCase().split(/[^a-z]+/),
    ]),
  );
  const later = frequent.map((_, rank) => rank).slice(FREQUENT);
  const order = [
    ...frequent.keys().take(FREQUENT),
    ...later.filter((rank) => inWordNet.has(frequent[rank]!)),
    ...later.filter((rank) => !inWordNet.has(frequent[rank]!)),
  ];
  const text = new FoldedText();
  const ranks = new Map<string, number>();
  for (const rank of order) {
    if (ranks.size === VOCABULARY) break;
    const word = asOneWord(text, frequent[rank]!);
    if (word !== undefined && !ranks.has(word)) ranks.set(word, rank);
  }
  return { words: [...ranks.keys()], ranks: [...ranks.values()] };
}

/**
 * Smooth inverse frequency, 0…1: a / (a + p), the word's share p of running text estimated from its rank (Zipf).
 * Source: Arora, Liang, Ma 2017, "A simple but tough-to-beat baseline for sentence embeddings".
 */
export function inverseFrequencies({ ranks }: Vocabulary, a: number): number[] {
  return ranks.map((rank) => a / (a + 1 / (11.5 * (rank + 2.7))));
}
