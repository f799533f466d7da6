import { TooLarge } from './ingest-error.ts';
import type { Cell, Table } from './structured-document.ts';

/** What a cell shows; an empty cell shows nothing. */
export function cellText(cell: Cell): string {
  const value = cell.text_value ?? cell.int_value ?? cell.float_value ?? cell.bool_value;
  return value === undefined || value === null ? '' : String(value);
}

/** As HTML caps it; a larger span is not meant. */
const WIDEST = 1000;
const MOST_CELLS = 5_000_000;

/**
 * The rows with every span spread out, as text: a spanned place repeats the cell where `repeat` asks, else is blank.
 * All rows come out equally long. Throws TooLarge past five million cells, which a few bytes of spans can ask for.
 */
export function tableGrid(rows: readonly Cell[][], repeat: boolean): string[][] {
  const grid: string[][] = rows.map(() => []);
  let spread = 0;
  rows.forEach((row, top) => {
    let left = 0;
    for (const cell of row) {
      while (grid[top]![left] !== undefined) left++;
      const right = left + Math.min(cell.colspan ?? 1, WIDEST);
      const bottom = Math.min(top + (cell.rowspan ?? 1), rows.length);
      refuseMoreThan(rows.length * right);
      spread += (right - left) * (bottom - top);
      refuseMoreThan(spread);
      const text = cellText(cell);
      for (let y = top; y < bottom; y++)
        for (let x = left; x < right; x++) grid[y]![x] = repeat || (y === top && x === left) ? text : '';
      left = right;
    }
  });
  const width = grid.reduce((widest, row) => Math.max(widest, row.length), 0);
  return grid.map((row) => Array.from({ length: width }, (_, x) => row[x] ?? ''));
}

/**
 * A GitHub-flavoured markdown table without title or trailing newline; `''` when it has no cell. Several header rows
 * become one, their texts joined per column; a table without headers gets the empty header row that markdown demands.
 */
export function tableMarkdown(table: Pick<Table, 'data'>): string {
  const headers = tableGrid(table.data?.headers ?? [], true);
  const rows = tableGrid(table.data?.rows ?? [], false);
  const width = Math.max(headers[0]?.length ?? 0, rows[0]?.length ?? 0);
  if (width === 0) return '';
  const heading = Array.from({ length: width }, (_, x) =>
    [...new Set(headers.map((row) => row[x] ?? '').filter(Boolean))].join(' '),
  );
  return [heading, Array(width).fill('---'), ...rows.map((row) => heading.map((_, x) => row[x] ?? ''))]
    .map((row) => `| ${row.map(escaped).join(' | ')} |`)
    .join('\n');
}

function refuseMoreThan(cells: number) {
  if (cells > MOST_CELLS) throw new TooLarge(`A table takes up more than ${MOST_CELLS} cells.`);
}

const escaped = (text: string) => text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replace(/\s+/g, ' ').trim();

/**
 * The `vectara` object in the metadata of a table's part; rows count from 0, as in `data.rows`
 * (docs/behaviour/documents.md, Tables and images).
 */
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
