// The platform encoder `boomerang-2023-q3` of this emulator: a weighted sum of word vectors (see scripts/build-encoder),
// with hashed character n-grams for words the table does not know. Plain float64 arithmetic in a fixed order, so the
// same text has the same vector on every machine.
import type { Encoder } from './encoder.ts';
import { FoldedText } from './words/folded-text.ts';
import { readWords, type WordVisitor } from './words/read-words.ts';
import { subwordVector } from './words/subword-vector.ts';
import { HASH_START, hashEnd, hashStep, type WordTable } from './words/word-table.ts';

/** Length of an unknown word's vector; the rarest known words have about 1. By its number of letters. */
const UNKNOWN_WEIGHTS = [0, 0.15, 0.25, 0.4, 0.7, 0.9, 1];
const PAIR_WEIGHT = 0.7;
const SINGLE_WEIGHT = 0.25;

const unknownWeight = (letters: number) => UNKNOWN_WEIGHTS[Math.min(letters, UNKNOWN_WEIGHTS.length - 1)]!;

class StaticEncoder implements Encoder, WordVisitor {
  readonly name: string;
  readonly dimensions: number;
  readonly #table: WordTable;
  readonly #text = new FoldedText();
  readonly #sum: Float64Array;
  readonly #unknown: Float64Array;

  constructor(name: string, table: WordTable) {
    this.name = name;
    this.dimensions = table.dimensions;
    this.#table = table;
    this.#sum = new Float64Array(table.dimensions);
    this.#unknown = new Float64Array(table.dimensions);
  }

  encode(text: string): Int8Array {
    this.#sum.fill(0);
    this.#text.read(text);
    readWords(this.#text, this);
    return this.#quantised();
  }

  word(hash: number, start: number, end: number): void {
    const row = this.#table.find(hash);
    if (row >= 0) this.#addRow(row);
    else if (!this.#addCamelCase(start, end)) this.#addUnknown(start, end, unknownWeight(end - start));
  }

  dense(start: number, end: number): void {
    this.#addUnknown(start, end, end - start === 1 ? SINGLE_WEIGHT : PAIR_WEIGHT);
  }

  #addRow(row: number): void {
    const sum = this.#sum;
    const { values } = this.#table;
    const scale = this.#table.scales[row]!;
    const base = row * sum.length;
    for (let i = 0; i < sum.length; i++) sum[i]! += values[base + i]! * scale;
  }

  /** Takes an unknown `camelCase` name apart. Answers whether it was one. */
  #addCamelCase(start: number, end: number): boolean {
    const { units, cased } = this.#text;
    let from = start;
    for (let at = start + 1; at <= end; at++) {
      const isEnd = at === end;
      const boundary = !isEnd && cased.charCodeAt(at) !== units[at] && cased.charCodeAt(at - 1) === units[at - 1];
      if (!boundary && !(isEnd && from > start)) continue;
      let hash = HASH_START;
      for (let i = from; i < at; i++) hash = hashStep(hash, units[i]!);
      const row = this.#table.find(hashEnd(hash));
      if (row >= 0) this.#addRow(row);
      else this.#addUnknown(from, at, unknownWeight(at - from));
      from = at;
    }
    return from > start;
  }

  #addUnknown(start: number, end: number, weight: number): void {
    const squares = subwordVector(this.#text.units, start, end, this.#unknown);
    if (squares === 0) return;
    const factor = weight / Math.sqrt(squares);
    for (let i = 0; i < this.#sum.length; i++) this.#sum[i]! += this.#unknown[i]! * factor;
  }

  #quantised(): Int8Array {
    const sum = this.#sum;
    let largest = 0;
    for (let i = 0; i < sum.length; i++) largest = Math.max(largest, Math.abs(sum[i]!));
    const vector = new Int8Array(sum.length);
    if (largest === 0) return vector;
    const factor = 127 / largest;
    for (let i = 0; i < sum.length; i++) vector[i] = Math.round(sum[i]! * factor);
    return vector;
  }
}

/** An encoder over an opened table. Not for use from several threads; each may make its own over the same bytes. */
export function createStaticEncoder(name: string, table: WordTable): Encoder {
  return new StaticEncoder(name, table);
}
