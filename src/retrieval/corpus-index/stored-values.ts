import type { Database } from 'better-sqlite3';
import type { FilterAttribute } from '../filter/filter-attribute.ts';
import { IS_FINISHED } from './filter-bitmap.ts';
import { attributePlaces, type IndexSettings, tableOf } from './index-settings.ts';

/** The values stored for one attribute, most frequent first. */
export interface StoredValues {
  attribute: FilterAttribute;
  values: (string | number)[];
}

/** The values of the declared text and integer attributes of a corpus, at most `limit` of each. */
export function listStoredValues(db: Database, settings: IndexSettings, limit: number): StoredValues[] {
  const isDeclared = ({ level, name }: FilterAttribute) =>
    settings.attributes.some((declared) => declared.level === level && declared.name === name);
  return attributePlaces(settings)
    .filter(({ attribute }) => isDeclared(attribute) && /^(text|integer|real_number)$/.test(attribute.type))
    .map(({ attribute, column }) => {
      const values = db
        .prepare(
          `SELECT ${column} FROM ${tableOf(settings.corpusId, attribute.level)} WHERE ${column} IS NOT NULL ${attribute.level === 'part' ? `AND ${IS_FINISHED}` : ''}
           GROUP BY ${column} ORDER BY count(*) DESC, ${column} LIMIT ?`,
        )
        .pluck();
      return { attribute, values: values.all(limit) as (string | number)[] };
    });
}
