import type { Hit } from './search-corpus.ts';

/** A hit of one entry of the request. */
export interface EntryHit extends Hit {
  corpusIndex: number;
}

/**
 * The hits of all entries, best first; ties go to the entry named first, then to the part indexed first. A part that two
 * entries of one corpus found keeps its better score (docs/behaviour/search.md, Several corpora). Part ordinals are unique in an account.
 */
export function mergeHits(entries: readonly (readonly Hit[])[]): EntryHit[] {
  const all = entries.flatMap((hits, corpusIndex) => hits.map((hit) => ({ ...hit, corpusIndex })));
  all.sort((a, b) => b.score - a.score || a.corpusIndex - b.corpusIndex || a.ordinal - b.ordinal);
  if (entries.length === 1) return all;
  const seen = new Set<number>();
  return all.filter(({ ordinal }) => !seen.has(ordinal) && seen.add(ordinal));
}
