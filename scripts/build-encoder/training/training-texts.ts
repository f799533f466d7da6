import { FoldedText } from '../../../src/retrieval/encoder/words/folded-text.ts';
import { readWords } from '../../../src/retrieval/encoder/words/read-words.ts';
import { hashWord } from '../../../src/retrieval/encoder/words/word-table.ts';
import { isHeldOut, type Synset } from './read-wordnet.ts';

/** Texts that the teacher is asked about, by kind. Sentences come first: the teacher's common part is taken from them. */
export interface TrainingTexts {
  definitions: string[];
  examples: string[];
  synonyms: string[];
  words: readonly string[];
}

/** What WordNet says, less the synsets held out for the benchmark, and every word of the vocabulary by itself. */
export function collectTrainingTexts(synsets: readonly Synset[], vocabulary: readonly string[]): TrainingTexts {
  const kept = synsets.filter((_, index) => !isHeldOut(index));
  return {
    definitions: kept.map(({ definition }) => definition),
    examples: kept.flatMap(({ examples }) => examples),
    synonyms: kept.map(({ words }) => words.join(', ')),
    words: vocabulary,
  };
}

/** Answers a function from a text to the rows of its known words, as the encoder reads them. */
export function wordRowReader(vocabulary: readonly string[]): (text: string) => Int32Array {
  const rowOf = new Map(vocabulary.map((word, row) => [hashWord(word), row]));
  const folded = new FoldedText();
  return (text) => {
    const rows: number[] = [];
    folded.read(text);
    readWords(folded, {
      word(hash) {
        const row = rowOf.get(hash);
        if (row !== undefined) rows.push(row);
      },
      dense() {},
    });
    return Int32Array.from(rows);
  };
}
