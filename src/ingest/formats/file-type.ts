import { BrokenFile, UnsupportedMediaType } from '../ingest-error.ts';
import { isPlainText } from './decode-text.ts';

export type FileType =
  | 'pdf'
  | 'docx'
  | 'pptx'
  | 'xlsx'
  | 'odt'
  | 'rtf'
  | 'epub'
  | 'html'
  | 'markdown'
  | 'text'
  | 'csv'
  | 'json'
  | 'mail';

const BY_EXTENSION: Record<string, FileType> = {
  ...{ pdf: 'pdf', docx: 'docx', pptx: 'pptx', xlsx: 'xlsx', odt: 'odt', rtf: 'rtf', epub: 'epub' },
  ...{ html: 'html', htm: 'html', xhtml: 'html', lxml: 'html', md: 'markdown', markdown: 'markdown' },
  ...{ txt: 'text', text: 'text', csv: 'csv', tsv: 'csv', json: 'json', eml: 'mail' },
};

const OOXML = 'application/vnd.openxmlformats-officedocument';
const BY_MEDIA_TYPE: Record<string, FileType> = {
  'application/pdf': 'pdf',
  [`${OOXML}.wordprocessingml.document`]: 'docx',
  [`${OOXML}.presentationml.presentation`]: 'pptx',
  [`${OOXML}.spreadsheetml.sheet`]: 'xlsx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/rtf': 'rtf',
  'text/rtf': 'rtf',
  'application/epub+zip': 'epub',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/markdown': 'markdown',
  'text/plain': 'text',
  'text/csv': 'csv',
  'text/tab-separated-values': 'csv',
  'application/json': 'json',
  'message/rfc822': 'mail',
};

const ZIPPED = new Set<FileType>(['docx', 'pptx', 'xlsx', 'odt', 'epub']);
const BINARY = new Set<FileType>([...ZIPPED, 'pdf', 'rtf']);

/**
 * What a file is: by its content where that is unmistakable, then by the extension of `name`, then by the content type
 * the client declared (reference corpora §4.2, with csv, xlsx and json taken too).
 * Throws UnsupportedMediaType for anything else, old .doc/.ppt/.xls among it, and BrokenFile for an encrypted Office file.
 */
export async function fileTypeOf(bytes: Uint8Array, name: string, contentType?: string): Promise<FileType> {
  const { fileTypeFromBuffer } = await import('file-type');
  const sniffed = await fileTypeFromBuffer(bytes).catch(() => undefined);
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 1024)).toString('latin1');

  const byContent = sniffed && BY_EXTENSION[sniffed.ext];
  if (byContent) return byContent;
  if (head.includes('%PDF-')) return 'pdf';
  if (sniffed?.ext === 'cfb') refuseCompoundFile(bytes);

  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const mediaType = (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
  const named = BY_EXTENSION[extension];
  const declared = extension && !named ? undefined : BY_MEDIA_TYPE[mediaType];
  const unnamed = extension === '' || extension === 'bin' ? declared : undefined;

  if (sniffed?.ext === 'zip' && named && ZIPPED.has(named)) return named;
  if (sniffed === undefined && (named ?? unnamed) && BINARY.has((named ?? unnamed)!)) return (named ?? unnamed)!;
  if (isPlainText(bytes)) {
    if (/^[\s\uFEFF\u00EF\u00BB\u00BF]*(<!--.*?-->\s*)*<(!doctype\s+html|html[\s>])/is.test(head)) return 'html';
    const type = named ?? BY_MEDIA_TYPE[mediaType];
    if (type && !BINARY.has(type)) return type;
  }
  throw new UnsupportedMediaType(`The type of file '${name}' is not supported${sniffed ? `: ${sniffed.mime}` : ''}.`);
}

/** The container of the old binary Office formats, and of new ones under a password. */
function refuseCompoundFile(bytes: Uint8Array): never {
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(Buffer.from('EncryptedPackage', 'utf16le')))
    throw new BrokenFile('The file is encrypted.');
  throw new UnsupportedMediaType('Old binary Office files (.doc, .ppt, .xls) are not supported.');
}
