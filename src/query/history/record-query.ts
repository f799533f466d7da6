import type { QueryPlan } from '../plan/query-plan.ts';
import type { QueryEvent } from '../query-event.ts';
import type { QueryRequest } from '../wire/query-schema.ts';
import type { HistoryEntry } from './history-entry.ts';
import type { QueryTrace } from './query-span.ts';

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
