import type { ConsistencyWarning } from './consistency/evaluate-consistency.ts';
import type { RewrittenQuery, SearchResult } from './query-schema.ts';

export type QueryWarning = ConsistencyWarning | 'intelligent_query_rewriting_failed';

/**
 * What a query yields, in the order of docs/behaviour/query.md, Streams; streamed as they are, or folded into one body.
 */
export type QueryEvent =
  | { type: 'search_results'; search_results: SearchResult[]; rewritten_queries?: RewrittenQuery[] }
  | { type: 'chat_info'; chat_id: string; turn_id: string }
  | { type: 'generation_chunk'; generation_chunk: string }
  | { type: 'generation_end' }
  | { type: 'generation_info'; rendered_prompt: string; rephrased_query?: string }
  | { type: 'factual_consistency_score'; factual_consistency_score: number }
  | { type: 'warning'; warning: QueryWarning }
  | { type: 'error'; messages: string[] }
  | { type: 'end' };

/** What goes out in a stream: warnings have no place there (docs/behaviour/query.md, Streams). */
export async function* withoutWarnings(events: AsyncIterable<QueryEvent>): AsyncGenerator<QueryEvent, void, undefined> {
  for await (const event of events) if (event.type !== 'warning') yield event;
}
