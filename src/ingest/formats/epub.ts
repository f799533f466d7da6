import { BrokenFile } from '../ingest-error.ts';
import type { FormatOptions } from '../parse-file.ts';
import type { ParsedFile } from '../structured-document.ts';
import { type Block, sectionsOf } from './blocks.ts';
import { htmlBlocks } from './html.ts';
import { readZip, requiredEntry } from './office-package.ts';

/** The chapters in the order of the spine; Dublin Core entries of the package are the properties. */
export async function parseEpub(bytes: Uint8Array, { extractTables, limits }: FormatOptions): Promise<ParsedFile> {
  const { load } = await import('cheerio');
  const entries = await readZip(bytes, limits);
  const container = load(requiredEntry(entries, 'META-INF/container.xml'), { xml: true });
  const packagePath = container('rootfile').attr('full-path') ?? '';
  const $ = load(requiredEntry(entries, packagePath), { xml: true });

  const chapters = $('spine > itemref')
    .toArray()
    .map((reference) => {
      const item = $(`manifest > item`).filter((_, element) => element.attribs.id === reference.attribs.idref);
      const isContents = item.attr('properties')?.split(/\s+/).includes('nav') ?? false;
      return isContents
        ? ''
        : decodeURIComponent(new URL(item.attr('href') ?? '', `zip:/${packagePath}`).pathname.slice(1));
    });
  const locked = entries['META-INF/encryption.xml'] ? requiredEntry(entries, 'META-INF/encryption.xml') : '';
  const blocks = chapters.filter(Boolean).flatMap((path): Block[] => {
    if (locked.includes(`"${path}"`)) throw new BrokenFile('The file is encrypted.');
    return entries[path] ? htmlBlocks(load(requiredEntry(entries, path), { xml: true }).root()[0]!) : [];
  });

  const metadata: Record<string, unknown> = {};
  for (const element of $('metadata > *').toArray())
    if (element.tagName.startsWith('dc:')) metadata[element.tagName] ??= $(element).text().trim();
  const title = metadata['dc:title'] as string | undefined;
  return { ...(title && { title }), metadata, sections: sectionsOf(blocks, extractTables) };
}
