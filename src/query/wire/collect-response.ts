import type { QueryPlan } from '../plan/query-plan.ts';
import type { QueryEvent } from '../query-event.ts';
import type { QueryFullResponse } from './query-schema.ts';

/** Folds a query's events into the one JSON body of a plain response (reference §5.3). */
export async function collectResponse(
  { generation }: Pick<QueryPlan, 'generation'>,
  events: AsyncIterable<QueryEvent>,
): Promise<QueryFullResponse> {
  const response = await collectEvents(events);
  return generation ? { summary: '', response_language: generation.language, ...response } : response;
}

/** What the events say by themselves. */
export async function collectEvents(events: AsyncIterable<QueryEvent>): Promise<QueryFullResponse> {
  const response: QueryFullResponse = { search_results: [] };
  for await (const event of events) {
    switch (event.type) {
      case 'search_results':
        response.search_results = event.search_results;
        if (event.rewritten_queries) response.rewritten_queries = event.rewritten_queries;
        break;
      case 'generation_chunk':
        response.summary = (response.summary ?? '') + event.generation_chunk;
        break;
      case 'generation_info':
        response.rendered_prompt = event.rendered_prompt;
        break;
      case 'factual_consistency_score':
        response.factual_consistency_score = event.factual_consistency_score;
        break;
      case 'warning':
        response.warnings = [...new Set([...(response.warnings ?? []), event.warning])];
        break;
    }
  }
  return response;
}
