import { decodeText } from '../../files/decode-text.ts';
import type { FormatOptions } from '../../parse-file.ts';
import { normaliseNewlines } from '../../sentences/split-sentences.ts';
import type { ParsedFile } from '../../structured-document.ts';
import { parseHtml } from './html.ts';

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
