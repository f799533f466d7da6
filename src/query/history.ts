/** What happened inside a query, step by step, and how it is kept (docs/behaviour/query.md, History). */
import type { QueryNote } from './note-types.ts';
import type { QueryPlan } from './plan/query-plan.ts';
import type { QueryEvent } from './query-event.ts';
import type { QueryRequest, SearchResult } from './query-schema.ts';

type SpanDetail =
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
  readonly note: ((note: QueryNote) => void) | undefined;
}

/**
 * `now` gives the time that is shown; durations are measured by the monotonic clock, but while that time stands still
 * nothing takes any: with it stopped, what the history says repeats.
 */
export function createTrace(
  now: () => number,
  observeStage: (stage: SpanDetail['type'], milliseconds: number) => void = () => {},
  note?: QueryTrace['note'],
): QueryTrace {
  const spans: QuerySpan[] = [];
  const startedAt = now();
  const started = performance.now();
  const since = (time: number, shown: number) => (now() === shown ? 0 : Math.round(performance.now() - time));
  return {
    spans,
    note,
    startedAt,
    elapsed: () => since(started, startedAt),
    begin() {
      const shown = now();
      const started_at = new Date(shown).toISOString();
      const from = performance.now();
      return (detail) => {
        observeStage(detail.type, performance.now() - from);
        spans.push({ ...detail, started_at, latency_millis: since(from, shown) });
      };
    },
  };
}

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

/** Passes events on, and saves the query when they end, however they end: a failed query is kept with what it got to. */
export async function* recordQuery(
  { chat, search }: QueryPlan,
  request: QueryRequest,
  trace: QueryTrace,
  events: AsyncIterable<QueryEvent>,
  save: (entry: HistoryEntry) => void,
): AsyncGenerator<QueryEvent, void, undefined> {
  let generation: string | undefined;
  let score: number | undefined;
  let isSaved = false;
  const saveOnce = () => {
    if (isSaved) return;
    isSaved = true;
    save({
      query: request,
      corpusKeys: search.corpora.map(({ corpus }) => corpus.key),
      chatId: chat?.ids?.chatId,
      startedAt: trace.startedAt,
      latencyMillis: trace.elapsed(),
      generation,
      factualConsistencyScore: score,
      spans: trace.spans,
    });
  };
  try {
    for await (const event of events) {
      if (event.type === 'generation_chunk') generation = (generation ?? '') + event.generation_chunk;
      if (event.type === 'factual_consistency_score') score = event.factual_consistency_score;
      // Whoever has seen the end of a stream finds the query in the history.
      if (event.type === 'end') saveOnce();
      yield event;
    }
  } finally {
    saveOnce();
  }
}
