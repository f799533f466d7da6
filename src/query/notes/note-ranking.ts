/** What was found and how each reranker changed its order, for whoever listens. Built while a query waits: no spreads. */
import type { CallNote } from '../../calls/call.ts';
import type { FoundPart } from '../../retrieval/search/found-part.ts';
import type { SearchPlan } from '../plan/query-plan.ts';
import type { RerankStage } from '../rerank/rerank-stage.ts';
import { stageOf } from './note-plan.ts';

/** How many parts a note shows, and how much of each, in characters. */
const MOST_PARTS = 200;
const EXCERPT = 200;

const excerpt = (text: string) => (text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text);

/** The candidates, best first. Each score is the sum of its shares; what they leave is of custom dimensions. */
export const searchNote = (found: readonly FoundPart[], { corpora }: SearchPlan, ms: number): CallNote => ({
  kind: 'search',
  ms,
  found: found.length,
  candidates: found.slice(0, MOST_PARTS).map((part) => {
    const lambda = corpora[part.corpusIndex]?.lexicalInterpolation ?? 0;
    return {
      corpus_key: part.corpusKey,
      document_id: part.documentId,
      part: part.ordinal,
      text: excerpt(part.bareText),
      score: part.score,
      semantic: part.semantic,
      lexical: part.lexical,
      semantic_share: (1 - lambda) * part.semantic,
      lexical_share: lambda * part.lexical,
    };
  }),
});

/** One step of reranking: what it did to each part it was given, those it kept first, best first. */
export function rerankNote(
  step: number,
  stage: RerankStage,
  before: readonly FoundPart[],
  after: readonly FoundPart[],
  ms: number,
): CallNote {
  const given = new Map(before.map((part, index) => [part.ordinal, index]));
  const changes = after.map((part, index) => {
    const place = given.get(part.ordinal)!;
    given.delete(part.ordinal);
    return change(part, place, before[place]!.score, { score: part.score, rank: index + 1 });
  });
  for (const place of given.values()) changes.push(change(before[place]!, place, before[place]!.score, null));
  const { type, ...settings } = stageOf(stage);
  return {
    kind: 'rerank',
    step,
    type,
    ms,
    given: before.length,
    kept: after.length,
    settings,
    results: changes.slice(0, MOST_PARTS),
  };
}

const change = (part: FoundPart, place: number, score: number, after: { score: number; rank: number } | null) => ({
  corpus_key: part.corpusKey,
  document_id: part.documentId,
  part: part.ordinal,
  before: { score, rank: place + 1 },
  after,
});
