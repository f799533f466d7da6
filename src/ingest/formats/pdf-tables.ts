import type { Table } from '../structured-document.ts';
import { headedTable, typedCell } from './blocks.ts';
import type { PdfCell, PdfLine } from './pdf-lines.ts';

/** Longer cells are columns of prose. Characters, at the median. */
const LONGEST_CELL = 40;
/** Steepest distance between the lines of a table, in font sizes. */
const STEEPEST = 3;

interface Run {
  lines: PdfLine[];
  columns: { left: number; right: number }[];
}

/**
 * The page's lines with every table among them in its place. A table is what stands in columns: three lines or more
 * with two cells or more, or two lines with three or more, where no cell reaches into two columns. Rules and borders
 * are not looked at, so merged cells and cells of several lines end a table or become rows of their own.
 */
export function tableRuns(lines: readonly PdfLine[]): (PdfLine | Table)[] {
  const found: (PdfLine | Table)[] = [];
  let run: Run = { lines: [], columns: [] };
  const close = () => {
    if (isTable(run)) found.push(tableOf(run));
    else found.push(...run.lines);
    run = { lines: [], columns: [] };
  };
  for (const line of lines) {
    const columns = line.cells.length > 1 ? fitted(run, line) : undefined;
    if (columns) run = { lines: [...run.lines, line], columns };
    else {
      close();
      if (line.cells.length > 1) run = { lines: [line], columns: line.cells };
      else found.push(line);
    }
  }
  close();
  return found;
}

/** The columns widened by the line, or undefined when it does not stand in them. */
function fitted({ lines, columns }: Run, line: PdfLine): Run['columns'] | undefined {
  const above = lines.at(-1);
  if (!above) return line.cells;
  if (above.y - line.y > STEEPEST * line.fontSize || line.y >= above.y) return undefined;
  const widened = [...columns];
  const used = new Set<number>();
  for (const cell of line.cells) {
    const [index, ...more] = widened.flatMap((column, at) => (overlaps(column, cell) ? [at] : []));
    if (more.length > 0 || (index !== undefined && used.has(index))) return undefined;
    if (index === undefined) widened.push(cell);
    else
      widened[index] = {
        left: Math.min(widened[index]!.left, cell.left),
        right: Math.max(widened[index]!.right, cell.right),
      };
    used.add(index ?? widened.length - 1);
  }
  return widened;
}

const overlaps = (a: { left: number; right: number }, b: PdfCell) => a.left < b.right && b.left < a.right;

function isTable({ lines, columns }: Run): boolean {
  if (lines.length < 2 || (lines.length === 2 && columns.length < 3)) return false;
  const lengths = lines.flatMap((line) => line.cells.map((cell) => cell.text.length)).sort((a, b) => a - b);
  return lengths[lengths.length >> 1]! <= LONGEST_CELL;
}

function tableOf({ lines, columns }: Run): Table {
  const inOrder = [...columns].sort((a, b) => a.left - b.left);
  return headedTable(
    lines.map((line) =>
      inOrder.map((column) => typedCell(line.cells.find((cell) => overlaps(column, cell))?.text ?? '')),
    ),
  );
}
