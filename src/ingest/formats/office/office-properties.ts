import type { ZipEntries } from '../../files/read-zip.ts';

/** Element of `docProps/core.xml`, `docProps/app.xml` or ODF's `meta.xml` → the key Tika gives it (reference corpora §4.4). */
const KEYS: Record<string, string> = {
  'dc:title': 'dc:title',
  'dc:creator': 'dc:creator',
  'dc:subject': 'dc:subject',
  'dc:description': 'dc:description',
  'dc:language': 'dc:language',
  'cp:keywords': 'meta:keyword',
  'meta:keyword': 'meta:keyword',
  'cp:lastModifiedBy': 'meta:last-author',
  'dcterms:created': 'dcterms:created',
  'meta:creation-date': 'dcterms:created',
  'dcterms:modified': 'dcterms:modified',
  'dc:date': 'dcterms:modified',
  Application: 'extended-properties:Application',
  Company: 'extended-properties:Company',
  Pages: 'Page-Count',
  Slides: 'Slide-Count',
  Words: 'meta:word-count',
  Characters: 'meta:character-count',
};

export interface OfficeProperties {
  title?: string;
  metadata: Record<string, unknown>;
}

/** Properties of an Office or OpenDocument file, counts as numbers, and its title. */
export async function officeProperties(entries: ZipEntries, contentType: string): Promise<OfficeProperties> {
  const { load } = await import('cheerio/slim');
  const metadata: Record<string, unknown> = { 'Content-Type': contentType };
  for (const name of ['docProps/core.xml', 'docProps/app.xml', 'meta.xml']) {
    if (!entries[name]) continue;
    const $ = load(new TextDecoder().decode(entries[name]), { xml: true });
    for (const element of $('*').toArray()) {
      const key = 'tagName' in element ? KEYS[element.tagName] : undefined;
      const text = $(element).text().trim();
      if (key && text) metadata[key] = key.endsWith('ount') ? Number(text) : text;
    }
  }
  if (metadata['dcterms:modified']) metadata['Last-Modified'] = metadata['dcterms:modified'];
  const title = metadata['dc:title'] as string | undefined;
  return { ...(title && { title }), metadata };
}
