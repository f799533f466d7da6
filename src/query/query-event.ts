import type { SearchResult } from './query-schema.ts';

/** What a query yields, in the order of reference §5.8; streamed as they are, or folded into one body. */
export type QueryEvent =
  | { type: 'search_results'; search_results: SearchResult[] }
  | { type: 'generation_chunk'; generation_chunk: string }
  | { type: 'generation_end' }
  | { type: 'generation_info'; rendered_prompt: string }
  | { type: 'error'; messages: string[] }
  | { type: 'end' };
