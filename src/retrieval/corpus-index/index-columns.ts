import type { FilterColumns } from '../filter/compile-filter.ts';
import type { FilterLevel } from '../filter/filter-attribute.ts';
import { findPlace, type IndexSettings, tableOf } from './index-settings.ts';

/** Where a compiled filter finds its values in the index of a corpus. */
export function indexColumns(settings: IndexSettings): FilterColumns {
  const { corpusId } = settings;
  const place = (level: FilterLevel, name: string) => {
    const found = findPlace(settings, level, name);
    if (!found) throw new Error(`the index of corpus ${corpusId} has no ${level} attribute '${name}'`);
    return found;
  };
  return {
    scalar: (level, name) => `${tableOf(corpusId, level)}.${place(level, name).column}`,
    list(level, name) {
      const { column, listTable } = place(level, name);
      const owned = tableOf(corpusId, level);
      return {
        table: listTable!,
        owner: `${listTable}.owner`,
        row: `${owned}.owner`,
        value: `${listTable}.value`,
        present: `${owned}.${column}`,
      };
    },
  };
}
