/**
 * What was found and how each reranker changed its order, for whoever listens. A list for each column rather than an object
 * for each part: notes of a thousand queries may be kept, and hundreds of small objects a query would cost too much.
 */
import type { CallNote } from '../../calls/call.ts';
import type { FoundPart } from '../../retrieval/search/found-part.ts';
import type { SearchPlan } from '../plan/query-plan.ts';
import type { RerankStage } from '../rerank/rerank-stage.ts';
import { stageOf } from './note-plan.ts';

/** How many parts a note shows, and how much of each, in characters. */
const MOST_PARTS = 200;
const EXCERPT = 200;

/** Each list has an element for each part, the best part first. */
export interface SearchNote extends CallNote {
  kind: 'search';
  ms: number;
  found: number;
  /** By the key of the corpus, how many documents are not searchable yet, if any. */
  pending_documents?: Readonly<Record<string, number>>;
  corpus_key: string[];
  document_id: string[];
  part: number[];
  text: string[];
  score: number[];
  /** Cosine. */
  semantic: number[];
  /** BM25. */
  lexical: number[];
  /** λ of the corpus. */
  lexical_interpolation: number[];
}

export function searchNote(
  found: readonly FoundPart[],
  { corpora }: SearchPlan,
  ms: number,
  pending: Readonly<Record<string, number>>,
): SearchNote {
  const shown = found.length > MOST_PARTS ? found.slice(0, MOST_PARTS) : found;
  return {
    kind: 'search',
    ms,
    found: found.length,
    ...(Object.keys(pending).length > 0 && { pending_documents: pending }),
    corpus_key: shown.map((part) => part.corpusKey),
    document_id: shown.map((part) => part.documentId),
    part: shown.map((part) => part.ordinal),
    text: shown.map((part) => excerpt(part.bareText)),
    score: shown.map((part) => part.score),
    semantic: shown.map((part) => part.semantic),
    lexical: shown.map((part) => part.lexical),
    lexical_interpolation: shown.map((part) => corpora[part.corpusIndex]?.lexicalInterpolation ?? 0),
  };
}

const excerpt = (text: string) => (text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text);

/** Each list has an element for each part: first those it `kept`, best first, then those it took out. */
export interface RerankNote extends CallNote {
  kind: 'rerank';
  step: number;
  type: RerankStage['kind'];
  settings: object;
  ms: number;
  given: number;
  kept: number;
  corpus_key: string[];
  document_id: string[];
  part: number[];
  /** From 1. */
  rank_before: number[];
  score_before: number[];
  /** Only of those it kept. */
  score_after: number[];
}

export function rerankNote(
  step: number,
  stage: RerankStage,
  before: readonly FoundPart[],
  after: readonly FoundPart[],
  ms: number,
): RerankNote {
  const places = new Map(before.map((part, index) => [part.ordinal, index]));
  const order = after.map(({ ordinal }) => places.get(ordinal)!);
  for (const { ordinal } of after) places.delete(ordinal);
  order.push(...places.values());
  const shown = order.slice(0, MOST_PARTS);
  const { type, ...settings } = stageOf(stage);
  return {
    kind: 'rerank',
    step,
    type,
    settings,
    ms,
    given: before.length,
    kept: after.length,
    corpus_key: shown.map((place) => before[place]!.corpusKey),
    document_id: shown.map((place) => before[place]!.documentId),
    part: shown.map((place) => before[place]!.ordinal),
    rank_before: shown.map((place) => place + 1),
    score_before: shown.map((place) => before[place]!.score),
    score_after: after.slice(0, MOST_PARTS).map((part) => part.score),
  };
}
