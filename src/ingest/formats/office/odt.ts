import { sectionsOf } from '../../files/blocks.ts';
import { readZip, requiredEntry, storedZip } from '../../files/read-zip.ts';
import { BrokenFile } from '../../ingest-error.ts';
import type { FormatOptions } from '../../parse-file.ts';
import type { ParsedFile } from '../../structured-document.ts';
import { officeProperties } from './office-properties.ts';
import { officeBlocks, officeTree } from './office-tree.ts';

/** OpenDocument text: headings open sections. */
export async function parseOdt(bytes: Uint8Array, { extractTables, limits }: FormatOptions): Promise<ParsedFile> {
  const entries = await readZip(bytes, limits);
  if (/<manifest:encryption-data/.test(requiredEntry(entries, 'META-INF/manifest.xml')))
    throw new BrokenFile('The file is encrypted.');
  // officeparser 7.8 passes over rows inside `table:table-header-rows`.
  const content = requiredEntry(entries, 'content.xml').replace(/<\/?table:table-header-rows[^>]*>/g, '');
  const bare = await storedZip({ ...entries, 'content.xml': new TextEncoder().encode(content) });
  const tree = await officeTree(bare, 'odt');
  const properties = await officeProperties(entries, 'application/vnd.oasis.opendocument.text');
  return { ...properties, sections: sectionsOf(officeBlocks(tree.content), extractTables) };
}
