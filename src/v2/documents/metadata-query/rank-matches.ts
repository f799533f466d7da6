import type { FieldQuery } from './metadata-query-schema.ts';
import { createTextScorer } from './score-text.ts';

export interface FieldTexts {
  query: FieldQuery;
  /** Whose text it is; several entries for a list. */
  texts: Iterable<readonly [owner: number, text: string]>;
}

export interface Match {
  owner: number;
  /** 0…1. */
  score: number;
}

/**
 * The weighted mean of what each field scores, best first and else in order of indexing. The best element of a list
 * counts; nothing that scores 0 everywhere is a match (docs/behaviour/search.md, Metadata query).
 */
export function rankMatches(fields: readonly FieldTexts[]): Match[] {
  const weights = fields.map(({ query }) => query.weight ?? 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const scores = new Map<number, number>();
  for (const [index, { query, texts }] of fields.entries()) {
    for (const [owner, score] of bestScores(query, texts)) {
      scores.set(owner, (scores.get(owner) ?? 0) + (weights[index]! / total) * score);
    }
  }
  return [...scores].map(([owner, score]) => ({ owner, score })).sort((a, b) => b.score - a.score || a.owner - b.owner);
}

function bestScores({ query, fuzzy = true, prefix = 3 }: FieldQuery, texts: FieldTexts['texts']): Map<number, number> {
  const scoreText = createTextScorer(query, { fuzzy, prefix });
  const known = new Map<string, number>();
  const best = new Map<number, number>();
  for (const [owner, text] of texts) {
    const score = known.get(text) ?? scoreText(text);
    known.set(text, score);
    if (score > (best.get(owner) ?? 0)) best.set(owner, score);
  }
  return best;
}
