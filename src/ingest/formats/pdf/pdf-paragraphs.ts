import type { Block } from '../../files/blocks.ts';
import type { Table } from '../../structured-document.ts';
import type { PdfLine } from './pdf-lines.ts';

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
    const widest = Math.max(0, ...lines.map((line) => ('cells' in line ? line.right - line.left : 0)));
    let paragraph = '';
    let previous: PdfLine | undefined;
    for (const line of lines) {
      const isLine = 'cells' in line;
      if (paragraph && !(isLine && previous && continues(previous, line))) {
        yield { type: 'text', text: paragraph };
        paragraph = '';
      }
      if (isLine) paragraph = paragraph ? joinLines(paragraph, line.text, words) : line.text;
      else yield { type: 'table', table: line };
      previous = isLine ? line : undefined;
    }
    if (paragraph) yield { type: 'text', text: paragraph };

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

/**
 * A line goes on in the next with a blank. A hyphen at its end goes when a small letter follows, unless only the
 * hyphenated form is met elsewhere in the document.
 */
export function joinLines(above: string, below: string, words: ReadonlySet<string> = new Set()): string {
  if (above.endsWith('\u00ad')) return above.slice(0, -1) + below;
  const start = /[\p{L}-]*\p{L}-$/u.exec(above)?.[0];
  const rest = /^\p{Ll}[\p{L}-]*/u.exec(below)?.[0];
  if (!start || !rest)
    return /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}。、]$/u.test(above)
      ? above + below
      : `${above} ${below}`;
  const hyphenated = (start + rest).toLowerCase();
  const keeps = words.has(hyphenated) && !words.has((start.slice(0, -1) + rest).toLowerCase());
  return keeps ? above + below : above.slice(0, -1) + below;
}
