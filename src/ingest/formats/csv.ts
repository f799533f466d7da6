import type { FormatOptions } from '../parse-file.ts';
import { normaliseNewlines } from '../sentences.ts';
import type { ParsedFile } from '../structured-document.ts';
import { headedTable, sectionsOf, typedCell } from './blocks.ts';
import { decodeText, encodingNote } from './decode-text.ts';

/** One section with one table, or with one line per row. */
export async function parseCsv(bytes: Uint8Array, { charset, extractTables }: FormatOptions): Promise<ParsedFile> {
  const decoded = decodeText(bytes, charset);
  const text = normaliseNewlines(decoded.text);
  const rows = csvRows(text, separatorOf(text)).filter((row) => row.some((cell) => cell.trim()));
  const table = headedTable(rows.map((row) => row.map((cell) => typedCell(cell.trim()))));
  return {
    metadata: encodingNote(decoded),
    sections: rows.length > 0 ? sectionsOf([{ type: 'table', table }], extractTables) : [],
  };
}

/** Whatever of `, ; tab |` is most frequent in the first line, outside quotes. */
function separatorOf(text: string): string {
  const line = text.slice(0, text.indexOf('\n') >>> 0).replace(/"[^"]*"/g, '');
  const count = (separator: string) => line.split(separator).length;
  return [',', ';', '\t', '|'].reduce((best, next) => (count(next) > count(best) ? next : best));
}

/** RFC 4180; a cell that opens with a quote and does not close it properly is taken as it stands. */
export function csvRows(text: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  const cell = new RegExp(`(?:"([^"]*(?:""[^"]*)*)"|([^\\n\\${separator}]*))(\\${separator}|\\n|$)`, 'gy');
  while (cell.lastIndex < text.length) {
    const [, quoted, bare, end] = cell.exec(text)!;
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? bare!);
    if (end === '\n') rows.push([]);
    else if (end && cell.lastIndex === text.length) rows.at(-1)!.push('');
  }
  return rows;
}
