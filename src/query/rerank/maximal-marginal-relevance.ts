import { cosine } from '../../retrieval/vector-scan/vector-index.ts';

/** One candidate of the selection. */
export interface Candidate {
  score: number;
  /** Undefined when none is stored; then it is like nothing else. */
  vector: Int8Array | undefined;
}

/**
 * Greedy choice of (1 − bias) · score − bias · (greatest similarity to what was chosen) (reference corpora §8.4). Gives
 * the order of selection with the scores emitted: the first keeps its own, each later one carries its marginal value.
 */
export function selectByMarginalRelevance(
  candidates: readonly Candidate[],
  bias: number,
): { index: number; score: number }[] {
  const left = new Set(candidates.keys());
  const nearest = new Float64Array(candidates.length);
  const chosen: { index: number; score: number }[] = [];
  while (left.size > 0) {
    let best = -1;
    let bestValue = Number.NEGATIVE_INFINITY;
    for (const index of left) {
      const value = (1 - bias) * candidates[index]!.score - bias * nearest[index]!;
      if (value > bestValue) [best, bestValue] = [index, value];
    }
    left.delete(best);
    chosen.push({ index: best, score: chosen.length === 0 ? candidates[best]!.score : bestValue });
    for (const index of left) {
      const similarity = similarityOf(candidates[best]!, candidates[index]!);
      if (chosen.length === 1 || similarity > nearest[index]!) nearest[index] = similarity;
    }
  }
  return chosen;
}

/** Vectors of different encoders do not compare. */
const similarityOf = ({ vector: a }: Candidate, { vector: b }: Candidate): number =>
  a && b && a.length === b.length ? cosine(a, b) : 0;
