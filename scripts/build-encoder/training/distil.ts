// Distillation: word vectors whose plain sums point where the teacher's vectors of whole texts point. Since weights are
// not separate from directions here, a word's length is learned too: how much it says.
import { randomNumbers } from '../vectors/random-numbers.ts';
import type { RowVectors } from '../vectors/row-vectors.ts';

const EPOCHS = 8;
const BATCH = 64;
const RATE = 0.05;

export interface Lesson {
  /** Rows of a text's words. */
  words: readonly Int32Array[];
  /** The direction each text should have: unit vectors of the students' dimensions. */
  targets: RowVectors;
}

function shuffled(count: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/**
 * Improves `student` in place by gradient descent on 1 − cosine(sum of words, target), in small batches, with a step
 * per word that shrinks as the word is learned (Adagrad). Reports the mean cosine of each epoch.
 */
export function distil(student: RowVectors, { words, targets }: Lesson, report: (meanCosine: number) => void): void {
  const { values, dimensions } = student;
  const random = randomNumbers(9);
  const seen = new Float32Array(student.count);
  const sums = new Float32Array(BATCH * dimensions);
  const lengths = new Float64Array(BATCH);

  function forward(slot: number, rows: Int32Array): void {
    const at = slot * dimensions;
    sums.fill(0, at, at + dimensions);
    for (const row of rows) for (let d = 0; d < dimensions; d++) sums[at + d]! += values[row * dimensions + d]!;
    let squares = 0;
    for (let d = 0; d < dimensions; d++) squares += sums[at + d]! ** 2;
    lengths[slot] = Math.sqrt(squares) || 1e-9;
    for (let d = 0; d < dimensions; d++) sums[at + d]! /= lengths[slot]!;
  }

  /** Turns the words of a text towards its target; answers its cosine before. */
  function backward(slot: number, text: number, rate: number): number {
    const at = slot * dimensions;
    const target = text * dimensions;
    let cosine = 0;
    for (let d = 0; d < dimensions; d++) cosine += sums[at + d]! * targets.values[target + d]!;
    let squares = 0;
    for (let d = 0; d < dimensions; d++) {
      sums[at + d] = (targets.values[target + d]! - cosine * sums[at + d]!) / lengths[slot]!;
      squares += sums[at + d]! ** 2;
    }
    for (const row of words[text]!) {
      seen[row]! += squares / dimensions;
      const step = rate / Math.sqrt(seen[row]! + 1e-12);
      for (let d = 0; d < dimensions; d++) values[row * dimensions + d]! += step * sums[at + d]!;
    }
    return cosine;
  }

  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    const order = shuffled(words.length, random);
    let total = 0;
    for (let first = 0; first + BATCH <= order.length; first += BATCH) {
      const rate = RATE * (1 - (0.9 * (epoch + first / order.length)) / EPOCHS);
      for (let slot = 0; slot < BATCH; slot++) forward(slot, words[order[first + slot]!]!);
      for (let slot = 0; slot < BATCH; slot++) total += backward(slot, order[first + slot]!, rate);
    }
    report(total / order.length);
  }
}
