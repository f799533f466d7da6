/** What happened inside a query, step by step (reference §8.3). */
import type { Call } from '../../calls/call.ts';
import type { SearchResult } from '../wire/query-schema.ts';

export type SpanDetail =
  | { type: 'rephrase'; rephrased_query: string }
  | {
      type: 'rewritten_query';
      corpus_key: string;
      filter_extraction: { query?: string; metadata_filter?: string };
      warnings: string[];
    }
  | { type: 'search'; search_results: SearchResult[] }
  | { type: 'rerank'; reranked_search_results: { text: string; score: number; original_score: number }[] }
  | { type: 'generation'; prompt: string; generation: string }
  | { type: 'fcs'; score: number };

export type QuerySpan = SpanDetail & { started_at: string; latency_millis: number };

/** Collects the spans of one query while it runs. */
export interface QueryTrace {
  readonly spans: readonly QuerySpan[];
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Whole milliseconds since the trace began. */
  elapsed(): number;
  /** Call it before a step; what it answers with is called after, with what the step did. */
  begin(): (detail: SpanDetail) => void;
  /** Tells whoever listens to the call more than the history keeps; undefined when nobody does. */
  readonly note: Call['note'];
}

/** `now` gives the time that is shown; durations are measured by the monotonic clock. */
export function createTrace(
  now: () => number,
  observeStage: (stage: SpanDetail['type'], milliseconds: number) => void = () => {},
  note?: Call['note'],
): QueryTrace {
  const spans: QuerySpan[] = [];
  const startedAt = now();
  const started = performance.now();
  const since = (time: number) => Math.round(performance.now() - time);
  return {
    spans,
    note,
    startedAt,
    elapsed: () => since(started),
    begin() {
      const started_at = new Date(now()).toISOString();
      const from = performance.now();
      return (detail) => {
        observeStage(detail.type, performance.now() - from);
        spans.push({ ...detail, started_at, latency_millis: since(from) });
      };
    },
  };
}
