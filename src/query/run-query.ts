import { generateAnswer } from './generate-answer.ts';
import type { QueryDependencies } from './query-dependencies.ts';
import type { QueryEvent } from './query-event.ts';
import type { QueryPlan } from './query-plan.ts';
import { toSearchResult } from './to-search-result.ts';

/** The pipeline: retrieve, then answer from what was found. Throws ApiError, or the signal's reason. */
export async function* runQuery(
  plan: QueryPlan,
  { searchCorpora }: QueryDependencies,
  signal: AbortSignal,
): AsyncGenerator<QueryEvent, void, undefined> {
  const { offset, limit } = plan.search;
  const found = await searchCorpora(plan.account, plan.search, signal);
  const results = found.slice(offset, offset + limit).map(toSearchResult);
  yield { type: 'search_results', search_results: results };
  if (plan.generation) yield* generateAnswer(plan.generation, plan.query, results, signal);
  yield { type: 'end' };
}
