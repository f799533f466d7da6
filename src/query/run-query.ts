import type { FoundPart } from '../retrieval/search/found-part.ts';
import { pendingDocuments, searchCorpora } from '../v2/corpora/search.ts';
import { generateAnswer } from './answer/generate-answer.ts';
import type { QueryTrace } from './history.ts';
import { rerankNote, searchNote } from './notes.ts';
import type { QueryPlan } from './plan/query-plan.ts';
import type { QueryEvent } from './query-event.ts';
import { type OnRerankStep, rerank } from './rerank.ts';
import { toSearchResult } from './wire.ts';

/** The pipeline: rewrite, retrieve, rerank, then answer from what was found. Throws ApiError, or the signal's reason. */
export async function* runQuery(
  plan: QueryPlan,
  signal: AbortSignal,
  trace: QueryTrace,
): AsyncGenerator<QueryEvent, void, undefined> {
  const { search, generation, chat } = plan;
  yield* reportRewriting(plan, trace);
  const found = await retrieve(plan, signal, trace);
  const ranked = await rank(plan, found, trace);
  const results = ranked.slice(search.offset, search.offset + search.limit).map(toSearchResult);
  yield { type: 'search_results', search_results: results, ...rewrittenQueries(plan) };
  if (chat?.ids) yield { type: 'chat_info', chat_id: chat.ids.chatId, turn_id: chat.ids.turnId };
  if (generation) yield* generateAnswer(generation, plan, results, signal, trace);
  yield { type: 'end' };
}

async function retrieve({ account, search }: QueryPlan, signal: AbortSignal, trace: QueryTrace): Promise<FoundPart[]> {
  const finish = trace.begin();
  const started = performance.now();
  const found = await searchCorpora(account, search, signal);
  const ms = performance.now() - started;
  const { note } = trace;
  if (note) {
    const searched = search.corpora.map(({ corpus }) => corpus);
    note(searchNote(found, search, ms, pendingDocuments(account, searched)));
  }
  finish({ type: 'search', search_results: found.map(toSearchResult) });
  return found;
}

async function rank(
  { account, search, query }: QueryPlan,
  found: FoundPart[],
  trace: QueryTrace,
): Promise<FoundPart[]> {
  if (search.rerank.every(({ kind, limit }) => kind === 'none' && limit === undefined)) return found;
  const finish = trace.begin();
  const { note } = trace;
  const onStep = note && ((...step: Parameters<OnRerankStep>) => note(rerankNote(...step)));
  const ranked = await rerank(account, search.rerank, query, found, onStep);
  const before = new Map(found.map(({ ordinal, score }) => [ordinal, score]));
  finish({
    type: 'rerank',
    reranked_search_results: ranked.map(({ ordinal, text, score }) => ({
      text,
      score,
      original_score: before.get(ordinal) ?? score,
    })),
  });
  return ranked;
}

function* reportRewriting({ rewriting = [], chat }: QueryPlan, trace: QueryTrace): Generator<QueryEvent, void> {
  if (chat?.rephrasedQuery !== undefined) trace.begin()({ type: 'rephrase', rephrased_query: chat.rephrasedQuery });
  for (const { corpusKey, extraction, warnings } of rewriting) {
    const filter_extraction = extraction ? toWire(extraction) : {};
    trace.begin()({ type: 'rewritten_query', corpus_key: corpusKey, filter_extraction, warnings });
    if (!extraction) yield { type: 'warning', warning: 'intelligent_query_rewriting_failed' };
  }
}

const rewrittenQueries = ({ rewriting }: QueryPlan) =>
  rewriting && {
    rewritten_queries: rewriting.map(({ corpusKey, extraction }) => ({
      corpus_key: corpusKey,
      filter_extraction: extraction ? toWire(extraction) : {},
    })),
  };

const toWire = ({ query, filter }: { query: string; filter: string | undefined }) => ({
  query,
  ...(filter === undefined ? {} : { metadata_filter: filter }),
});
