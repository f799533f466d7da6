import type { QueryRequest } from '../wire/query-schema.ts';
import type { QuerySpan } from './query-span.ts';

/** A query as the history keeps it; it outlives its chat and its corpora. */
export interface HistoryEntry {
  /** As it was asked, in the form for several corpora. */
  query: QueryRequest;
  corpusKeys: string[];
  chatId: string | undefined;
  /** Milliseconds since 1970. */
  startedAt: number;
  latencyMillis: number;
  /** The answer, as far as it came. */
  generation: string | undefined;
  factualConsistencyScore: number | undefined;
  spans: readonly QuerySpan[];
}
