/** The query history on the wire (docs/behaviour/query.md, History). */
import { type Static, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/lists.ts';
import { discriminatedUnion } from '../../http/schemas.ts';
import { QueryRequest, SearchResult } from '../../query/query-schema.ts';

const timed = { latency_millis: Type.Integer(), started_at: Type.String({ format: 'date-time' }) };

const span = <Name extends string, Own extends Parameters<typeof Type.Object>[0]>(type: Name, own: Own) =>
  Type.Object({ type: Type.Literal(type), ...timed, ...own });

export const QueryHistorySpan = discriminatedUnion([
  span('rephrase', { rephrased_query: Type.String() }),
  span('rewritten_query', {
    corpus_key: Type.String(),
    filter_extraction: Type.Object({
      query: Type.Optional(Type.String()),
      metadata_filter: Type.Optional(Type.String()),
    }),
    warnings: Type.Array(Type.String()),
  }),
  span('search', { search_results: Type.Array(SearchResult) }),
  span('rerank', {
    reranked_search_results: Type.Array(
      Type.Object({ text: Type.String(), score: Type.Number(), original_score: Type.Number() }),
    ),
  }),
  span('generation', { prompt: Type.String(), generation: Type.String() }),
  span('fcs', { score: Type.Number() }),
]);

/** Never filled yet: agents are not emulated. */
const ofAgent = { agent_key: Type.Optional(Type.String()), session_key: Type.Optional(Type.String()) };

export const QueryHistory = Type.Object({
  id: Type.String(),
  query: QueryRequest,
  chat_id: Type.Optional(Type.String()),
  ...timed,
  ...ofAgent,
  spans: Type.Array(QueryHistorySpan),
});
export type QueryHistory = Static<typeof QueryHistory>;

export const QueryHistorySummary = Type.Object({
  id: Type.String(),
  query: Type.String(),
  corpus_key: Type.Optional(Type.String({ description: 'Of several corpora the first.' })),
  ...timed,
  chat_id: Type.Optional(Type.String()),
  generation: Type.Optional(Type.String()),
  factual_consistency_score: Type.Optional(Type.Number()),
  ...ofAgent,
});
export type QueryHistorySummary = Static<typeof QueryHistorySummary>;

export const ListQueriesQuery = Type.Object({
  corpus_key: Type.Optional(Type.String()),
  started_after: Type.Optional(Type.String({ format: 'date-time' })),
  started_before: Type.Optional(Type.String({ format: 'date-time' })),
  chat_id: Type.Optional(Type.String()),
  history_id: Type.Optional(Type.String()),
  ...pageQuery({ default: 10, maximum: 100 }),
});
export const ListQueriesResponse = Type.Object({ queries: Type.Array(QueryHistorySummary), metadata: ListMetadata });
