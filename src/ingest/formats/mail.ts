import { isUtf8 } from 'node:buffer';
import { BrokenFile } from '../ingest-error.ts';
import type { FormatOptions } from '../parse-file.ts';
import { normaliseNewlines } from '../sentences.ts';
import type { ParsedFile } from '../structured-document.ts';
import { sectionsOf } from './blocks.ts';
import { decodeText, knownEncoding, withoutControls } from './decode-text.ts';
import { htmlBlocks, shallow } from './html.ts';

const HEADERS = ['From', 'To', 'Cc', 'Reply-To', 'Date', 'Message-ID', 'In-Reply-To', 'Subject'];

/**
 * An RFC 822 message: the subject is the title, the headers above are properties, the body is text. The plain body is
 * taken before the HTML one, except to extract tables. Of attachments only messages are read, as sections.
 */
export async function parseMail(bytes: Uint8Array, options: FormatOptions): Promise<ParsedFile> {
  const { extractTables, limits } = options;
  const { default: PostalMime, decodeWords } = await import('postal-mime');
  const mail = await PostalMime.parse(inUtf8(bytes));
  const metadata: Record<string, unknown> = {};
  for (const name of HEADERS) {
    const value = mail.headers.find(({ key }) => key === name.toLowerCase())?.value;
    if (value) metadata[name] = decodeWords(value).trim();
  }
  if (!('From' in metadata || 'Date' in metadata || 'Subject' in metadata))
    throw new BrokenFile('The file has no mail headers.');
  if (mail.date && 'Date' in metadata) metadata.Date = mail.date;

  const wantsHtml = mail.html && (!mail.text?.trim() || (extractTables && /<table/i.test(mail.html)));
  const { load } = await import('cheerio');
  const sections = wantsHtml
    ? sectionsOf(htmlBlocks(load(shallow(mail.html!)).root()[0]!), extractTables)
    : sectionsOf([{ type: 'text', text: normaliseNewlines(withoutControls(mail.text ?? '')).trim() }], extractTables);
  const title = mail.subject?.trim();
  // Each level may hold less, so that nesting comes to an end.
  const within = { ...options, limits: { ...limits, decompressedBytes: limits.decompressedBytes / 4 } };
  for (const { mimeType, content } of mail.attachments) {
    const message = new Uint8Array(content as ArrayBuffer);
    if (mimeType !== 'message/rfc822' || message.length > within.limits.decompressedBytes) continue;
    const inner = await parseMail(message, within).catch(() => undefined);
    if (inner) sections.push({ ...(inner.title && { title: inner.title }), text: '', sections: inner.sections });
  }
  return { ...(title && { title }), metadata, sections };
}

/**
 * The message with its raw bytes as UTF-8, which is what the parser takes them for: those of the head, and those of the
 * body where no part says in which character set it is, or says UTF-8 and is not.
 */
function inUtf8(bytes: Uint8Array): Uint8Array {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (isUtf8(source)) return source.subarray(source.indexOf('\ufeff') === 0 ? 3 : 0);
  const letters = source.toString('latin1');
  const named = /(?:^|\n)content-type:(?:[^\r\n]|\r?\n[ \t]){0,500}?charset\s*=\s*"?([^\s";]+)/i.exec(letters)?.[1];
  const inHtml = /<meta[^>]{0,500}charset\s*=\s*["']?([\w.:-]+)/i.exec(letters)?.[1];
  const decode = (part: Uint8Array, declared?: string) => Buffer.from(decodeText(part, declared).text);
  const end = /\r?\n\r?\n/.exec(letters)?.index ?? source.length;
  const head = source.subarray(0, end);
  const body = source.subarray(end);
  const isDeclared = named !== undefined && knownEncoding(named) !== undefined && !/^utf-?8$/i.test(named);
  // A name and a subject are too short to tell an encoding by themselves.
  const encoding = isDeclared ? named : decodeText(source, inHtml).encoding;
  return Buffer.concat([isUtf8(head) ? head : decode(head, encoding), isDeclared ? body : decode(body, encoding)]);
}
