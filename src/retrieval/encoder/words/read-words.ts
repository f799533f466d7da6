// Folded text → words: runs of letters and digits, and pairs of characters in scripts written without spaces. The
// encoder and the script that builds its table read text with this, so that both see the same words.
import { APOSTROPHE, DENSE_LETTER, type FoldedText, LETTER } from './folded-text.ts';
import { HASH_START, hashEnd, hashStep } from './word-table.ts';

/** What a reader of words is told. `start` and `end` are places in the folded text. */
export interface WordVisitor {
  word(hash: number, start: number, end: number): void;
  /** One character, or two neighbours, of a run without spaces. */
  dense(start: number, end: number): void;
}

/** Reads a word that starts at `start`; answers where it ends. */
function readWord({ units, classes, length }: FoldedText, start: number, visitor: WordVisitor): number {
  let at = start;
  let hash = HASH_START;
  for (; at < length && classes[units[at]!] === LETTER; at++) hash = hashStep(hash, units[at]!);
  if (at < length && classes[units[at]!] === APOSTROPHE) {
    let tail = at + 1;
    while (tail < length && classes[units[tail]!] === LETTER) tail++;
    const letters = tail - at - 1;
    // English: "don't" is a function word, "cat's" is "cat". Elsewhere ("l'eau") both sides are words.
    if (letters > 0 && letters <= 2 && at - start > 2) {
      const negation = letters === 1 && units[at + 1] === 0x74 && units[at - 1] === 0x6e;
      if (!negation) visitor.word(hashEnd(hash), start, at);
      return tail;
    }
  }
  visitor.word(hashEnd(hash), start, at);
  return at;
}

/** A run without spaces: every character, and every two neighbours. Answers where it ends. */
function readDense({ units, classes, length }: FoldedText, start: number, visitor: WordVisitor): number {
  let at = start;
  for (; at < length && classes[units[at]!] === DENSE_LETTER; at++) {
    visitor.dense(at, at + 1);
    if (at > start) visitor.dense(at - 1, at + 1);
  }
  return at;
}

/** Tells `visitor` of every word of `text`, in order. */
export function readWords(text: FoldedText, visitor: WordVisitor): void {
  const { units, classes, length } = text;
  for (let at = 0; at < length; ) {
    const kind = classes[units[at]!]!;
    if (kind === LETTER) at = readWord(text, at, visitor);
    else if (kind === DENSE_LETTER) at = readDense(text, at, visitor);
    else at++;
  }
}
