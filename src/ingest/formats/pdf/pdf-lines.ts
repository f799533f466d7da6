import type { StructuredTextItem } from 'unpdf';

/** A stretch of text without a wide gap; `left` and `right` in points. */
export interface PdfCell {
  text: string;
  left: number;
  right: number;
}

/** What stands on one baseline. `y` is its height over the foot of the page, in points like `fontSize`. */
export interface PdfLine {
  text: string;
  cells: PdfCell[];
  left: number;
  right: number;
  y: number;
  fontSize: number;
}

/** Gaps from this on, in font sizes, part two cells; a blank is about a quarter wide. */
const CELL_GAP = 0.5;
const SAME_BASELINE = 0.3;

/** The lines of a page in the order in which the file draws them, which is the order of reading for most writers. */
export function pdfLines(items: readonly StructuredTextItem[]): PdfLine[] {
  const lines: PdfLine[] = [];
  let line: PdfLine | undefined;
  for (const item of items) {
    if (!item.str.trim()) continue;
    const right = item.x + item.width;
    const follows =
      line && Math.abs(item.y - line.y) < SAME_BASELINE * item.fontSize && item.x >= line.right - item.fontSize;
    if (!line || !follows) {
      line = { text: '', cells: [], left: item.x, right: item.x, y: item.y, fontSize: item.fontSize };
      lines.push(line);
    }
    addItem(line, item.str, item.x, right);
  }
  for (const { cells } of lines) for (const cell of cells) cell.text = cell.text.trim();
  return lines.map((made) => ({ ...made, text: made.cells.map((cell) => cell.text).join(' ') }));
}

function addItem(line: PdfLine, text: string, left: number, right: number) {
  const cell = line.cells.at(-1);
  const gap = (left - line.right) / line.fontSize;
  if (cell && gap < CELL_GAP) {
    cell.text += gap > 0.1 && !/\s$/.test(cell.text) ? ` ${text}` : text;
    cell.right = right;
  } else line.cells.push({ text, left, right });
  line.right = Math.max(line.right, right);
}

/** Page numbers and running titles: first or last lines that, digits aside, stand on at least half of the pages. */
export function withoutRunningLines(pages: PdfLine[][]): PdfLine[][] {
  const shape = (line: PdfLine | undefined) => line?.text.replace(/\d+/g, '#') ?? '';
  const counts = new Map<string, number>();
  for (const lines of pages)
    for (const key of new Set([`first ${shape(lines[0])}`, `last ${shape(lines.at(-1))}`]))
      counts.set(key, (counts.get(key) ?? 0) + 1);
  const runs = (where: string, line: PdfLine | undefined) => {
    const count = counts.get(`${where} ${shape(line)}`) ?? 0;
    return line !== undefined && count > 1 && count * 2 >= pages.length;
  };
  return pages.map((lines) => {
    const kept = runs('first', lines[0]) ? lines.slice(1) : lines;
    return kept.length > 0 && runs('last', lines.at(-1)) ? kept.slice(0, -1) : kept;
  });
}
