import { sectionsOf } from '../../files/blocks.ts';
import { readZip, requiredEntry, storedZip } from '../../files/read-zip.ts';
import type { FormatOptions } from '../../parse-file.ts';
import type { ParsedFile } from '../../structured-document.ts';
import { officeProperties } from './office-properties.ts';
import { officeBlocks, officeTree } from './office-tree.ts';

const CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';

/** PowerPoint: each slide is a section under its title, with its table and its notes. Charts and pictures are not read. */
export async function parsePptx(bytes: Uint8Array, { extractTables, limits }: FormatOptions): Promise<ParsedFile> {
  const entries = await readZip(bytes, limits);
  requiredEntry(entries, 'ppt/presentation.xml');
  const { content } = await officeTree(await storedZip(entries), 'pptx');
  const sections = content.flatMap((slide) => sectionsOf(officeBlocks([slide]), extractTables));
  return { ...(await officeProperties(entries, CONTENT_TYPE)), sections };
}
