/** What was found, and what each reranking step made of its order, part by part. */

import type { Candidate } from '../../api/types.ts';
import { score as round } from '../../parts/format.ts';
import { type Entry, type Note, notesOf } from './notes.tsx';

export interface RankedPart {
  key: string;
  corpus: string;
  document: string;
  /** Undefined for a part that the search's note has no room for. */
  found: (Candidate & { rank: number }) | undefined;
  /** One for each reranking step; undefined where the part did not get that far. */
  steps: (Note<'rerank'>['results'][number] | undefined)[];
  /** Undefined for a part that was dropped on the way. */
  rank: number | undefined;
}

export interface Ranking {
  search: Note<'search'>;
  steps: Note<'rerank'>[];
  /** Those that were kept in their last order, then those that were dropped, the last first. */
  parts: RankedPart[];
}

/** One for each search: a call may make several. */
export function rankingsOf(entry: Entry): Ranking[] {
  const searches = notesOf(entry, 'search');
  const reranks = notesOf(entry, 'rerank');
  return searches.map((search, index) => {
    const until = searches[index + 1]?.at_ms ?? Number.POSITIVE_INFINITY;
    const steps = reranks.filter(({ at_ms }) => at_ms >= search.at_ms && at_ms < until);
    return { search, steps, parts: partsOf(search, steps) };
  });
}

function partsOf({ candidates }: Note<'search'>, steps: Note<'rerank'>[]): RankedPart[] {
  const parts = new Map<string, RankedPart>();
  const partOf = (named: Pick<Candidate, 'corpus_key' | 'document_id' | 'part'>) => {
    const key = JSON.stringify([named.corpus_key, named.document_id, named.part]);
    const known = parts.get(key);
    if (known) return known;
    const part: RankedPart = {
      key,
      corpus: named.corpus_key,
      document: named.document_id,
      found: undefined,
      steps: steps.map(() => undefined),
      rank: undefined,
    };
    parts.set(key, part);
    return part;
  };
  for (const [index, candidate] of candidates.entries()) {
    const part = partOf(candidate);
    part.found = { ...candidate, rank: index + 1 };
    if (steps.length === 0) part.rank = index + 1;
  }
  for (const [index, { results }] of steps.entries()) {
    for (const result of results) {
      const part = partOf(result);
      part.steps[index] = result;
      part.rank = index === steps.length - 1 ? result.after?.rank : undefined;
    }
  }
  return [...parts.values()].sort(byLastPlace);
}

const stepsDone = ({ steps }: RankedPart) => steps.filter(Boolean).length;

function byLastPlace(a: RankedPart, b: RankedPart): number {
  if (a.rank !== undefined && b.rank !== undefined) return a.rank - b.rank;
  if (a.rank !== undefined || b.rank !== undefined) return a.rank === undefined ? 1 : -1;
  const later = stepsDone(b) - stepsDone(a);
  if (later !== 0) return later;
  return lastBefore(a) - lastBefore(b);
}

const lastBefore = ({ steps, found }: RankedPart) => steps.findLast(Boolean)?.before.rank ?? found?.rank ?? 0;

/** What neither meaning nor words account for. */
const restOf = ({ score, semantic_share, lexical_share }: Candidate) => score - semantic_share - lexical_share;

export const hasRest = (candidate: Candidate): boolean => Math.abs(restOf(candidate)) > 1e-6;

/** A score as what it is made of: meaning, words, and what custom dimensions add. */
export function Shares({ of, best }: { of: NonNullable<RankedPart['found']>; best: number }) {
  const { rank, score, semantic, lexical, semantic_share, lexical_share } = of;
  const rest = hasRest(of) ? restOf(of) : undefined;
  const width = (share: number) => ({ width: `${Math.min(100, Math.max(0, (share / best) * 100))}%` });
  const told = `${round(semantic_share)} semantic (cosine ${round(semantic)}), ${round(lexical_share)} lexical (BM25 ${round(lexical)})`;
  return (
    <div class="shares" title={rest !== undefined ? `${told}, ${round(rest)} custom dimensions` : told}>
      <span>
        <span class="soft">{rank}.</span> <b>{round(score)}</b>
      </span>
      <div class="bar" aria-hidden="true">
        <i class="by-meaning" style={width(semantic_share)} />
        <i class="by-words" style={width(lexical_share)} />
        {rest !== undefined && <i class="by-rest" style={width(rest)} />}
      </div>
      <span class="soft">
        <span class="sr-only">semantic </span>
        {round(semantic_share)} + <span class="sr-only">lexical </span>
        {round(lexical_share)}
        {rest !== undefined && (
          <>
            {' '}
            + <span class="sr-only">custom dimensions </span>
            {round(rest)}
          </>
        )}
      </span>
    </div>
  );
}
