import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type { StructuredTextItem } from 'unpdf';
import { PACKAGE_ROOT } from '../../package-root.ts';
import { BrokenFile, TooLarge } from '../ingest-error.ts';
import type { FormatOptions } from '../parse-file.ts';
import type { ParsedFile, Section } from '../structured-document.ts';
import { sectionsOf } from './blocks.ts';
import { joinLines, lineBlocks, type PdfLine, pdfLines, withoutRunningLines } from './pdf-lines.ts';
import { tableRuns } from './pdf-tables.ts';

/**
 * The entries of the information dictionary that the service shows (docs/behaviour/uploads.md, Answer and metadata).
 */
const INFO = ['Title', 'Author', 'Subject', 'Keywords', 'Creator', 'Producer', 'CreationDate', 'ModDate', 'Trapped'];

/**
 * One untitled section per page with text, its number in the metadata as `page`; lines are joined to paragraphs, a
 * paragraph that goes on overleaf stays on the page where it began. What was filled into a form counts as text of the
 * page. Scanned pages have no text and give nothing.
 */
export async function parsePdf(bytes: Uint8Array, { extractTables, limits }: FormatOptions): Promise<ParsedFile> {
  const { extractTextItems, getDocumentProxy, getMeta } = await import('unpdf');
  const options = { verbosity: 0, BinaryDataFactory: CharacterMaps, useWorkerFetch: false, cMapPacked: true };
  const pdf = await getDocumentProxy(new Uint8Array(bytes), options).catch((error: Error) => {
    if (error.name === 'PasswordException') throw new BrokenFile('The file is encrypted.');
    throw error;
  });
  try {
    if (pdf.numPages > limits.pages) throw new TooLarge(`The file has more than ${limits.pages} pages.`);
    const { info } = await getMeta(pdf);
    const { items } = await extractTextItems(pdf);
    for (const [index, page] of items.entries()) await addFilledIn(page, pdf.getPage(index + 1));
    const title = String(info.Title ?? '').trim();
    return {
      ...(title && { title }),
      metadata: { ...properties(info, INFO), ...properties(info.Custom ?? {}) },
      sections: pageSections(withoutRunningLines(items.map(pdfLines)), extractTables),
    };
  } finally {
    await pdf.destroy();
  }
}

/** Values as the file has them, empty ones too; a name is its text. */
function properties(info: Record<string, unknown>, names = Object.keys(info)): Record<string, unknown> {
  const shown = names.map((name) => [name, propertyValue(info[name])]);
  return Object.fromEntries(shown.filter(([, value]) => value !== undefined));
}

function propertyValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(propertyValue).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  return 'name' in value && typeof value.name === 'string' ? value.name : undefined;
}

const decompress = promisify(brotliDecompress);

/**
 * The character maps of CJK fonts that a file names without holding them, from the archive in `assets/`: those of
 * pdf.js, which `scripts/build-character-maps.ts` packs. Without them the text in such fonts would be lost in silence.
 */
class CharacterMaps {
  static #archive: Promise<Uint8Array> | undefined;

  async fetch({ filename }: { filename: string }): Promise<Uint8Array> {
    const { unzipSync } = await import('fflate');
    CharacterMaps.#archive ??= readFile(join(PACKAGE_ROOT, 'assets/pdf-character-maps.zip.br')).then(decompress);
    const found = unzipSync(await CharacterMaps.#archive, { filter: ({ name }) => name === filename })[filename];
    if (!found) throw new Error(`There is no character map '${filename}'.`);
    return found;
  }
}

interface Annotation {
  subtype?: string;
  rect: [left: number, bottom: number, right: number, top: number];
  hidden?: boolean;
  password?: boolean;
  fieldType?: string;
  fieldValue?: unknown;
  options?: { exportValue?: string; displayValue?: string }[];
  contentsObj?: { str?: string };
}

/** Puts the values of text and choice fields, and text written onto the page, into the line beside which they stand. */
async function addFilledIn(items: StructuredTextItem[], opening: Promise<{ getAnnotations(): Promise<unknown[]> }>) {
  const annotations = (await (await opening).getAnnotations()) as Annotation[];
  for (const annotation of annotations) {
    const [left, bottom, right, top] = annotation.rect;
    for (const [index, str] of filledIn(annotation).entries()) {
      const beside = items.findLastIndex(({ x, y, str }) => str.trim() && y >= bottom && y <= top && x <= left);
      const { y = top - 12 * (index + 1), fontSize = 12 } = index === 0 ? (items[beside] ?? {}) : {};
      const item = { str, x: left, y, width: right - left, height: fontSize, fontSize, fontFamily: '', dir: 'ltr' };
      items.splice(beside < 0 || index > 0 ? items.length : beside + 1, 0, { ...item, hasEOL: false } as never);
    }
  }
}

function filledIn({ subtype, hidden, password, fieldType, fieldValue, options, contentsObj }: Annotation): string[] {
  if (hidden || password) return [];
  if (subtype === 'FreeText') return lines(contentsObj?.str ?? '');
  if (subtype !== 'Widget' || !/^(Tx|Ch)$/.test(fieldType ?? '')) return [];
  const values = [fieldValue].flat().filter((value) => typeof value === 'string');
  const shown = (value: string) => options?.find(({ exportValue }) => exportValue === value)?.displayValue ?? value;
  return values.map(shown).flatMap(lines);
}

const lines = (text: string) => text.split(/[\r\n]+/).filter((line) => line.trim());

function pageSections(pages: PdfLine[][], extractTables: boolean): Section[] {
  const sections: Section[] = [];
  const blocksOf = lineBlocks(pages.flat());
  pages.forEach((lines, index) => {
    const blocks = [...blocksOf(extractTables ? tableRuns(lines) : lines)];
    const last = sections.at(-1);
    if (last && blocks[0]?.type === 'text' && /[\p{L},\-\u00ad]$/u.test(last.text) && /^\p{Ll}/u.test(blocks[0].text)) {
      last.text = joinLines(last.text, blocks[0].text);
      blocks.shift();
    }
    const [section] = sectionsOf(blocks, true);
    if (section) sections.push({ ...section, metadata: { page: index + 1 } });
  });
  return sections;
}
