// A vector for a word that the table does not know, made of its hashed character n-grams: equal words get equal vectors,
// words that share a stem get near ones, others are near to nothing.
import { HASH_START, hashEnd, hashStep } from './word-table.ts';

const SHORTEST = 3;
const LONGEST = 5;
/** Signs each n-gram spreads over the dimensions. */
const SIGNS = 16;
/** Longer words (a hash, a data URL) count by their beginning. */
const LONGEST_WORD = 40;
const BOUNDARY = 0x20;

/** Adds the signs of one n-gram to `sum`, `weight` each. `dimensions` is a power of two or close to one. */
function addSigns(sum: Float64Array, hash: number, weight: number): void {
  let state = hash;
  for (let i = 0; i < SIGNS; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const place = ((state >>> 16) * sum.length) >>> 16;
    sum[place]! += (state & 0x8000) === 0 ? weight : -weight;
  }
}

/**
 * Fills `sum` (cleared first) with the n-grams of `units[start … end)`, boundaries included, and the whole word, as
 * strong as a quarter of them together. Answers the squared length.
 */
export function subwordVector(units: Uint16Array, start: number, end: number, sum: Float64Array): number {
  sum.fill(0);
  const last = Math.min(end, start + LONGEST_WORD);
  const unit = (at: number) => (at < start || at >= last ? BOUNDARY : units[at]!);
  let grams = 0;
  let whole = HASH_START;
  for (let at = start; at < last; at++) whole = hashStep(whole, unit(at));
  for (let first = start - 1; first <= last + 1 - SHORTEST; first++) {
    let hash = HASH_START;
    for (let at = first; at <= last && at < first + LONGEST; at++) {
      hash = hashStep(hash, unit(at));
      if (at - first + 1 < SHORTEST) continue;
      addSigns(sum, hashEnd(hash), 1);
      grams++;
    }
  }
  addSigns(sum, hashEnd(whole) ^ 0x5bd1e995, Math.sqrt(grams / 4));
  let squares = 0;
  for (let i = 0; i < sum.length; i++) squares += sum[i]! * sum[i]!;
  return squares;
}
