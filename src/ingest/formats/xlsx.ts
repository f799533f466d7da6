import type { CheerioAPI } from 'cheerio';
import type { FormatOptions } from '../parse-file.ts';
import type { Cell, ParsedFile, Section } from '../structured-document.ts';
import { type Block, headedTable, sectionsOf, typedCell } from './blocks.ts';
import type { HtmlElement } from './html.ts';
import { officeProperties, readZip, requiredEntry, type ZipEntries } from './office-package.ts';

const CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * Excel: each sheet is a section titled with its name, holding one table or one line per row.
 * A formula counts as the value stored with it; charts, comments and hidden-sheet flags are not read.
 */
export async function parseXlsx(bytes: Uint8Array, { extractTables, limits }: FormatOptions): Promise<ParsedFile> {
  const { load } = await import('cheerio/slim');
  const entries = await readZip(bytes, limits);
  const xml = (name: string) => load(requiredEntry(entries, name), { xml: true });
  const $book = xml('xl/workbook.xml');
  const workbook: Workbook = {
    strings: entries['xl/sharedStrings.xml'] ? sharedStrings(xml('xl/sharedStrings.xml')) : [],
    dateStyles: entries['xl/styles.xml'] ? dateStyles(xml('xl/styles.xml')) : new Set(),
    startsIn1904: /^(1|true)$/.test($book('workbookPr').attr('date1904') ?? ''),
  };
  const sections = sheetPaths(entries, xml, $book).flatMap(({ name, path }): Section[] => {
    const rows = worksheetRows(xml(path), workbook);
    const blocks: Block[] = [{ type: 'heading', level: 1, text: name }];
    if (rows.length > 0) blocks.push({ type: 'table', table: headedTable(rows) });
    return sectionsOf(blocks, extractTables);
  });
  return { ...officeProperties(entries, CONTENT_TYPE), sections };
}

function sheetPaths(entries: ZipEntries, xml: (name: string) => CheerioAPI, $book: CheerioAPI) {
  const $relations = xml('xl/_rels/workbook.xml.rels');
  const targets = new Map(
    $relations('Relationship')
      .toArray()
      .map(({ attribs }) => [attribs.Id, attribs.Target ?? '']),
  );
  return $book('sheets > sheet')
    .toArray()
    .map(({ attribs }) => ({
      name: attribs.name ?? '',
      path: new URL(targets.get(attribs['r:id']) ?? '', 'zip:/xl/').pathname.slice(1),
    }))
    .filter(({ path }) => entries[path]);
}

/** Runs of rich text joined; phonetic readings left out. */
const sharedStrings = ($: CheerioAPI): string[] =>
  $('sst > si')
    .toArray()
    .map((item) => $(item).find('> t, > r > t').text());

export interface Workbook {
  strings: string[];
  /** Indexes of the cell styles that show a number as a date. */
  dateStyles: Set<number>;
  startsIn1904: boolean;
}

/** Built-in number formats that are dates or times (ECMA-376 part 1, 18.8.30). */
const isBuiltInDate = (id: number) => (id >= 14 && id <= 22) || (id >= 45 && id <= 47);

export function dateStyles($: CheerioAPI): Set<number> {
  const formats = new Map(
    $('numFmts > numFmt')
      .toArray()
      .map(({ attribs }) => [Number(attribs.numFmtId), attribs.formatCode ?? '']),
  );
  const isDate = (id: number) =>
    isBuiltInDate(id) || /[ymdhs]/i.test((formats.get(id) ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''));
  const styles = $('cellXfs > xf').toArray();
  return new Set(styles.flatMap(({ attribs }, index) => (isDate(Number(attribs.numFmtId)) ? [index] : [])));
}

/** Rows that show something, from the first column to the last one in use; a cell hidden by a merged one is left out. */
export function worksheetRows($: CheerioAPI, workbook: Workbook): Cell[][] {
  const spans = new Map<string, { colspan: number; rowspan: number }>();
  const covered = new Set<string>();
  for (const { attribs } of $('mergeCells > mergeCell').toArray()) {
    const [from, to = from] = (attribs.ref ?? '').split(':').map(position);
    if (!from || !to) continue;
    spans.set(`${from.row}:${from.column}`, { colspan: to.column - from.column + 1, rowspan: to.row - from.row + 1 });
    const area = (to.column - from.column + 1) * (to.row - from.row + 1);
    if (area > MOST_MERGED) continue;
    for (let row = from.row; row <= to.row; row++)
      for (let column = from.column; column <= to.column; column++) covered.add(`${row}:${column}`);
    covered.delete(`${from.row}:${from.column}`);
  }

  return $('sheetData > row')
    .toArray()
    .flatMap((rowElement, rowIndex): Cell[][] => {
      const row: Cell[] = [];
      let next = 1;
      for (const element of $(rowElement).children('c').toArray() as HtmlElement[]) {
        const at = position(element.attribs.r ?? '') ?? { row: rowIndex + 1, column: next };
        const key = `${at.row}:${at.column}`;
        for (; next < at.column && next <= WIDEST; next++) if (!covered.has(`${at.row}:${next}`)) row.push({});
        next = at.column + 1;
        if (!covered.has(key)) row.push({ ...cellValue($, element, workbook), ...typedCell('', spans.get(key)) });
      }
      return row.some((cell) => Object.keys(cell).some((key) => key.endsWith('_value'))) ? [row] : [];
    });
}

/** Columns of Excel. */
const WIDEST = 16_384;
const MOST_MERGED = 100_000;

function cellValue($: CheerioAPI, element: HtmlElement, workbook: Workbook): Cell {
  const value = $(element).children('v').text();
  const { t: type = 'n', s: style = '0' } = element.attribs;
  if (type === 's') return text(workbook.strings[Number(value)] ?? '');
  if (type === 'inlineStr') return text($(element).find('is > t, is > r > t').text());
  if (type === 'b') return { bool_value: value === '1' };
  if (type !== 'n' || value === '' || Number.isNaN(Number(value))) return text(value);
  const number = Number(value);
  if (workbook.dateStyles.has(Number(style))) return text(dateText(number, workbook.startsIn1904));
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
