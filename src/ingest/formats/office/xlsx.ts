import type { CheerioAPI } from 'cheerio';
import { type Block, headedTable, sectionsOf } from '../../files/blocks.ts';
import { officeProperties } from '../../files/office-package.ts';
import { readZip, requiredEntry, type ZipEntries } from '../../files/read-zip.ts';
import type { FormatOptions } from '../../parse-file.ts';
import type { ParsedFile, Section } from '../../structured-document.ts';
import { dateStyles, type Workbook, worksheetRows } from './xlsx-worksheet.ts';

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
