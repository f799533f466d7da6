import type { Database } from 'better-sqlite3';
import { IS_FINISHED } from '../corpus-index/filter-bitmap.ts';
import { type AttributePlace, type IndexSettings, tableOf } from '../corpus-index/index-settings.ts';
import type { CheckedFilter } from '../filter/compile-filter.ts';
import { elementType } from '../filter/filter-attribute.ts';
import { keptOwners } from './kept-owners.ts';

/**
 * The values of one attribute as text, as JSON would write them, with the ordinals of the documents or parts that have
 * them; a list gives one entry for each element. Only what the filter keeps, in order of indexing.
 */
export function* attributeTexts(
  db: Database,
  settings: IndexSettings,
  place: AttributePlace,
  filter: CheckedFilter | undefined,
): Generator<[owner: number, text: string], void, undefined> {
  const { attribute, column, listTable } = place;
  const type = elementType(attribute.type) ?? attribute.type;
  const value = listTable ? 'value' : column;
  const kept = filter && keptOwners(settings, filter, attribute.level);
  const rows = db
    .prepare(
      // Integers may have more digits than a JavaScript number.
      `SELECT owner, ${type === 'integer' ? `CAST(${value} AS TEXT)` : value}
       FROM ${listTable ?? tableOf(settings.corpusId, attribute.level)}
       WHERE ${value} IS NOT NULL ${attribute.level === 'part' ? `AND ${IS_FINISHED}` : ''} ${kept ? `AND owner IN (${kept.sql})` : ''} ORDER BY owner`,
    )
    .raw()
    .iterate(...(kept?.parameters ?? [])) as Iterable<[number, string | number]>;
  for (const [owner, found] of rows) yield [owner, type === 'boolean' ? String(found === 1) : String(found)];
}
