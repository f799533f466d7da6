/** The emulator's stand-in for the multilingual reranker: deterministic, local, in 0…1 with 0.5 as the border of relevance. */
import type { Account } from '../accounts/account.ts';
import { invalidArgument } from '../errors.ts';
import type { FoundPart } from '../retrieval/search/found-part.ts';
import { cosine } from '../retrieval/vector-scan/vector-index.ts';
import { contentWords } from '../upstream/built-in/words.ts';
import { knee } from '../userfn/knee.ts';
import type { UserFunction } from '../userfn/user-function.ts';
import { readVectors } from '../v2/corpora/search.ts';
import { encodeOnPlatform } from '../v2/encoders/encoding.ts';
import { shownDocumentMetadata } from './wire.ts';

/** A part with a score of the stage before or of this one; null takes it out. */
interface Scored {
  part: FoundPart;
  score: number | null;
}

/** Told after each step, counted from 1: the parts it was given and those it left, both best first. */
export type OnRerankStep = (
  step: number,
  stage: RerankStage,
  before: readonly FoundPart[],
  after: readonly FoundPart[],
  ms: number,
) => void;

/** Runs every stage over the parts, which come best first and leave best first. Each part's `score` is the last stage's. */
export async function rerank(
  account: Account,
  stages: readonly RerankStage[],
  query: string,
  parts: readonly FoundPart[],
  onStep?: OnRerankStep,
): Promise<FoundPart[]> {
  let ranked = [...parts];
  for (const [index, stage] of stages.entries()) {
    const started = performance.now();
    const before = ranked;
    ranked = keep(await scoreStage(account, stage, query, before), stage);
    onStep?.(index + 1, stage, before, ranked, performance.now() - started);
  }
  return ranked;
}

/** Null out, cutoff, sort, limit: in this order (docs/behaviour/rerankers.md, One stage). */
function keep(scored: readonly Scored[], { cutoff, limit }: RerankStage): FoundPart[] {
  const kept = scored.filter(
    (each): each is { part: FoundPart; score: number } =>
      each.score !== null && (cutoff === undefined || each.score >= cutoff),
  );
  kept.sort((a, b) => b.score - a.score);
  return kept.slice(0, limit ?? kept.length).map(({ part, score }) => ({ ...part, score }));
}

async function scoreStage(
  account: Account,
  stage: RerankStage,
  query: string,
  parts: readonly FoundPart[],
): Promise<Scored[]> {
  switch (stage.kind) {
    case 'none':
      return parts.map((part) => ({ part, score: part.score }));
    case 'relevance': {
      const texts = parts.map((part) => (stage.includeContext ? part.text : part.bareText));
      const scores = await relevance(account, query, texts);
      return parts.map((part, index) => ({ part, score: scores[index]! }));
    }
    case 'mmr': {
      const vectors = readVectors(account, parts);
      const candidates = parts.map(({ score }, index) => ({ score, vector: vectors[index] }));
      const chosen = selectByMarginalRelevance(candidates, stage.diversityBias);
      return chosen.map(({ index, score }) => ({ part: parts[index]!, score }));
    }
    case 'user function':
      return applyFunction(stage.userFunction, parts, new Date(account.now()));
  }
}

async function relevance(account: Account, query: string, texts: readonly string[]): Promise<number[]> {
  if (texts.length === 0) return [];
  const vectors = await encodeOnPlatform(account, [query, ...texts]);
  const dimensions = vectors.length / (texts.length + 1);
  const encoded = [query, ...texts].map((text, index) => ({
    text,
    vector: vectors.subarray(index * dimensions, (index + 1) * dimensions),
  }));
  return scoreRelevance(encoded[0]!, encoded.slice(1));
}

function applyFunction(userFunction: UserFunction, parts: readonly FoundPart[], now: Date): Scored[] {
  if (userFunction.knee) {
    const { sensitivity, earlyBias } = userFunction.knee;
    const kept = knee(
      parts.map(({ score }) => score),
      sensitivity,
      earlyBias,
    );
    return parts.map((part, index) => ({ part, score: index < kept ? part.score : null }));
  }
  return parts.map((part) => {
    const root = {
      score: part.score,
      text: part.text,
      document_metadata: shownDocumentMetadata(part),
      part_metadata: part.partMetadata,
      document_id: part.documentId,
    };
    return { part, score: asScore(userFunction.evaluate(root, now)) };
  });
}

/** A score, or null for what takes the result out (docs/behaviour/user-functions.md, Results). */
function asScore(value: unknown): number | null {
  if (value === null) return null;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  const kind = typeof value === 'object' ? 'a date, a duration or a structure' : `a ${typeof value}`;
  throw invalidArgument(`The user function gave ${kind}; it should give a number or null.`);
}

interface Keeps {
  /** How many results are kept. */
  limit?: number | undefined;
  /** The lowest score that is kept. */
  cutoff?: number | undefined;
}

/** One step of reranking, everything resolved; chains are flattened. */
export type RerankStage = Keeps &
  (
    | { kind: 'none' }
    | { kind: 'relevance'; includeContext: boolean }
    | { kind: 'mmr'; diversityBias: number }
    | { kind: 'user function'; userFunction: UserFunction }
  );

/** One candidate of the selection. */
interface Candidate {
  score: number;
  /** Undefined when none is stored; then it is like nothing else. */
  vector: Int8Array | undefined;
}

/**
 * Greedy choice of (1 − bias) · score − bias · (greatest similarity to what was chosen) (docs/behaviour/rerankers.md,
 * MMR). Gives the order of selection with the scores emitted: the first keeps its own, each later one carries its
 * marginal value.
 */
function selectByMarginalRelevance(candidates: readonly Candidate[], bias: number): { index: number; score: number }[] {
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

/** Weights of the log-odds: nearness in meaning, the share of the query's words that occur, and the border. */
const MEANING = 7;
const WORDS = 4;
const VERBATIM = 1;
const BORDER = -4;

interface Encoded {
  text: string;
  vector: Int8Array;
}

/** How well each text answers to the query; all vectors come from one encoder. */
function scoreRelevance(query: Encoded, texts: readonly Encoded[]): number[] {
  const wanted = contentWords(query.text);
  const verbatim = query.text.trim().toLowerCase();
  return texts.map(({ text, vector }) => {
    const words = contentWords(text);
    const found = [...wanted].filter((word) => words.has(word)).length;
    const coverage = wanted.size === 0 ? 0 : found / wanted.size;
    const hasQuery = verbatim !== '' && text.toLowerCase().includes(verbatim);
    const odds = MEANING * cosine(query.vector, vector) + WORDS * coverage + (hasQuery ? VERBATIM : 0) + BORDER;
    return 1 / (1 + Math.exp(-odds));
  });
}
