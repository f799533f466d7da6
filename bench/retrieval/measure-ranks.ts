import type { Half, Question } from './benchmark-sets.ts';

/** Shares of questions (0…1) whose answer is first or among the first five, and the mean reciprocal rank. */
export interface Quality {
  recall1: number;
  recall5: number;
  reciprocalRank: number;
}

/** Rank of the answer: one more than the passages that score higher or, at the same score, come earlier. */
export function rankOf(scores: Float64Array, answer: number): number {
  let rank = 1;
  const own = scores[answer]!;
  for (let i = 0; i < scores.length; i++) if (scores[i]! > own || (scores[i] === own && i < answer)) rank++;
  return rank;
}

/** `score`: a query's scores for all passages. */
export function measure(questions: readonly Question[], half: Half, score: (query: string) => Float64Array): Quality {
  const ranks = questions.filter((q) => q.half === half).map((q) => rankOf(score(q.query), q.answer));
  const share = (counts: (rank: number) => number) => ranks.reduce((sum, rank) => sum + counts(rank), 0) / ranks.length;
  return {
    recall1: share((rank) => (rank === 1 ? 1 : 0)),
    recall5: share((rank) => (rank <= 5 ? 1 : 0)),
    reciprocalRank: share((rank) => 1 / rank),
  };
}
