import type { Table } from '../structured-document.ts';
import { cellText, tableMarkdown } from './table-markdown.ts';

/** The `vectara` object in the metadata of a table's part; rows count from 0, as in `data.rows` (reference corpora §3.4). */
export type TableReference = { table_id: string } & (
  | { is_table_title: true }
  | { is_table_summary: true }
  | { row_num: number }
);

/**
 * A title part if there is a title, one summary part (the description, else the table as markdown) and one part per
 * row, its cells joined with `, `. Blank cells and blank rows say nothing.
 */
export function* tableParts(table: Table & { id: string }): Generator<{ text: string; vectara: TableReference }> {
  const table_id = table.id;
  const title = table.title?.trim();
  if (title) yield { text: title, vectara: { table_id, is_table_title: true } };
  const markdown = tableMarkdown(table);
  const summary = table.description?.trim() || markdown;
  if (summary) yield { text: summary, vectara: { table_id, is_table_summary: true } };
  for (const [row_num, row] of (table.data?.rows ?? []).entries()) {
    const text = rowText(row.map(cellText));
    if (text) yield { text, vectara: { table_id, row_num } };
  }
}

/** One row in one line. */
export const rowText = (cells: readonly string[]): string =>
  cells
    .map((text) => text.replace(/\s+/g, ' ').trim())
    .filter(Boolean)
    .join(', ');
