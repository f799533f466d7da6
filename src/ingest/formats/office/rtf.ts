import { sectionsOf } from '../../files/blocks.ts';
import { BrokenFile } from '../../ingest-error.ts';
import type { FormatOptions } from '../../parse-file.ts';
import type { ParsedFile } from '../../structured-document.ts';
import { officeBlocks, officeTree } from './office-tree.ts';

/** Rich text. Large bold lines count as headings, since RTF seldom says what is one. */
export async function parseRtf(bytes: Uint8Array, { extractTables }: FormatOptions): Promise<ParsedFile> {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  if (!source.startsWith('{\\rtf')) throw new BrokenFile('The file is not rich text.');
  const { content } = await officeTree(Buffer.from(withoutFallbacks(source), 'latin1'), 'rtf');
  const properties = { title: property(source, 'title'), Author: property(source, 'author') };
  return {
    ...(properties.title && { title: properties.title }),
    metadata: properties.Author ? { Author: properties.Author } : {},
    sections: sectionsOf(officeBlocks(content), extractTables),
  };
}

/**
 * `\u8220?` is a character with a substitute for readers of the last century. officeparser 7.8 shows both, so the
 * substitute goes, unless the file says by `\uc0` that it has none.
 */
const withoutFallbacks = (source: string) =>
  /\\uc0\b/.test(source) ? source : source.replace(/\\u(-?\d+) ?(?:\\'[0-9a-fA-F]{2}|[^\\{}\r\n])/g, '\\u$1 ');

const property = (source: string, name: string) =>
  new RegExp(`\\{\\\\${name} ([^{}\\\\]*)\\}`).exec(source)?.[1]?.trim() || undefined;
