import type { FormatOptions } from '../parse-file.ts';
import type { ParsedFile } from '../structured-document.ts';
import { sectionsOf } from './blocks.ts';
import { htmlBlocks } from './html.ts';
import { officeProperties, readZip, requiredEntry, storedZip } from './office-package.ts';

const CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/** Word: paragraphs of the styles Heading 1 … 6 open sections. Pictures, headers and footers are not read. */
export async function parseDocx(bytes: Uint8Array, { extractTables, limits }: FormatOptions): Promise<ParsedFile> {
  const { default: mammoth } = await import('mammoth');
  const { load } = await import('cheerio');
  const entries = await readZip(bytes, limits);
  requiredEntry(entries, '[Content_Types].xml');
  const { value } = await mammoth.convertToHtml(
    { buffer: Buffer.from(await storedZip(entries)) },
    { convertImage: mammoth.images.imgElement(async () => ({ src: '' })) },
  );
  const blocks = htmlBlocks(load(value).root()[0]!);
  return { ...officeProperties(entries, CONTENT_TYPE), sections: sectionsOf(blocks, extractTables) };
}
