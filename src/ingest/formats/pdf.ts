import { BrokenFile, TooLarge } from '../ingest-error.ts';
import type { FormatOptions } from '../parse-file.ts';
import type { ParsedFile, Section } from '../structured-document.ts';
import { sectionsOf } from './blocks.ts';
import { joinLines, lineBlocks, type PdfLine, pdfLines, withoutRunningLines } from './pdf-lines.ts';
import { tableRuns } from './pdf-tables.ts';

/** The entries of the information dictionary that the service shows (reference corpora §4.4). */
const INFO = ['Title', 'Author', 'Subject', 'Keywords', 'Creator', 'Producer', 'CreationDate', 'ModDate', 'Trapped'];

/**
 * One untitled section per page with text, its number in the metadata as `page`; lines are joined to paragraphs, a
 * paragraph that goes on overleaf stays on the page where it began. Scanned pages have no text and give nothing.
 */
export async function parsePdf(bytes: Uint8Array, { extractTables, limits }: FormatOptions): Promise<ParsedFile> {
  const { extractTextItems, getDocumentProxy, getMeta } = await import('unpdf');
  const pdf = await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 }).catch((error: Error) => {
    if (error.name === 'PasswordException') throw new BrokenFile('The file is encrypted.');
    throw error;
  });
  try {
    if (pdf.numPages > limits.pages) throw new TooLarge(`The file has more than ${limits.pages} pages.`);
    const { info } = await getMeta(pdf);
    const { items } = await extractTextItems(pdf);
    const title = String(info.Title ?? '').trim();
    return {
      ...(title && { title }),
      metadata: {
        ...Object.fromEntries(INFO.flatMap((key) => (info[key] ? [[key, String(info[key])]] : []))),
        ...info.Custom,
      },
      sections: pageSections(withoutRunningLines(items.map(pdfLines)), extractTables),
    };
  } finally {
    await pdf.destroy();
  }
}

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
