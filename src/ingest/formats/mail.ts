import { BrokenFile } from '../ingest-error.ts';
import type { FormatOptions } from '../parse-file.ts';
import { normaliseNewlines } from '../sentences.ts';
import type { ParsedFile } from '../structured-document.ts';
import { sectionsOf } from './blocks.ts';
import { withoutControls } from './decode-text.ts';
import { htmlBlocks } from './html.ts';

const HEADERS = ['From', 'To', 'Cc', 'Reply-To', 'Date', 'Message-ID', 'In-Reply-To', 'Subject'];

/**
 * An RFC 822 message: the subject is the title, the headers above are properties, the body is text. The plain body is
 * taken before the HTML one, except to extract tables. Attachments are not read.
 */
export async function parseMail(bytes: Uint8Array, { extractTables }: FormatOptions): Promise<ParsedFile> {
  const { default: PostalMime, decodeWords } = await import('postal-mime');
  const mail = await PostalMime.parse(bytes);
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
    ? sectionsOf(htmlBlocks(load(mail.html!).root()[0]!), extractTables)
    : sectionsOf([{ type: 'text', text: normaliseNewlines(withoutControls(mail.text ?? '')).trim() }], extractTables);
  const title = mail.subject?.trim();
  return { ...(title && { title }), metadata, sections };
}
