import { perAccount } from '../../accounts/account.ts';
import type { HistoryEntry, QuerySpan } from '../../query/history.ts';
import type { QueryHistory, QueryHistorySummary } from './queries-schema.ts';

interface Row {
  id: string;
  chat_id: string | null;
  corpus_keys: string;
  query: string;
  generation: string | null;
  factual_consistency_score: number | null;
  latency_millis: number;
  started_at: number;
  spans: string;
}

export interface HistoryFilters {
  /** Only entries all of whose corpora, and those of earlier turns of their chat, are among these. */
  readableCorpora?: readonly string[] | undefined;
  corpusKey?: string | undefined;
  chatId?: string | undefined;
  historyId?: string | undefined;
  /** Milliseconds since 1970; both bounds are exclusive. */
  startedAfter?: number | undefined;
  startedBefore?: number | undefined;
}

/** Of a turn the earlier ones count too: what it searched with may say what they asked. */
const READABLE = `(@readable IS NULL OR NOT EXISTS (
    SELECT 1 FROM query_history AS told, json_each(told.corpus_keys) AS corpus
    WHERE (told.ordinal = entry.ordinal OR (told.chat_id = entry.chat_id AND told.ordinal < entry.ordinal))
      AND corpus.value NOT IN (SELECT value FROM json_each(@readable))))`;

const toJson = (corpora: readonly string[] | undefined) => (corpora ? JSON.stringify(corpora) : null);

/** The query history of one account. */
export const queriesOf = perAccount(({ db, newId }) => {
  const insert = db.prepare(
    `INSERT INTO query_history (id, chat_id, corpus_keys, query, generation, factual_consistency_score, latency_millis,
       started_at, spans) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const byId = db.prepare(`SELECT * FROM query_history AS entry WHERE id = @id AND ${READABLE}`);
  const list = db.prepare(
    `SELECT * FROM query_history AS entry
     WHERE ${READABLE}
       AND (@corpusKey IS NULL OR EXISTS (SELECT 1 FROM json_each(corpus_keys) WHERE value = @corpusKey))
       AND (@chatId IS NULL OR chat_id = @chatId) AND (@historyId IS NULL OR id = @historyId)
       AND (@startedAfter IS NULL OR started_at > @startedAfter)
       AND (@startedBefore IS NULL OR started_at < @startedBefore)
     ORDER BY started_at DESC, ordinal DESC LIMIT @limit OFFSET @offset`,
  );

  return {
    save(entry: HistoryEntry): void {
      insert.run(
        `qry_${newId('query')}`,
        entry.chatId ?? null,
        JSON.stringify(entry.corpusKeys),
        JSON.stringify(entry.query),
        entry.generation ?? null,
        entry.factualConsistencyScore ?? null,
        entry.latencyMillis,
        entry.startedAt,
        JSON.stringify(entry.spans),
      );
    },

    find(id: string, readableCorpora?: readonly string[]): QueryHistory | undefined {
      const row = byId.get({ id, readable: toJson(readableCorpora) }) as Row | undefined;
      return row && toHistory(row);
    },

    /** Newest first. */
    list: (filters: HistoryFilters, limit: number, offset: number): QueryHistorySummary[] => {
      const readable = toJson(filters.readableCorpora);
      const { corpusKey = null, chatId = null, historyId = null, startedAfter = null, startedBefore = null } = filters;
      const rows = list.all({ readable, corpusKey, chatId, historyId, startedAfter, startedBefore, limit, offset });
      return (rows as Row[]).map(toSummary);
    },
  };
});

const common = (row: Row) => ({
  id: row.id,
  started_at: new Date(row.started_at).toISOString(),
  latency_millis: row.latency_millis,
  ...(row.chat_id === null ? {} : { chat_id: row.chat_id }),
});

const toHistory = (row: Row): QueryHistory => ({
  ...common(row),
  query: JSON.parse(row.query),
  spans: JSON.parse(row.spans) as QuerySpan[],
});

const toSummary = (row: Row): QueryHistorySummary => ({
  ...common(row),
  query: JSON.parse(row.query).query,
  corpus_key: JSON.parse(row.corpus_keys)[0],
  ...(row.generation === null ? {} : { generation: row.generation }),
  ...(row.factual_consistency_score === null ? {} : { factual_consistency_score: row.factual_consistency_score }),
});
