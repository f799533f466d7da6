import { type FileType, fileTypeOf } from './formats/file-type.ts';
import { BrokenFile, IngestError, TooLarge } from './ingest-error.ts';
import type { ParsedFile } from './structured-document.ts';

/** What a file may ask of us before it is refused with TooLarge. */
export interface FileLimits {
  /** Bytes of the file as it came. */
  fileBytes: number;
  /** Pages of a PDF. */
  pages: number;
  /** Bytes of everything inside a zip-based file, unpacked. */
  decompressedBytes: number;
}

/** 10 MB as the service has it (docs/behaviour/uploads.md, Form fields); the other two are ours. */
export const DEFAULT_FILE_LIMITS: FileLimits = {
  fileBytes: 10 * 1024 * 1024,
  pages: 2_000,
  decompressedBytes: 100 * 1024 * 1024,
};

export interface UploadedFile {
  bytes: Uint8Array;
  /** With its extension; decides the type where the content does not. */
  name: string;
  /** As the client declared it. */
  contentType?: string;
}

export interface ParseOptions {
  /** Tables become tables of their sections; otherwise their rows are lines of text. Default false. */
  extractTables?: boolean;
  /** What is left out stays as in `DEFAULT_FILE_LIMITS`. */
  limits?: Partial<FileLimits>;
}

export interface FormatOptions {
  /** The character set that the client declared with the content type. */
  charset?: string;
  extractTables: boolean;
  limits: FileLimits;
}

type FormatParser = (bytes: Uint8Array, options: FormatOptions) => Promise<ParsedFile>;

const PARSERS: Record<FileType, () => Promise<FormatParser>> = {
  pdf: async () => (await import('./formats/pdf.ts')).parsePdf,
  docx: async () => (await import('./formats/docx.ts')).parseDocx,
  pptx: async () => (await import('./formats/pptx.ts')).parsePptx,
  xlsx: async () => (await import('./formats/xlsx.ts')).parseXlsx,
  odt: async () => (await import('./formats/odt.ts')).parseOdt,
  rtf: async () => (await import('./formats/rtf.ts')).parseRtf,
  epub: async () => (await import('./formats/epub.ts')).parseEpub,
  html: async () => (await import('./formats/html.ts')).parseHtml,
  markdown: async () => (await import('./formats/text.ts')).parseMarkdown,
  text: async () => (await import('./formats/text.ts')).parseText,
  csv: async () => (await import('./formats/csv.ts')).parseCsv,
  json: async () => (await import('./formats/json.ts')).parseJson,
  mail: async () => (await import('./formats/mail.ts')).parseMail,
};

/**
 * A file as title, properties and sections (docs/behaviour/uploads.md, File types and Answer and metadata), on the
 * calling thread: what others upload belongs into `createFileParser` (pool/parse-pool.ts), which also bounds time and
 * memory. Throws UnsupportedMediaType, BrokenFile (empty, encrypted, damaged) or TooLarge, and nothing else.
 */
export async function parseFile(file: UploadedFile, options: ParseOptions = {}): Promise<ParsedFile> {
  const limits = { ...DEFAULT_FILE_LIMITS, ...options.limits };
  if (file.bytes.length === 0) throw new BrokenFile('The file is empty.');
  if (file.bytes.length > limits.fileBytes) throw new TooLarge(`The file is larger than ${limits.fileBytes} bytes.`);
  const type = await fileTypeOf(file.bytes, file.name, file.contentType);
  const parse = await PARSERS[type]();
  try {
    const charset = /;\s*charset\s*=\s*["']?([^\s"';]+)/i.exec(file.contentType ?? '')?.[1];
    const parsed = await parse(file.bytes, { charset, extractTables: options.extractTables ?? false, limits });
    return wellFormed(parsed) as ParsedFile;
  } catch (error) {
    if (error instanceof IngestError) throw error;
    throw new BrokenFile(`The file '${file.name}' cannot be read as ${type}.`, { cause: error });
  }
}

/** SQLite keeps text as UTF-8, which has no halves of surrogate pairs; a NUL would end it for some readers. */
function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\0', '');
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toWellFormed(), wellFormed(inner)]));
}
