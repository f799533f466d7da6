import { BrokenFile } from '../ingest-error.ts';
import type { FormatOptions } from '../parse-file.ts';
import type { Cell, ParsedFile, Section } from '../structured-document.ts';
import { type Block, headedTable, sectionsOf, typedCell } from './blocks.ts';
import { officeProperties, openOfficePackage } from './office-package.ts';
import { descendants, readXml, type XmlElement } from './xml.ts';

const CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * Excel: each sheet is a section titled with its name, holding one table or one line per row.
 * A formula counts as the value stored with it; charts, comments and hidden-sheet flags are not read.
 */
export async function parseXlsx(bytes: Uint8Array, { extractTables, limits }: FormatOptions): Promise<ParsedFile> {
  const file = await openOfficePackage(bytes, limits, 'xl/workbook.xml');
  const book = file.requiredPart(file.mainPath);
  const relations = file.relationsOf(file.mainPath);
  const related = (type: string) => relations.find((relation) => relation.type === type)?.target;
  const strings = file.bytesOf(related('sharedStrings') ?? '');
  const styles = file.part(related('styles') ?? '');
  const [properties] = descendants(book, 'workbookPr');
  const workbook: Workbook = {
    strings: strings ? sharedStrings(strings) : [],
    dateStyles: styles ? dateStyles(styles) : new Set(),
    startsIn1904: /^(1|true)$/.test(properties?.attributes.date1904 ?? ''),
  };
  const sections = [...descendants(book, 'sheet')].flatMap(({ attributes: { name = '', 'r:id': id } }): Section[] => {
    const sheet = file.bytesOf(relations.find((relation) => relation.id === id)?.target ?? '');
    if (!sheet) throw new BrokenFile(`The file lacks its sheet '${name}'.`);
    const rows = worksheetRows(sheet, workbook);
    const blocks: Block[] = [{ type: 'heading', level: 1, text: name }];
    if (rows.length > 0) blocks.push({ type: 'table', table: headedTable(rows) });
    return sectionsOf(blocks, extractTables);
  });
  return { ...officeProperties(file.entries, CONTENT_TYPE), sections };
}

interface Workbook {
  strings: string[];
  /** Indexes of the cell styles that show a number as a date. */
  dateStyles: Set<number>;
  startsIn1904: boolean;
}

const localOf = (name: string) => name.slice(name.indexOf(':') + 1);

/** Characters that XML has not, or that would read as such an escape (ECMA-376 part 1, 22.9.2.19). */
const unescaped = (text: string) =>
  text.replace(/_x([0-9a-f]{4})_/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));

/** Runs of rich text joined; phonetic readings left out. */
function sharedStrings(bytes: Uint8Array): string[] {
  const strings: string[] = [];
  const open: string[] = [];
  readXml(bytes, {
    open(name) {
      open.push(localOf(name));
      if (open.at(-1) === 'si') strings.push('');
    },
    text(text) {
      if (open.at(-1) === 't' && open.at(-2) !== 'rPh') strings[strings.length - 1] += text;
    },
    close: () => open.pop(),
  });
  return strings.map(unescaped);
}

/** Built-in number formats that are dates or times (ECMA-376 part 1, 18.8.30). */
const isBuiltInDate = (id: number) => (id >= 14 && id <= 22) || (id >= 45 && id <= 47);

function dateStyles(styles: XmlElement): Set<number> {
  const formats = new Map(
    [...descendants(styles, 'numFmt')].map(({ attributes }) => [
      Number(attributes.numFmtId),
      attributes.formatCode ?? '',
    ]),
  );
  const isDate = (id: number) =>
    isBuiltInDate(id) || /[ymdhs]/i.test((formats.get(id) ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''));
  const [list] = descendants(styles, 'cellXfs');
  const cells = list ? [...descendants(list, 'xf')] : [];
  return new Set(cells.flatMap(({ attributes }, index) => (isDate(Number(attributes.numFmtId)) ? [index] : [])));
}

interface PlacedCell {
  row: number;
  column: number;
  cell: Cell;
}

