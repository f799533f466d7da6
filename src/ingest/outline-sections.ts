import { TooLarge } from './ingest-error.ts';
import type { Section, Table } from './structured-document.ts';

/** A section where it stands. `level` and `ordinal` start at 1; `breadcrumb` are the titles from the top down to it. */
export interface PlacedSection {
  section: Section;
  ordinal: number;
  level: number;
  breadcrumb: string[];
  tables: (Table & { id: string })[];
}

/** Breadcrumbs grow with the square of the depth, and ten megabytes of JSON can nest a few hundred thousand deep. */
const DEEPEST = 100;

/**
 * The tree of sections, depth first, parents before children. Tables without an id get `table_1`, `table_2` … skipping
 * ids the caller uses. Untitled sections leave no breadcrumb. Throws TooLarge past a depth of 100.
 */
export function outlineSections(sections: readonly Section[]): PlacedSection[] {
  const placed: PlacedSection[] = [];
  const visit = (siblings: readonly Section[], level: number, above: string[]) => {
    if (level > DEEPEST) throw new TooLarge(`Sections are nested deeper than ${DEEPEST} levels.`);
    for (const section of siblings) {
      const title = section.title?.trim();
      const breadcrumb = title ? [...above, title] : above;
      placed.push({ section, ordinal: placed.length + 1, level, breadcrumb, tables: [] });
      visit(section.sections ?? [], level + 1, breadcrumb);
    }
  };
  visit(sections, 1, []);
  nameTables(placed);
  return placed;
}

function nameTables(placed: readonly PlacedSection[]) {
  const taken = new Set(placed.flatMap(({ section }) => section.tables?.map((table) => table.id) ?? []));
  let last = 0;
  const freeId = () => {
    do last++;
    while (taken.has(`table_${last}`));
    return `table_${last}`;
  };
  for (const place of placed)
    place.tables = (place.section.tables ?? []).map((table) => ({ ...table, id: table.id || freeId() }));
}
