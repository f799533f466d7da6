import { sectionsOf } from '../../files/blocks.ts';
import type { FormatOptions } from '../../parse-file.ts';
import type { ParsedFile } from '../../structured-document.ts';
import { htmlBlocks } from './html-blocks.ts';

/** The title is that of `<title>`, else the first heading of level 1; there are no other properties. */
export async function parseHtml(bytes: Uint8Array, { extractTables }: FormatOptions): Promise<ParsedFile> {
  const { loadBuffer } = await import('cheerio');
  const $ = loadBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const blocks = htmlBlocks($.root()[0]!);
  const topHeading = blocks.find((block) => block.type === 'heading' && block.level === 1);
  const title = $('head > title').first().text().replace(/\s+/g, ' ').trim() || (topHeading as { text?: string })?.text;
  return { ...(title && { title }), metadata: {}, sections: sectionsOf(blocks, extractTables) };
}
