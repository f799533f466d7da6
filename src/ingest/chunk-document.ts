import { inTurns } from '../basics/turns.ts';
import { type LanguageDetector, loadLanguageDetector } from './detect-language.ts';
import { TooLarge } from './ingest-error.ts';
import { normaliseNewlines, packSentences, type Sentence, splitSentences } from './sentences.ts';
import type {
  ChunkedDocument,
  ChunkingStrategy,
  DocumentPart,
  Section,
  StructuredDocument,
  Table,
} from './structured-document.ts';
import { tableParts } from './tables.ts';

/**
 * A structured document or a parsed file as its parts, in document order (docs/behaviour/documents.md, Structured
 * documents): document title → description → per section depth first: title → text chunks → table parts → image parts →
 * child sections. Each part carries automatic metadata, over which the section's own `id` and `metadata` win.
 * Yields to the event loop every few milliseconds. Throws TooLarge when there are more than `mostParts`, when what they all
 * repeat of their sections comes to too much, when sections nest deeper than 100 or a table spans millions of cells.
 */
export async function chunkDocument(
  document: StructuredDocument,
  mostParts = Number.POSITIVE_INFINITY,
): Promise<ChunkedDocument> {
  const detector = await loadLanguageDetector();
  const placed = outlineSections(document.sections);
  const parts: DocumentPart[] = [];
  let repeated = 0;
  await inTurns(chunkSections(document, placed, detector), (part) => {
    if (parts.push(part) > mostParts) throw tooManyParts(mostParts);
    repeated += part.section === undefined ? 0 : placed[part.section - 1]!.repeated;
    if (repeated > MOST_REPEATED) throw new TooLarge('The metadata of the sections is repeated in too many parts.');
  });
  return {
    parts,
    tables: placed.flatMap(({ tables }) => tables),
    images: placed.flatMap(({ section }) => section.images ?? []),
  };
}

/** The pure core of `chunkDocument`: one part at a time. `placed` is `outlineSections(document.sections)`. */
export function* chunkSections(
  document: StructuredDocument,
  placed: readonly PlacedSection[],
  detector: LanguageDetector,
): Generator<DocumentPart> {
  const language = detector.ofDocument([
    document.title ?? '',
    document.description ?? '',
    ...placed.flatMap(({ section }) => [section.title ?? '', section.text]),
  ]);
  const dimensions = document.custom_dimensions ?? undefined;
  const part = (text: string, metadata: Record<string, unknown>, rest?: Partial<DocumentPart>): DocumentPart => ({
    text,
    metadata: { lang: detector.ofPart(text, language), ...metadata },
    ...rest,
    ...(dimensions && { custom_dimensions: dimensions }),
  });

  const title = document.title?.trim();
  if (title) yield part(title, { offset: 0, len: title.length, is_title: true, title_level: 1 });
  for (const { text, offset } of chunkText(document.description ?? '', language, document.chunking_strategy))
    yield part(text, { offset, len: text.length });

  for (const { section, ordinal, level, breadcrumb, tables } of placed) {
    const sectionTitle = section.title?.trim();
    const place = {
      section: ordinal,
      ...(sectionTitle && { title: sectionTitle }),
      ...(breadcrumb.length > 0 && { breadcrumb }),
    };
    const inSection = { section: ordinal };
    const own = { ...(section.id !== undefined && { id: section.id }), ...section.metadata };
    if (sectionTitle) {
      const heading = { offset: 0, len: sectionTitle.length, is_title: true, title_level: level };
      yield part(sectionTitle, { ...place, ...heading, ...own }, inSection);
    }
    for (const { text, offset } of chunkText(section.text, language, document.chunking_strategy))
      yield part(text, { ...place, offset, len: text.length, ...own }, inSection);
    for (const table of tables)
      for (const { text, vectara } of tableParts(table))
        yield part(text, { ...place, vectara, ...own }, { ...inSection, table_id: table.id });
    for (const image of section.images ?? []) {
      const words = [image.title, image.caption, image.description].filter((text) => text?.trim());
      yield part(words.join('\n'), { ...place, ...own }, { ...inSection, image_id: image.id });
    }
  }
}

function chunkText(source: string, language: string, strategy: ChunkingStrategy | undefined): Iterable<Sentence> {
  const text = normaliseNewlines(source);
  const sentences = splitSentences(text, language);
  const maxChars = strategy?.max_chars_per_chunk;
  const packs = strategy?.type ? strategy.type === 'max_chars_chunking_strategy' : maxChars !== undefined;
  return packs && maxChars !== undefined ? packSentences(text, sentences, maxChars) : sentences;
}

/** Parts repeat titles and metadata of their section, so a few megabytes could come to any size. Characters. */
const MOST_REPEATED = 50_000_000;

export const tooManyParts = (most: number): TooLarge =>
  new TooLarge(
    `The document has more than ${most} parts; a longer chunking_strategy makes fewer (--max-document-parts).`,
  );

/** A section where it stands. `level` and `ordinal` start at 1; `breadcrumb` are the titles from the top down to it. */
export interface PlacedSection {
  section: Section;
  ordinal: number;
  level: number;
  breadcrumb: string[];
  /** Characters that each part of it repeats. */
  repeated: number;
  tables: (Table & { id: string })[];
}

/** Breadcrumbs grow with the square of the depth, and ten megabytes of JSON can nest a few hundred thousand deep. */
const DEEPEST = 100;

/**
 * The tree of sections, depth first, parents before children. Tables without an id get `table_1`, `table_2` … skipping
 * ids the caller uses. Untitled sections leave no breadcrumb. Throws TooLarge past a depth of 100.
 */
export function outlineSections(sections: readonly Section[]): PlacedSection[] {
  const placed: PlacedSection[] = [];
  const visit = (siblings: readonly Section[], level: number, above: string[]) => {
    if (level > DEEPEST) throw new TooLarge(`Sections are nested deeper than ${DEEPEST} levels.`);
    for (const section of siblings) {
      const title = section.title?.trim();
      const breadcrumb = title ? [...above, title] : above;
      const repeated = JSON.stringify([title, breadcrumb, section.metadata]).length;
      placed.push({ section, ordinal: placed.length + 1, level, breadcrumb, repeated, tables: [] });
      visit(section.sections ?? [], level + 1, breadcrumb);
    }
  };
  visit(sections, 1, []);
  nameTables(placed);
  return placed;
}

function nameTables(placed: readonly PlacedSection[]) {
  const taken = new Set(placed.flatMap(({ section }) => section.tables?.map((table) => table.id) ?? []));
  let last = 0;
  const freeId = () => {
    do last++;
    while (taken.has(`table_${last}`));
    return `table_${last}`;
  };
  for (const place of placed)
    place.tables = (place.section.tables ?? []).map((table) => ({ ...table, id: table.id || freeId() }));
}
