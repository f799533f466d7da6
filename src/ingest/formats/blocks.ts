import type { Cell, Section, Table } from '../structured-document.ts';
import { cellText, rowText } from '../tables.ts';

/** The flat form that every format is read into, and the sections it becomes. */

export type Block =
  | { type: 'heading'; level: number; text: string }
  | { type: 'text'; text: string }
  | { type: 'table'; table: Table };

/**
 * Headings open sections; a section holds those of a deeper level that follow it. What stands before the first heading
 * is a section without title. Blocks of text are parted by a blank line, so that no sentence runs from one into the
 * next. A table becomes a table of its section, or lines of text, one per row, unless `extractTables`.
 */
export function sectionsOf(blocks: Iterable<Block>, extractTables: boolean): Section[] {
  const top: Section = { text: '', sections: [] };
  const open: { level: number; section: Section }[] = [{ level: 0, section: top }];
  for (const block of blocks) {
    if (block.type === 'heading') {
      while (open.length > 1 && open.at(-1)!.level >= block.level) open.pop();
      const section: Section = { title: block.text, text: '' };
      const parent = open.at(-1)!.section;
      parent.sections ??= [];
      parent.sections.push(section);
      open.push({ level: block.level, section });
    } else {
      const { section } = open.at(-1)!;
      if (block.type === 'text') addText(section, [block.text]);
      else if (extractTables) addTable(section, block.table);
      else addText(section, tableLines(block.table));
    }
  }
  const { sections = [], ...preface } = top;
  return preface.text || preface.tables ? [preface, ...sections] : sections;
}

function addText(section: Section, lines: string[]) {
  const text = lines.filter((line) => line.trim()).join('\n\n');
  if (text) section.text = section.text ? `${section.text}\n\n${text}` : text;
}

function addTable(section: Section, table: Table) {
  section.tables ??= [];
  section.tables.push(table);
}

const tableLines = ({ title, data }: Table): string[] => [
  title ?? '',
  ...[...(data?.headers ?? []), ...(data?.rows ?? [])].map((row) => rowText(row.map(cellText))),
];

/**
 * A cell of the type its text shows: `12` int, `1.5` float, `true` bool. Only where the value prints as the same text
 * again, so that `007`, `1.50`, `+1` or twenty digits stay text and nothing is lost.
 */
export function typedCell(text: string, spans: { colspan?: number; rowspan?: number } = {}): Cell {
  const extent = {
    ...((spans.colspan ?? 1) > 1 && { colspan: spans.colspan }),
    ...((spans.rowspan ?? 1) > 1 && { rowspan: spans.rowspan }),
  };
  if (text === '') return extent;
  if (text === 'true' || text === 'false') return { bool_value: text === 'true', ...extent };
  const value = Number(text);
  if (/^-?\d+(\.\d+)?$/.test(text) && String(value) === text)
    return Number.isSafeInteger(value) ? { int_value: value, ...extent } : { float_value: value, ...extent };
  return { text_value: text, ...extent };
}

/** For formats that do not mark header rows: the first row is one when it is all words and something follows. */
export function headedTable(rows: Cell[][]): Table {
  const [first, ...rest] = rows;
  const isHeader = rest.length > 0 && first!.length > 1 && first!.every((cell) => cell.text_value !== undefined);
  return { data: isHeader ? { headers: [first!], rows: rest } : { headers: [], rows } };
}