/** Rows that show something, from the first column to the last one in use; a cell hidden by a merged one is left out. */
function worksheetRows(bytes: Uint8Array, workbook: Workbook): Cell[][] {
  const { rows, merged } = readWorksheet(bytes, workbook);
  const spans = new Map<string, { colspan: number; rowspan: number }>();
  const covered = new Set<string>();
  for (const reference of merged) {
    const [from, to = from] = reference.split(':').map(position);
    if (!from || !to) continue;
    spans.set(`${from.row}:${from.column}`, { colspan: to.column - from.column + 1, rowspan: to.row - from.row + 1 });
    const area = (to.column - from.column + 1) * (to.row - from.row + 1);
    if (area > MOST_MERGED || covered.size > MOST_MERGED) continue;
    for (let row = from.row; row <= to.row; row++)
      for (let column = from.column; column <= to.column; column++) covered.add(`${row}:${column}`);
    covered.delete(`${from.row}:${from.column}`);
  }
  const columns = columnsShown(rows);
  return rows.flatMap((placed): Cell[][] => {
    const cells: Cell[] = [];
    let next = 1;
    for (const { row, column, cell } of placed) {
      const end = columns === undefined ? column : (columns.get(column) ?? next);
      for (; next < end && next <= WIDEST; next++) if (!covered.has(`${row}:${next}`)) cells.push({});
      next = end + 1;
      const key = `${row}:${column}`;
      if (!covered.has(key)) cells.push({ ...cell, ...typedCell('', spans.get(key)) });
    }
    return cells.some((cell) => Object.keys(cell).some((key) => key.endsWith('_value'))) ? [cells] : [];
  });
}

/**
 * Undefined where every column is shown. A cell at the far right in each of many rows would make billions of gaps: then
 * only columns that hold something are counted, and if that is still too much, none is left open.
 */
function columnsShown(rows: readonly PlacedCell[][]): ReadonlyMap<number, number> | undefined {
  const gaps = (place: (column: number) => number) =>
    rows.reduce((sum, row) => sum + Math.min(place(row.at(-1)?.column ?? 0), WIDEST), 0);
  if (gaps((column) => column) <= MOST_GAPS) return undefined;
  const used = new Set(
    rows.flatMap((row) => row.filter(({ cell }) => Object.keys(cell).length > 0)).map(({ column }) => column),
  );
  const numbers = new Map([...used].sort((a, b) => a - b).map((column, index) => [column, index + 1]));
  return gaps((column) => numbers.get(column) ?? 0) <= MOST_GAPS ? numbers : new Map();
}

/** Columns of Excel. */
const WIDEST = 16_384;
const MOST_MERGED = 100_000;
const MOST_GAPS = 5_000_000;

/** Reads without a tree, for sheets of a million cells. */
function readWorksheet(bytes: Uint8Array, workbook: Workbook) {
  const rows: PlacedCell[][] = [];
  const merged: string[] = [];
  const open: string[] = [];
  let row = 0;
  let column = 0;
  let attributes: Record<string, string> = {};
  let value = '';
  readXml(bytes, {
    open(name, given) {
      const local = localOf(name);
      open.push(local);
      if (local === 'row') {
        row = Number(given.r) || row + 1;
        column = 0;
        rows.push([]);
      } else if (local === 'c') {
        column = position(given.r ?? '')?.column ?? column + 1;
        attributes = given;
        value = '';
      } else if (local === 'mergeCell') merged.push(given.ref ?? '');
    },
    text(text) {
      const local = open.at(-1);
      if (local === 'v' || (local === 't' && open.at(-2) !== 'rPh' && attributes.t === 'inlineStr')) value += text;
    },
    close() {
      if (open.pop() === 'c') rows.at(-1)?.push({ row, column, cell: cellValue(value, attributes, workbook) });
    },
  });
  return { rows, merged };
}

function cellValue(value: string, attributes: Record<string, string>, workbook: Workbook): Cell {
  const { t: type = 'n', s: style = '0' } = attributes;
  if (type === 's') return text(workbook.strings[Number(value)] ?? '');
  if (type === 'b') return { bool_value: /^(1|true)$/.test(value) };
  if (/^(inlineStr|str)$/.test(type)) return text(unescaped(value));
  if (type !== 'n' || value === '' || Number.isNaN(Number(value))) return text(value);
  const number = Number(value);
  if (workbook.dateStyles.has(Number(style))) return text(dateText(number, workbook.startsIn1904));
  if (/^-?\d+$/.test(value) && !Number.isSafeInteger(number)) return text(value);
  return Number.isSafeInteger(number) ? { int_value: number } : { float_value: number };
}

const text = (value: string): Cell => (value.trim() ? { text_value: value.trim() } : {});

/** Days since the end of 1899 (1904 on old Macs) as a date, with a time where there is one, a time alone below one day. */
function dateText(days: number, startsIn1904: boolean): string {
  const epoch = startsIn1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
  const date = new Date(epoch + Math.round(days * 86_400) * 1000);
  if (Number.isNaN(date.getTime())) return String(days);
  const [day, time] = date.toISOString().slice(0, 19).split('T');
  if (days < 1 && days >= 0) return time!;
  return time === '00:00:00' ? day! : `${day}T${time}`;
}

/** `B3` → row 3, column 2. */
function position(reference: string): { row: number; column: number } | undefined {
  const match = /^\$?([A-Z]{1,3})\$?(\d+)$/.exec(reference);
  if (!match) return undefined;
  const column = [...match[1]!].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  return { row: Number(match[2]), column };
}
