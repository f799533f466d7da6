import type { StructuredTextItem } from 'unpdf';
import type { Table } from '../structured-document.ts';
import type { Block } from './blocks.ts';

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

/** A smaller item so far off the line, in font sizes of the larger, is raised or lowered in it. */
const RAISED = 0.65;
const SMALLER = 0.85;

/** The lines of a page in the order in which the file draws them, which is the order of reading for most writers. */
export function pdfLines(items: readonly StructuredTextItem[]): PdfLine[] {
  const lines: PdfLine[] = [];
  let line: PdfLine | undefined;
  for (const item of items) {
    if (!item.str.trim()) continue;
    if (!line || !follows(item, line)) {
      line = { text: '', cells: [], left: item.x, right: item.x, y: item.y, fontSize: item.fontSize };
      lines.push(line);
    }
    if (item.fontSize * SMALLER > line.fontSize) Object.assign(line, { y: item.y, fontSize: item.fontSize });
    addItem(line, item.str, item.x, item.x + item.width);
  }
  for (const { cells } of lines) for (const cell of cells) cell.text = cell.text.trim();
  return lines.map((made) => ({ ...made, text: made.cells.map((cell) => cell.text).join(' ') }));
}

/** On the same baseline, or a superscript, a subscript or what follows one. */
function follows(item: StructuredTextItem, line: PdfLine): boolean {
  if (item.x < line.right - item.fontSize) return false;
  const distance = Math.abs(item.y - line.y);
  if (distance < SAME_BASELINE * item.fontSize) return true;
  const larger = Math.max(item.fontSize, line.fontSize);
  const smaller = Math.min(item.fontSize, line.fontSize);
  return smaller < SMALLER * larger && distance < RAISED * larger && item.x - line.right < larger;
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

/** A page number, alone or as "Page 3 of 9", in digits or Roman ones. */
const PAGE_NUMBER =
  /^[\W_]*(?:page|p|pg|seite|s|página|pág|pagina|pag|страница|стр|第)?[\W_]*(\d{1,5}|[ivxlc]{1,8})(?:[\W_]*(?:of|von|de|di|sur|из|van)?[\W_]*\d{1,5})?[\W_]*[页頁ページ]*$/iu;

/**
 * Leaves out page numbers and running titles: first or last lines that count the pages, or that stand word for word on
 * at least half of them, but for the first time. A page keeps its only line.
 */
export function withoutRunningLines(pages: PdfLine[][]): PdfLine[][] {
  const dropped = new Set<PdfLine>();
  for (const at of [0, -1]) {
    const counting = new Map<string, PdfLine[]>();
    for (const [index, lines] of pages.entries()) {
      const line = lines.at(at);
      if (!line || lines.length < 2) continue;
      const number = PAGE_NUMBER.exec(line.text)?.[1];
      const key = number === undefined ? `same ${line.text}` : `${pageOffset(number, index)}`;
      const same = counting.get(key);
      if (same) same.push(line);
      else counting.set(key, [line]);
    }
    for (const [key, lines] of counting)
      if (lines.length > 1 && lines.length * 2 >= pages.length)
        for (const line of key.startsWith('same ') ? lines.slice(1) : lines) dropped.add(line);
  }
  return pages.map((lines) => {
    const kept = lines.filter((line) => !dropped.has(line));
    return kept.length > 0 ? kept : lines;
  });
}

/** What the number of the page is ahead of its index; Roman numbers count apart. */
function pageOffset(number: string, index: number): string {
  if (/^\d/.test(number)) return String(Number(number) - index);
  const digits = [...number.toLowerCase()].map((letter) => ({ i: 1, v: 5, x: 10, l: 50, c: 100 })[letter]!);
  const value = digits.reduce((sum, digit, at) => (digit < (digits[at + 1] ?? 0) ? sum - digit : sum + digit), 0);
  return `roman ${value - index}`;
}

/** A paragraph ends where the distance to the next line grows by this factor, … */
const WIDER = 1.25;
/** … where the font changes by more than this share, … */
const OTHER_SIZE = 0.05;
/** … after a line that stops this far short of the column, or before one indented by this many font sizes. */
const SHORT = 0.8;
const INDENT = 1.5;

/** Prepares on all lines of the document what a line distance and a word are; the result reads one page. */
export function lineBlocks(all: readonly PdfLine[]): (lines: readonly (PdfLine | Table)[]) => Generator<Block> {
  const distance = usualDistance(all);
  const words = new Set(all.flatMap((line) => line.text.toLowerCase().match(/[\p{L}-]+/gu) ?? []));

  return function* blocksOf(lines) {
    const widest = lines.reduce((most, line) => ('cells' in line ? Math.max(most, line.right - line.left) : most), 0);
    /** What of a paragraph no line changes any more: joined once, at its end, since each join copies the whole. */
    let settled: string[] = [];
    let paragraph = '';
    let previous: PdfLine | undefined;
    for (const line of lines) {
      const isLine = 'cells' in line;
      if (paragraph && !(isLine && previous && continues(previous, line))) {
        yield { type: 'text', text: settled.join('') + paragraph };
        settled = [];
        paragraph = '';
      }
      if (isLine) paragraph = paragraph ? joinLines(paragraph, line.text, words) : line.text;
      else yield { type: 'table', table: line };
      if (paragraph.length > LONGEST_UNSETTLED) {
        settled.push(paragraph.slice(0, -LONGEST_WORD));
        paragraph = paragraph.slice(-LONGEST_WORD);
      }
      previous = isLine ? line : undefined;
    }
    if (paragraph) yield { type: 'text', text: settled.join('') + paragraph };

    function continues(above: PdfLine, below: PdfLine): boolean {
      const gap = (above.y - below.y) / below.fontSize;
      if (gap > distance * WIDER || Math.abs(above.fontSize - below.fontSize) > OTHER_SIZE * above.fontSize)
        return false;
      if (/^[•‣▪–—*]\s/.test(below.text)) return false;
      const startsNew = /^["'“‘(]*[\p{Lu}\p{N}]/u.test(below.text);
      const stopsShort = above.right - above.left < SHORT * widest || /[.!?:]["'”’)]*$/.test(above.text);
      return !(
        startsNew &&
        stopsShort &&
        (above.right - above.left < SHORT * widest || below.left - above.left > INDENT * below.fontSize)
      );
    }
  };
}

/** The commonest distance between lines, in font sizes. */
function usualDistance(lines: readonly PdfLine[]): number {
  const counts = new Map<number, number>();
  for (const [index, below] of lines.entries()) {
    const above = lines[index - 1];
    if (!above || above.fontSize !== below.fontSize) continue;
    const gap = Math.round(((above.y - below.y) / below.fontSize) * 20) / 20;
    if (gap >= 0.8 && gap <= 2.5) counts.set(gap, (counts.get(gap) ?? 0) + 1);
  }
  const ranked = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return ranked[0]?.[0] ?? 1.2;
}

/** Characters; a paragraph that grows is looked at no further back. */
const LONGEST_WORD = 60;
/** Characters. */
const LONGEST_UNSETTLED = 4_000;

/**
 * A line goes on in the next with a blank. A hyphen at its end goes when a small letter follows, unless only the
 * hyphenated form is met elsewhere in the document.
 */
export function joinLines(above: string, below: string, words: ReadonlySet<string> = new Set()): string {
  if (above.endsWith('\u00ad')) return above.slice(0, -1) + below;
  const start = /[\p{L}-]*\p{L}-$/u.exec(above.slice(-LONGEST_WORD))?.[0];
  const rest = /^\p{Ll}[\p{L}-]*/u.exec(below)?.[0];
  if (!start || !rest)
    return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}。、]$/u.test(above.slice(-2))
      ? above + below
      : `${above} ${below}`;
  const hyphenated = (start + rest).toLowerCase();
  const keeps = words.has(hyphenated) && !words.has((start.slice(0, -1) + rest).toLowerCase());
  return keeps ? above + below : above.slice(0, -1) + below;
}
