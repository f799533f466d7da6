import type { Cell } from '../structured-document.ts';
import { type Block, headedTable, typedCell } from './blocks.ts';

/** What is bold and large counts as a heading, in half points, up to this many characters. */
const LARGE = 28;
const LONGEST_HEADING = 200;

/** The paragraphs of a rich text, of a note or of a text box, as they become blocks. */
export class RtfFlow {
  readonly blocks: Block[] = [];
  /** What follows the paragraph that is being read. */
  asides: Block[] = [];
  #paragraph = '';
  #isBold = true;
  #size = Number.POSITIVE_INFINITY;
  #cell: string[] = [];
  #row: string[] = [];
  #rows: Cell[][] = [];

  add(text: string, isBold: boolean, size: number) {
    this.#paragraph += text;
    if (!text.trim()) return;
    this.#isBold &&= isBold;
    this.#size = Math.min(size, this.#size);
  }

  /** A heading from its outline level on (0 … 8), else by its looks. */
  endParagraph(outline: number | undefined) {
    // A bullet before a tab is the mark of a list, as Word has in \listtext.
    const text = tidy(this.#takeParagraph((line) => line.replace(/^\s*[•·▪◦‣]\s*\t/, '')));
    const level = outline !== undefined && outline < 9 ? outline + 1 : this.#headingLevel(text);
    this.#isBold = true;
    this.#size = Number.POSITIVE_INFINITY;
    this.endTable();
    if (text && level) this.blocks.push({ type: 'heading', level, text: text.replace(/\s+/g, ' ') });
    else if (text) this.blocks.push({ type: 'text', text });
    this.blocks.push(...this.asides);
    this.asides = [];
  }

  endCellParagraph() {
    const text = this.#takeParagraph((line) => line.trim());
    if (text) this.#cell.push(text);
  }

  endCell() {
    this.endCellParagraph();
    // A table within the cell left a comma after each of its cells.
    this.#row.push(this.#cell.map((line) => line.replace(/,$/, '')).join(' '));
    this.#cell = [];
  }

  /** `merges` says of each cell whether it goes on the one before it. */
  endRow(merges: readonly boolean[]) {
    const cells: { text: string; colspan: number }[] = [];
    for (const [index, text] of this.#row.entries()) {
      const last = cells.at(-1);
      if (merges[index] && last) {
        last.colspan++;
        last.text = `${last.text} ${text}`.trim();
      } else cells.push({ text, colspan: 1 });
    }
    this.#rows.push(cells.map(({ text, colspan }) => typedCell(tidy(text).replace(/\s+/g, ' '), { colspan })));
    this.#row = [];
  }

  endTable() {
    if (this.#row.length > 0) this.endRow([]);
    const left = tidy(this.#cell.join('\n'));
    const rows = this.#rows.filter((row) => row.some((cell) => Object.keys(cell).length > 0));
    if (rows.length > 0) this.blocks.push({ type: 'table', table: headedTable(rows) });
    if (left) this.blocks.push({ type: 'text', text: left });
    this.#rows = [];
    this.#cell = [];
  }

  #takeParagraph(clean: (line: string) => string): string {
    const line = clean(this.#paragraph);
    this.#paragraph = '';
    return line;
  }

  #headingLevel(text: string): number | undefined {
    if (!this.#isBold || this.#size < LARGE || text.length > LONGEST_HEADING) return undefined;
    return this.#size >= 36 ? 1 : this.#size >= 32 ? 2 : 3;
  }
}

const tidy = (text: string) =>
  text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/^ | $/gm, '')
    .trim();
