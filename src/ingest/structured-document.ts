import { type Static, Type } from 'typebox';

/**
 * What the other files of this folder exchange: the document a caller sends or a file becomes, and the parts it is cut
 * into (docs/behaviour/documents.md, Structured documents and Tables and images and Chunking).
 */

const Metadata = Type.Record(Type.String(), Type.Unknown());
const span = Type.Optional(Type.Integer({ minimum: 1, description: 'Default 1.' }));

/** One value at most; none is an empty cell. */
export const Cell = Type.Object({
  text_value: Type.Optional(Type.String()),
  int_value: Type.Optional(Type.Integer()),
  float_value: Type.Optional(Type.Number()),
  bool_value: Type.Optional(Type.Boolean()),
  colspan: span,
  rowspan: span,
});
export type Cell = Static<typeof Cell>;

export const TableData = Type.Object({
  headers: Type.Optional(Type.Array(Type.Array(Cell))),
  rows: Type.Optional(Type.Array(Type.Array(Cell))),
});
export type TableData = Static<typeof TableData>;

export const Table = Type.Object({
  id: Type.Optional(Type.String()),
  title: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
  data: Type.Optional(TableData),
});
export type Table = Static<typeof Table>;

const imageTexts = {
  title: Type.Optional(Type.String()),
  caption: Type.Optional(Type.String()),
  description: Type.Optional(Type.String()),
};

export const Image = Type.Object({
  id: Type.String({ minLength: 1 }),
  image_data: Type.Object({
    data: Type.String({ description: 'The bytes in base64.' }),
    mime_type: Type.String({ minLength: 1 }),
  }),
  ...imageTexts,
});
export type Image = Static<typeof Image>;

/** An image without its bytes. */
export const ImageMetadata = Type.Object({ id: Type.String(), mime_type: Type.String(), ...imageTexts });
export type ImageMetadata = Static<typeof ImageMetadata>;

/** Null as a whole is as good as absent. */
export const CustomDimensions = Type.Union([Type.Record(Type.String(), Type.Number()), Type.Null()]);

export interface Section {
  id?: number;
  title?: string;
  text: string;
  metadata?: Record<string, unknown>;
  tables?: Table[];
  images?: Image[];
  sections?: Section[];
}

/** Sections nest without end, JSON Schema written out does not; `checkDeepSections` looks at what lies deeper. */
const SCHEMA_DEPTH = 4;

const section = (depth: number): Record<string, unknown> => ({
  type: 'object',
  required: ['text'],
  properties: {
    id: Type.Integer(),
    title: Type.String(),
    text: Type.String(),
    metadata: Metadata,
    tables: Type.Array(Table),
    images: Type.Array(Image),
    sections: depth > 1 ? Type.Array(Type.Unsafe(section(depth - 1))) : { type: 'array', items: { type: 'object' } },
  },
});
export const Section = Type.Unsafe<Section>(section(SCHEMA_DEPTH));

/** Without a `type` the presence of `max_chars_per_chunk` decides. */
export const ChunkingStrategy = Type.Object({
  type: Type.Optional(
    Type.Union([Type.Literal('sentence_chunking_strategy'), Type.Literal('max_chars_chunking_strategy')]),
  ),
  max_chars_per_chunk: Type.Optional(Type.Integer({ minimum: 100, description: 'UTF-16 units.' })),
});
export type ChunkingStrategy = Static<typeof ChunkingStrategy>;

/** The part of a structured document that splitting needs. */
export interface StructuredDocument {
  title?: string;
  description?: string;
  custom_dimensions?: Record<string, number> | null;
  sections: Section[];
  chunking_strategy?: ChunkingStrategy;
}

/**
 * One search hit, one embedding; core documents bring them ready made (docs/behaviour/documents.md, Core documents).
 */
export interface DocumentPart {
  text: string;
  metadata: Record<string, unknown>;
  /** Number of the section it belongs to, from 1; absent where there is none. */
  section?: number;
  table_id?: string;
  image_id?: string;
  context?: string;
  custom_dimensions?: Record<string, number>;
}

/** `tables` are in document order, each with an id: the caller's, or `table_1`, `table_2` … where it gave none. */
export interface ChunkedDocument {
  parts: DocumentPart[];
  tables: (Table & { id: string })[];
  images: Image[];
}

/** A file as a document: `metadata` are the properties found in it (docs/behaviour/uploads.md, Answer and metadata). */
export interface ParsedFile {
  title?: string;
  metadata: Record<string, unknown>;
  sections: Section[];
}

/** The path of the first section that is none, below `sections[0].sections[1]…`, with the rule it breaks. */
export function checkDeepSections(
  sections: readonly unknown[],
  path: string,
): { path: string; rule: string } | undefined {
  for (const [index, value] of sections.entries()) {
    const place = `${path}[${index}]`;
    const found = checkSection(value as Partial<Section> | null, place);
    if (found) return found;
  }
  return undefined;
}

function checkSection(value: Partial<Section> | null, place: string): { path: string; rule: string } | undefined {
  if (typeof value !== 'object' || value === null) return { path: place, rule: 'should be of type object.' };
  if (value.text === undefined) return { path: `${place}.text`, rule: 'is required.' };
  if (typeof value.text !== 'string') return { path: `${place}.text`, rule: 'should be of type string.' };
  if (value.title !== undefined && typeof value.title !== 'string') {
    return { path: `${place}.title`, rule: 'should be of type string.' };
  }
  for (const list of ['tables', 'images', 'sections'] as const) {
    if (value[list] !== undefined && !Array.isArray(value[list])) {
      return { path: `${place}.${list}`, rule: 'should be of type array.' };
    }
  }
  return checkDeepSections(value.sections ?? [], `${place}.sections`);
}

/** What the client sent beside the file (docs/behaviour/uploads.md, Form fields). */
export interface UploadFields {
  /** The full file name. */
  id: string;
  metadata?: Record<string, unknown>;
  chunking_strategy?: ChunkingStrategy;
}

export interface UploadedDocument extends StructuredDocument {
  id: string;
  type: 'structured';
  metadata: Record<string, unknown>;
}

/**
 * A parsed file as the body that `POST …/documents` takes, so that one path indexes both. `metadata` are the properties
 * of the file under those of the client (docs/behaviour/uploads.md, Answer and metadata). `sections` is empty for a
 * file without text, such as a scan, which a body may not be.
 */
export const toStructuredDocument = (parsed: ParsedFile, upload: UploadFields): UploadedDocument => ({
  id: upload.id,
  type: 'structured',
  ...(parsed.title && { title: parsed.title }),
  metadata: { ...parsed.metadata, ...upload.metadata },
  sections: parsed.sections,
  ...(upload.chunking_strategy && { chunking_strategy: upload.chunking_strategy }),
});
