import type { FormatOptions } from '../parse-file.ts';
import { normaliseNewlines } from '../sentences.ts';
import type { ParsedFile } from '../structured-document.ts';
import { decodeText } from './decode-text.ts';
import { parseHtml } from './html.ts';

/** One section, no properties (reference corpora §4.4). */
export async function parseText(bytes: Uint8Array): Promise<ParsedFile> {
  const text = normaliseNewlines(decodeText(bytes)).trim();
  return { metadata: {}, sections: text ? [{ text }] : [] };
}

/** GitHub's dialect. A YAML front matter is not text; its `title` is the document's, else the first `# heading`. */
export async function parseMarkdown(bytes: Uint8Array, options: FormatOptions): Promise<ParsedFile> {
  const { marked } = await import('marked');
  const source = normaliseNewlines(decodeText(bytes));
  const frontMatter = /^---\n([\s\S]*?\n)?(?:---|\.\.\.)(?:\n|$)/.exec(source);
  const html = marked.parse(source.slice(frontMatter?.[0].length ?? 0), { async: false, gfm: true });
  const parsed = await parseHtml(Buffer.from(`<meta charset="utf-8">${html}`), options);
  const [, title = ''] = /^title:[ \t]*(.+)$/m.exec(frontMatter?.[1] ?? '') ?? [];
  const unquoted = title.trim().replace(/^(["'])(.*)\1$/, '$2');
  return unquoted ? { ...parsed, title: unquoted } : parsed;
}
