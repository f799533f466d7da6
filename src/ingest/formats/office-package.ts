import { BrokenFile, TooLarge } from '../ingest-error.ts';
import type { FileLimits } from '../parse-file.ts';
import { childElements, descendants, localName, parseXml, textOf, type XmlElement } from './xml.ts';

export type ZipEntries = Record<string, Uint8Array>;

/**
 * All entries, by name. The sizes an archive declares are summed before anything is unpacked, and fflate writes no more
 * than an entry declared, so an archive that lies ends as a truncated one.
 * Throws TooLarge past `decompressedBytes`, BrokenFile when the archive cannot be read.
 */
export async function readZip(bytes: Uint8Array, limits: FileLimits): Promise<ZipEntries> {
  const { unzipSync } = await import('fflate');
  let total = 0;
  const filter = ({ originalSize }: { originalSize: number }) => {
    total += originalSize;
    if (total > limits.decompressedBytes)
      throw new TooLarge(`The file unpacks to more than ${limits.decompressedBytes} bytes.`);
    return true;
  };
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof TooLarge) throw error;
    throw new BrokenFile('The file is not a readable zip archive.', { cause: error });
  }
}

/** An entry as text. Throws BrokenFile when a file of this type cannot be without it. */
export function requiredEntry(entries: ZipEntries, name: string): string {
  const bytes = entries[name];
  if (!bytes) throw new BrokenFile(`The file lacks its '${name}'.`);
  return new TextDecoder().decode(bytes);
}

/** Where a relationship leads: `type` is the last word of its URI, `target` the path of a part in the archive. */
export interface Relation {
  id: string;
  type: string;
  target: string;
}

/** The parts of an Office Open XML file, found by their relationships and never by their customary names. */
export interface OfficePackage {
  entries: ZipEntries;
  /** The path of the workbook, presentation or document. Throws BrokenFile without one. */
  mainPath: string;
  /** What a part refers to inside the archive, in its order. */
  relationsOf(path: string): Relation[];
  /** A part as it is stored, undefined when the archive lacks it. */
  bytesOf(path: string): Uint8Array | undefined;
  /** A part as its root element, undefined when the archive lacks it. */
  part(path: string): XmlElement | undefined;
  /** The same, throwing BrokenFile. */
  requiredPart(path: string): XmlElement;
}

/** `customaryMain` is taken where the relationships of the archive are missing. */
export async function openOfficePackage(
  bytes: Uint8Array,
  limits: FileLimits,
  customaryMain: string,
): Promise<OfficePackage> {
  const entries = await readZip(bytes, limits);
  // Names of parts do not know upper from lower case (ECMA-376 part 2, 6.2.2.3); some producers write backslashes.
  const paths = new Map(Object.keys(entries).map((name) => [folded(name), name]));
  const bytesOf = (path: string) => entries[path] ?? entries[paths.get(folded(path)) ?? ''];

  function part(path: string): XmlElement | undefined {
    const found = bytesOf(path);
    return found && childElements(parseXml(found))[0];
  }

  function relationsOf(path: string): Relation[] {
    const [, folder = '', name] = /^(.*\/)?([^/]*)$/.exec(path)!;
    const list = part(`${folder}_rels/${name}.rels`);
    return (list ? [...descendants(list, 'Relationship')] : [])
      .filter(({ attributes }) => attributes.TargetMode !== 'External')
      .map(({ attributes: { Id = '', Type = '', Target = '' } }) => ({
        id: Id,
        type: Type.slice(Type.lastIndexOf('/') + 1),
        target: resolvePath(path, Target),
      }));
  }

  const isThere = (path: string | undefined): path is string => path !== undefined && bytesOf(path) !== undefined;
  const main = relationsOf('').find(({ type }) => type === 'officeDocument')?.target;
  const mainPath = [main, customaryMain].find(isThere);
  if (!mainPath) throw new BrokenFile(`The file lacks its '${main ?? customaryMain}'.`);

  return {
    entries,
    mainPath,
    relationsOf,
    bytesOf,
    part,
    requiredPart(path) {
      const found = part(path);
      if (!found) throw new BrokenFile(`The file lacks its '${path}'.`);
      return found;
    },
  };
}

const folded = (path: string) => path.replaceAll('\\', '/').toLowerCase();

/** A reference as it is written in the part at `from`, as a path in the archive. A `%` that encodes nothing is itself. */
export function resolvePath(from: string, reference: string): string {
  const [path = ''] = reference.replaceAll('\\', '/').split('#');
  const steps = path.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '.' && step !== '') steps.push(step);
  }
  return steps.join('/').replace(/(?:%[0-9a-f]{2})+/gi, (encoded) => {
    try {
      return decodeURIComponent(encoded);
    } catch {
      return encoded;
    }
  });
}

/**
 * Element of the core, extended or OpenDocument properties → the key Tika gives it (docs/behaviour/uploads.md, Answer
 * and metadata).
 */
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
  'ep:Application': 'extended-properties:Application',
  'ep:Company': 'extended-properties:Company',
  'ep:Pages': 'Page-Count',
  'ep:Slides': 'Slide-Count',
  'ep:Words': 'meta:word-count',
  'ep:Characters': 'meta:character-count',
};

export interface OfficeProperties {
  title?: string;
  metadata: Record<string, unknown>;
}

/** Properties of an Office or OpenDocument file, counts as numbers, and its title. */
export function officeProperties(entries: ZipEntries, contentType: string): OfficeProperties {
  const metadata: Record<string, unknown> = { 'Content-Type': contentType };
  for (const name of ['docProps/core.xml', 'docProps/app.xml', 'meta.xml']) {
    if (!entries[name]) continue;
    for (const element of descendants(parseXml(entries[name]), '*')) {
      const key = KEYS[element.name] ?? (element.name.includes(':') ? undefined : KEYS[`ep:${localName(element)}`]);
      const text = textOf(element).trim();
      if (key && text) metadata[key] = key.endsWith('ount') ? Number(text) : text;
    }
  }
  if (metadata['dcterms:modified']) metadata['Last-Modified'] = metadata['dcterms:modified'];
  const title = metadata['dc:title'] as string | undefined;
  return { ...(title && { title }), metadata };
}
