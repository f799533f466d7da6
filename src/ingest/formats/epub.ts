import { BrokenFile } from '../ingest-error.ts';
import type { FormatOptions } from '../parse-file.ts';
import type { ParsedFile } from '../structured-document.ts';
import { type Block, sectionsOf } from './blocks.ts';
import { decodeXml } from './decode-text.ts';
import { htmlBlocks, shallow } from './html.ts';
import { readZip, resolvePath, type ZipEntries } from './office-package.ts';
import { descendants, parseXml, textOf } from './xml.ts';

/**
 * The chapters in the order of the spine; Dublin Core entries of the package are the properties. A chapter that the
 * archive lacks makes the book broken, since its text would be missed in silence.
 */
export async function parseEpub(bytes: Uint8Array, { extractTables, limits }: FormatOptions): Promise<ParsedFile> {
  const entries = await readZip(bytes, limits);
  const container = parseXml(required(entries, 'META-INF/container.xml'));
  const [rootfile] = descendants(container, 'rootfile');
  const packagePath = rootfile?.attributes['full-path'] ?? '';
  const book = parseXml(required(entries, packagePath, resolvePath('', packagePath)));

  const manifest = new Map([...descendants(book, 'item')].map(({ attributes }) => [attributes.id, attributes]));
  const spine = [...descendants(book, 'itemref')];
  if (spine.length === 0) throw new BrokenFile('The book names no chapters.');
  const locked = lockedPaths(entries);
  const blocks: Block[] = [];
  for (const { attributes } of spine) {
    const item = manifest.get(attributes.idref);
    if (!item) throw new BrokenFile(`The book lacks its chapter '${attributes.idref}'.`);
    const { href = '', properties = '', 'media-type': mediaType = '' } = item;
    if (properties.split(/\s+/).includes('nav') || /^(image\/(?!svg)|audio|video|font)/.test(mediaType)) continue;
    const path = resolvePath(packagePath, href);
    if (locked.has(path)) throw new BrokenFile('The file is encrypted.');
    for (const block of await chapterBlocks(required(entries, path, unresolved(packagePath, href)), mediaType))
      blocks.push(block);
  }

  const metadata: Record<string, unknown> = {};
  for (const list of descendants(book, 'metadata'))
    for (const element of descendants(list, '*'))
      if (element.name.startsWith('dc:')) metadata[element.name] ??= textOf(element).trim();
  const title = metadata['dc:title'] as string | undefined;
  return { ...(title && { title }), metadata, sections: sectionsOf(blocks, extractTables) };
}

/** An entry under the first of its names, upper and lower case aside. */
function required(entries: ZipEntries, ...paths: string[]): Uint8Array {
  for (const path of paths) {
    const name = entries[path] ? path : Object.keys(entries).find((key) => key.toLowerCase() === path.toLowerCase());
    if (name) return entries[name]!;
  }
  throw new BrokenFile(`The file lacks its '${paths[0]}'.`);
}

/** The path as it is written, for books whose names hold a `%` that encodes nothing. */
const unresolved = (from: string, href: string) => resolvePath(from, href.replaceAll('%', '%25'));

function lockedPaths(entries: ZipEntries): Set<string> {
  const encryption = entries['META-INF/encryption.xml'];
  const references = encryption ? [...descendants(parseXml(encryption), 'CipherReference')] : [];
  return new Set(references.map(({ attributes }) => resolvePath('', attributes.URI ?? '')));
}

/** Chapters are XHTML; what is declared as HTML, or does not look like XML, is read as browsers read it. */
async function chapterBlocks(bytes: Uint8Array, mediaType: string): Promise<Block[]> {
  const { load } = await import('cheerio');
  const source = decodeXml(bytes);
  const isXml = mediaType !== 'text/html' && /^\s*<\?xml\s|<[\w:]*html[^>]{0,1000}\sxmlns/i.test(source.slice(0, 4096));
  if (!isXml) return htmlBlocks(load(shallow(source)).root()[0]!);
  const plain = withoutNamedEntities(source, (name) => load(`&${name};`).text());
  return htmlBlocks(load(plain, { xml: true }).root()[0]!);
}

/** XHTML knows the named characters of HTML, and those that the document itself declares; XML knows five. */
function withoutNamedEntities(source: string, html: (name: string) => string): string {
  const known = new Map<string, string>();
  for (const [, name, , value] of source.slice(0, 65_536).matchAll(/<!ENTITY\s+([\w.-]+)\s+(["'])([^"'<>]{0,200})\2/g))
    known.set(name!, value!);
  const body = source.replace(/<!DOCTYPE[^[>]*(?:\[[^\]]*\])?[^>]*>/i, '');
  return body.replace(/&([A-Za-z][\w.-]{1,31});/g, (reference, name: string) => {
    if (/^(amp|lt|gt|quot|apos)$/.test(name)) return reference;
    if (!known.has(name)) known.set(name, html(name).replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
    return known.get(name)!;
  });
}
