import type { Database } from 'better-sqlite3';
import { indexColumns } from '../corpus-index/index-columns.ts';
import { documentsTable, type IndexSettings, partsTable, tableOf } from '../corpus-index/index-settings.ts';
import { type CheckedFilter, filterSql } from '../filter/compile-filter.ts';
import type { FilterLevel } from '../filter/filter-attribute.ts';

export interface OwnersSql {
  /** One SELECT of one column, `owner`. */
  sql: string;
  parameters: (string | number | bigint)[];
}

/**
 * What a filter keeps at one level, by ordinal: parts, or documents. A filter of documents keeps all parts of those it
 * keeps; one of parts keeps the documents of which it keeps at least one part.
 */
export function keptOwners(settings: IndexSettings, filter: CheckedFilter, level: FilterLevel): OwnersSql {
  const documents = documentsTable(settings.corpusId);
  const parts = partsTable(settings.corpusId);
  const { sql, parameters } = filterSql(filter, indexColumns(settings));
  const used = new Set([level, ...filter.references.map((reference) => reference.level)]);
  const owner = `${tableOf(settings.corpusId, level)}.owner`;
  if (used.size === 1)
    return { sql: `SELECT ${owner} FROM ${tableOf(settings.corpusId, level)} WHERE ${sql}`, parameters };
  // CROSS JOIN fixes the order: each document once, then its parts as one range.
  const joined = `${documents} CROSS JOIN ${parts} ON ${parts}.owner BETWEEN first_part AND first_part + part_count - 1`;
  return { sql: `SELECT DISTINCT ${owner} AS owner FROM ${joined} WHERE ${sql}`, parameters };
}

/** The next `limit` documents that a filter keeps, after the one with the ordinal `after`, in order of indexing. */
export function nextKeptDocuments(
  db: Database,
  settings: IndexSettings,
  filter: CheckedFilter,
  after: number,
  limit: number,
): number[] {
  const { sql, parameters } = keptOwners(settings, filter, 'document');
  const next = db.prepare(`SELECT owner FROM (${sql}) WHERE owner > ? ORDER BY owner LIMIT ?`).pluck();
  return next.all(...parameters, after, limit) as number[];
}
