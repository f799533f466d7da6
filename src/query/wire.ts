/** What is found and answered, in the shapes of responses (docs/behaviour/query.md, Response). */

import type { FoundPart } from '../retrieval/search/found-part.ts';
import type { QueryPlan } from './plan/query-plan.ts';
import type { QueryEvent } from './query-event.ts';
import type { QueryFullResponse, SearchResult } from './query-schema.ts';

/** Folds a query's events into the one JSON body of a plain response (docs/behaviour/query.md, Response). */
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

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** A document's metadata as query results show it: with its title, and strings that look like JSON values converted. */
export const shownDocumentMetadata = ({ title, documentMetadata }: FoundPart): Record<string, unknown> =>
  convertStrings({ ...(title === undefined ? {} : { title }), ...documentMetadata });

/** Strings that look like JSON values become them, in query results only (docs/behaviour/search.md, Results). */
function convertStrings(metadata: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [key, typeof value === 'string' ? converted(value) : value]),
  );
}

function converted(text: string): unknown {
  if (NUMBER.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (!text.startsWith('{') && !text.startsWith('[')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A found part as a response shows it (docs/behaviour/query.md, Response). */
export const toSearchResult = (part: FoundPart): SearchResult => ({
  result_type: part.image ? 'image' : 'text',
  text: part.text,
  score: part.score,
  part_metadata: convertStrings(part.partMetadata),
  document_metadata: shownDocumentMetadata(part),
  document_id: part.documentId,
  request_corpora_index: part.corpusIndex,
  corpus_key: part.corpusKey,
  ...(part.table ? { table: part.table } : {}),
  ...(part.image ? { image: part.image as SearchResult['image'] } : {}),
});
