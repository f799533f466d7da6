import type { Account } from '../../accounts/account.ts';
import { currentCall } from '../../calls/call.ts';
import { planNote } from '../notes.ts';
import type { QueryCorpusRequest, QueryRequest } from '../query-schema.ts';
import { planGeneration } from './plan-generation.ts';
import { planSearch, resolveCorpora } from './plan-search.ts';
import type { ChatPlan, QueryPlan } from './query-plan.ts';

/**
 * Request, preset and defaults → plan, in the order of docs/behaviour/query.md, Order of work. Every lookup and every
 * refusal happens here, before a byte is sent, so errors are ordinary 4xx whether the answer is streamed or not.
 */
export async function planQuery(account: Account, request: QueryRequest, chat?: ChatPlan): Promise<QueryPlan> {
  const { stream_response = false, save_history } = request;
  const query = chat?.rephrasedQuery ?? request.query;
  const corpora = resolveCorpora(account, request);
  const generation = await planGeneration(account, query, request.generation, stream_response);
  const { search, rewriting } = planSearch(account, query, request, corpora);
  const plan: QueryPlan = {
    account,
    query,
    search,
    generation,
    rewriting,
    chat,
    saveHistory: save_history ?? corpora.some(({ saveHistory }) => saveHistory),
  };
  currentCall.get()?.note?.(planNote(plan, request));
  return plan;
}

/** A query of one corpus in the form of a query of several. */
export function toQueryRequest(corpusKey: string, request: QueryCorpusRequest): QueryRequest {
  const { custom_dimensions, metadata_filter, lexical_interpolation, semantics, ...search } = request.search ?? {};
  const corpus = { corpus_key: corpusKey, custom_dimensions, metadata_filter, lexical_interpolation, semantics };
  return { ...request, search: { ...search, corpora: [corpus] } };
}
