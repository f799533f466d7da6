import type { Account } from '../accounts/account.ts';
import { planGeneration } from './plan-generation.ts';
import type { QueryDependencies } from './query-dependencies.ts';
import type { QueryPlan, SearchPlan } from './query-plan.ts';
import type { QueryCorpusRequest, QueryRequest } from './query-schema.ts';

/** The most results a page can hold; a larger limit is capped silently (reference §5.2). */
const LARGEST_LIMIT = 1000;

/**
 * Request, preset and defaults → plan. Every lookup and every refusal happens here, before a byte is sent, so errors
 * are ordinary 4xx whether the answer is streamed or not.
 */
export async function planQuery(
  account: Account,
  request: QueryRequest,
  dependencies: QueryDependencies,
): Promise<QueryPlan> {
  const { query, stream_response = false } = request;
  const search = planSearch(account, request, dependencies);
  const generation = await planGeneration(account, query, request.generation, stream_response, dependencies);
  return { account, query, search, generation };
}

function planSearch(
  account: Account,
  { query, search }: QueryRequest,
  { requireCorpus }: QueryDependencies,
): SearchPlan {
  return {
    corpora: search.corpora.map((corpus) => ({
      key: corpus.corpus_key,
      rowId: requireCorpus(account, corpus.corpus_key),
      query: corpus.query ?? query,
    })),
    offset: search.offset ?? 0,
    limit: Math.min(search.limit ?? 10, LARGEST_LIMIT),
  };
}

/** A query of one corpus in the form of a query of several. */
export function toQueryRequest(corpusKey: string, request: QueryCorpusRequest): QueryRequest {
  const { lexical_interpolation, ...search } = request.search ?? {};
  return { ...request, search: { ...search, corpora: [{ corpus_key: corpusKey, lexical_interpolation }] } };
}
