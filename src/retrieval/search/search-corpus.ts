/** Hybrid search of one corpus: (1 − λ) · cosine + λ · BM25 + custom dimensions, exact, best first (docs/behaviour/search.md, Scores). */
import type { Database } from 'better-sqlite3';
import { emptySet, filterParts, isInSet, type PartSet, withoutUnfinished } from '../corpus-index/filter-bitmap.ts';
import { dimensionColumn, type IndexSettings, partsTable } from '../corpus-index/index-settings.ts';
import type { CheckedFilter } from '../filter/compile-filter.ts';
import type { LexicalSearch } from '../lexical/lexical-search.ts';
import type { QuerySyntax } from '../lexical/query-syntax.ts';
import { TopK } from '../vector-scan/top-k.ts';
import type { VectorIndex } from '../vector-scan/vector-index.ts';

export interface CorpusSearch {
  settings: IndexSettings;
  partCount: number;
  query: QuerySyntax;
  /** Undefined only when `lexicalInterpolation` is 1. */
  queryVector: Int8Array | undefined;
  /** λ, 0…1. */
  lexicalInterpolation: number;
  filter: CheckedFilter | undefined;
  /** In the order of `settings.dimensions`: the query's weight, and the value of parts that give none. */
  dimensions: readonly { weight: number; indexingDefault: number }[];
  /** How many hits are wanted. */
  count: number;
}

export interface Hit {
  ordinal: number;
  score: number;
  /** Cosine, −1…1; 0 in a purely lexical search. */
  semantic: number;
  /** Raw BM25; 0 for a part without any term of the query. */
  lexical: number;
}

export interface SearchSources {
  db: Database;
  lexical: LexicalSearch;
  openVectors(): VectorIndex;
}

/**
 * The best `count` parts that the filter keeps. Every part is eligible, however unlike the query; only a purely lexical
 * search (λ = 1) needs a term in common. Equal scores go to the part indexed first: the emulator's choice, since
 * ordering by document id (docs/behaviour/search.md, Scores) would need every tied part's document.
 */
export function searchCorpus(search: CorpusSearch, { db, lexical, openVectors }: SearchSources): Hit[] {
  const { settings, lexicalInterpolation: lambda, queryVector, count } = search;
  const isLexical = lambda === 1 || queryVector === undefined;
  let allowed = search.filter && filterParts(db, settings, search.filter);
  allowed = withoutUnfinished(db, settings.corpusId, allowed);
  if (lambda > 0) allowed = withoutExcluded(allowed, lexical.excluded(settings.corpusId, search.query), db, settings);

  const bm25 = lambda > 0 ? lexicalScores(search, lexical, allowed, isLexical) : NONE;
  const own = weightedDimensions(search, db);
  const baseline = search.dimensions.reduce((sum, one) => weighted(sum, one.weight, one.indexingDefault), 0);
  // A part that its own dimensions pull down may leave the best; the next nearest must be at hand then.
  const pulledDown = [...own.values()].filter((value) => value < baseline).length;
  const vectors = isLexical ? undefined : openVectors();
  const neighbours = isLexical ? undefined : vectors!.scan(queryVector, count + pulledDown, allowed);

  const semantic = new Map(neighbours?.ordinals.map((ordinal, index) => [ordinal, neighbours.scores[index]!]));
  const top = new TopK(count);
  const scoreOf = (ordinal: number, cosine: number) =>
    finite(
      (1 - lambda) * cosine + (lambda > 0 ? lambda * (bm25.get(ordinal) ?? 0) : 0) + (own.get(ordinal) ?? baseline),
    );
  for (const [ordinal, cosine] of semantic) top.offer(ordinal, scoreOf(ordinal, cosine));

  const nearest = neighbours?.scores[0] ?? 0;
  const measured = new Map<number, number>();
  const consider = (ordinal: number) => {
    if (semantic.has(ordinal) || measured.has(ordinal)) return;
    // No part is nearer than the nearest one, so most need not be compared at all.
    if (!isLexical && scoreOf(ordinal, nearest) < top.threshold) return;
    const cosine = isLexical ? 0 : (vectors!.scoreOf(ordinal, queryVector) ?? 0);
    measured.set(ordinal, cosine);
    top.offer(ordinal, scoreOf(ordinal, cosine));
  };
  for (const ordinal of bm25.keys()) consider(ordinal);
  if (!isLexical) for (const ordinal of own.keys()) if (!allowed || isInSet(allowed, ordinal)) consider(ordinal);

  const { ordinals, scores } = top.take();
  return ordinals.map((ordinal, index) => ({
    ordinal,
    score: scores[index]!,
    semantic: semantic.get(ordinal) ?? measured.get(ordinal) ?? 0,
    lexical: bm25.get(ordinal) ?? 0,
  }));
}

const NONE: ReadonlyMap<number, number> = new Map();

/** JSON has no infinity, which is what huge weights and values come to. */
const finite = (score: number) => Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, score));
const weighted = (sum: number, weight: number, value: number) => finite(sum + finite(weight * value));

/** BM25 of the allowed parts, highest first, so that the search can stop comparing early. */
function lexicalScores(
  { settings, query, partCount }: CorpusSearch,
  lexical: LexicalSearch,
  allowed: PartSet | undefined,
  alone: boolean,
): ReadonlyMap<number, number> {
  const { ordinals, scores } = lexical.search(settings.corpusId, query, partCount, alone);
  const kept = ordinals.map((_, index) => index).filter((index) => !allowed || isInSet(allowed, ordinals[index]!));
  kept.sort((a, b) => scores[b]! - scores[a]! || ordinals[a]! - ordinals[b]!);
  return new Map(kept.map((index) => [ordinals[index]!, scores[index]!]));
}

/** Σ weight · value of the parts that give at least one value of their own. */
function weightedDimensions({ settings, dimensions }: CorpusSearch, db: Database): ReadonlyMap<number, number> {
  if (dimensions.every(({ weight }) => weight === 0)) return NONE;
  const columns = dimensions.map((_, index) => dimensionColumn(index));
  const rows = db
    .prepare(
      `SELECT owner, ${columns.join(', ')} FROM ${partsTable(settings.corpusId)}
       WHERE ${columns.map((column) => `${column} IS NOT NULL`).join(' OR ')}`,
    )
    .raw()
    .all() as [number, ...(number | null)[]][];
  return new Map(
    rows.map(([owner, ...values]) => [
      owner,
      dimensions.reduce(
        (sum, { weight, indexingDefault }, i) => weighted(sum, weight, values[i] ?? indexingDefault),
        0,
      ),
    ]),
  );
}

function withoutExcluded(
  allowed: PartSet | undefined,
  excluded: readonly number[],
  db: Database,
  { corpusId }: IndexSettings,
): PartSet | undefined {
  if (excluded.length === 0) return allowed;
  const set = allowed ?? emptySet(db, corpusId).fill(0xff);
  for (const ordinal of excluded) if (ordinal >> 3 < set.length) set[ordinal >> 3]! &= ~(1 << (ordinal & 7));
  return set;
}
