import { BrokenFile, UnsupportedMediaType } from '../ingest-error.ts';
import { decodeText, isPlainText } from './decode-text.ts';

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
/** Names of formats that are not read; plain text under them is. */
const OLD_OFFICE = new Set(['doc', 'ppt', 'xls']);

/**
 * What a file is: by its content where that is unmistakable, then by the extension of `name`, then by the content type
 * the client declared (docs/behaviour/uploads.md, File types, with csv, xlsx and json taken too). Plain text under the
 * name of a PDF or an Office file is text, as for the service; a text about PDF is no PDF. Throws UnsupportedMediaType
 * for anything else, old .doc/.ppt/.xls among it, and BrokenFile for an encrypted Office file.
 */
export async function fileTypeOf(bytes: Uint8Array, name: string, contentType?: string): Promise<FileType> {
  const { fileTypeFromBuffer } = await import('file-type');
  const sniffed = await fileTypeFromBuffer(bytes).catch(() => undefined);
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const mediaType = (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
  const named = BY_EXTENSION[extension];
  const declared = extension && !named ? undefined : BY_MEDIA_TYPE[mediaType];
  const wanted = named ?? (extension === '' || extension === 'bin' ? declared : undefined);

  if (isPdf(bytes, wanted)) return 'pdf';
  const byContent = sniffed && BY_EXTENSION[sniffed.ext];
  if (byContent && byContent !== 'pdf') return byContent;
  if (sniffed?.ext === 'cfb') refuseCompoundFile(bytes);
  if (sniffed?.ext === 'zip' && wanted && ZIPPED.has(wanted)) return wanted;

  // Some magic numbers are letters: a text that begins with "BM" is no picture.
  if (isPlainText(bytes, sniffed !== undefined && sniffed.ext !== 'pdf')) {
    if (isHtml(bytes)) return 'html';
    const type = named ?? BY_MEDIA_TYPE[mediaType];
    if (type) return BINARY.has(type) ? 'text' : type;
    if (OLD_OFFICE.has(extension)) return 'text';
  } else if (sniffed === undefined && wanted && BINARY.has(wanted)) return wanted;
  throw new UnsupportedMediaType(`The type of file '${name}' is not supported${sniffed ? `: ${sniffed.mime}` : ''}.`);
}

const PDF_HEAD = 1024;

/** The header may stand behind other bytes (ISO 32000-2, annex I); in what reads as text it has to be meant. */
function isPdf(bytes: Uint8Array, wanted: FileType | undefined): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, PDF_HEAD)).toString('latin1');
  const header = /(^|[\r\n]|^\u00ef\u00bb\u00bf)%PDF-\d/.exec(head);
  if (!header) return head.includes('%PDF-') && !isPlainText(bytes, true);
  if (wanted === 'pdf' || !isPlainText(bytes, true)) return true;
  return (
    head.trimStart().startsWith('%PDF-') &&
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('startxref')
  );
}

/** Begins, behind blanks and comments, with a doctype or the root element. */
function isHtml(bytes: Uint8Array): boolean {
  const head = decodeText(bytes.subarray(0, 64 * 1024)).text;
  let at = 0;
  for (;;) {
    while (/\s/.test(head[at] ?? '')) at++;
    const isComment = head.startsWith('<!--', at);
    if (!isComment && !/^<\?xml\s/i.test(head.slice(at, at + 6))) break;
    const end = head.indexOf(isComment ? '-->' : '?>', at + (isComment ? 4 : 2));
    if (end < 0) return false;
    at = end + (isComment ? 3 : 2);
  }
  return /^<(!doctype\s+html|html[\s>])/i.test(head.slice(at, at + 64));
}

/** The container of the old binary Office formats, and of new ones under a password. */
function refuseCompoundFile(bytes: Uint8Array): never {
  if (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(Buffer.from('EncryptedPackage', 'utf16le')))
    throw new BrokenFile('The file is encrypted.');
  throw new UnsupportedMediaType('Old binary Office files (.doc, .ppt, .xls) are not supported.');
}
