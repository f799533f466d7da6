import type { Database } from 'better-sqlite3';
import { IS_FINISHED } from '../corpus-index/filter-bitmap.ts';
import { type AttributePlace, type IndexSettings, tableOf } from '../corpus-index/index-settings.ts';
import type { CheckedFilter } from '../filter/compile-filter.ts';
import { elementType } from '../filter/filter-attribute.ts';
import { keptOwners } from './kept-owners.ts';

export interface AttributeStatistics {
  /** Most frequent first, equally frequent ones by value. */
  values: { value: string | number | boolean; count: number }[];
  /** Of numbers, where there are any. */
  stats: { min: number; max: number; avg: number; sum: number } | undefined;
}

/**
 * Which values of an attribute occur in how many documents, or parts, that the filter keeps (docs/behaviour/corpora.md, Filter attribute statistics).
 * Each element of a list counts by itself; one that a list repeats counts once.
 */
export function attributeStatistics(
  db: Database,
  settings: IndexSettings,
  place: AttributePlace,
  filter: CheckedFilter | undefined,
  limit: number,
): AttributeStatistics {
  const { attribute, column, listTable } = place;
  const type = elementType(attribute.type) ?? attribute.type;
  const value = listTable ? 'value' : column;
  const kept = filter && keptOwners(settings, filter, attribute.level);
  const rows = `FROM ${listTable ?? tableOf(settings.corpusId, attribute.level)}
    WHERE ${value} IS NOT NULL ${attribute.level === 'part' ? `AND ${IS_FINISHED}` : ''} ${kept ? `AND owner IN (${kept.sql})` : ''}`;
  const parameters = kept?.parameters ?? [];

  const frequent = db.prepare(
    `SELECT ${value} AS value, count(*) AS count ${rows} GROUP BY ${value} ORDER BY count(*) DESC, ${value} LIMIT ?`,
  );
  const values = frequent.all(...parameters, limit) as { value: string | number; count: number }[];
  const isNumeric = type === 'integer' || type === 'real_number';
  return {
    values: type === 'boolean' ? values.map((row) => ({ ...row, value: row.value === 1 })) : values,
    stats: isNumeric && values.length > 0 ? numericStats(db, value, rows, parameters) : undefined,
  };
}

function numericStats(db: Database, value: string, rows: string, parameters: unknown[]) {
  // sum() fails where integers add up beyond 64 bits; total() is a double throughout.
  const query = db.prepare(
    `SELECT min(${value}) AS min, max(${value}) AS max, avg(${value}) AS avg, total(${value}) AS sum ${rows}`,
  );
  const { min, max, avg, sum } = query.get(...parameters) as NonNullable<AttributeStatistics['stats']>;
  // JSON has no infinity, which is what huge numbers add up to.
  return { min, max, avg: clamp(avg, min, max), sum: clamp(sum, -Number.MAX_VALUE, Number.MAX_VALUE) };
}

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));
