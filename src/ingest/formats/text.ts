/** Plain text and Markdown. */
import type { Token, Tokens } from 'marked';
import type { FormatOptions } from '../parse-file.ts';
import { normaliseNewlines } from '../sentences.ts';
import type { ParsedFile } from '../structured-document.ts';
import { decodeText, encodingNote } from './decode-text.ts';
import { readHtml, SILENT } from './html.ts';

/** One section, no properties (docs/behaviour/uploads.md, Answer and metadata). */
export async function parseText(bytes: Uint8Array, { charset }: FormatOptions): Promise<ParsedFile> {
  const decoded = decodeText(bytes, charset);
  const trimmed = normaliseNewlines(decoded.text).trim();
  return { metadata: encodingNote(decoded), sections: trimmed ? [{ text: trimmed }] : [] };
}

/** GitHub's dialect. A YAML front matter is not text; its `title` is the document's, else the first `# heading`. */
export async function parseMarkdown(bytes: Uint8Array, { charset, extractTables }: FormatOptions): Promise<ParsedFile> {
  const { Lexer, Marked } = await import('marked');
  const decoded = decodeText(bytes, charset);
  const source = normaliseNewlines(decoded.text);
  const body = frontMatter(source);
  const marked = new Marked({ gfm: true, async: false });
  /** The lexer looks ahead to the end of a paragraph at each mark in it, so a long one is read in pieces. */
  class PiecesLexer extends Lexer {
    override inlineTokens(text: string, tokens: Token[] = []): Token[] {
      for (const piece of piecesOf(text)) super.inlineTokens(piece, tokens);
      return tokens;
    }
  }
  const tokens = new PiecesLexer(marked.defaults).lex(body ? source.slice(body.end) : source);
  marked.walkTokens(tokens, showRawTags);
  const parsed = await readHtml(marked.parser(tokens), extractTables);
  const [, title = ''] = /^title:[ \t]*(.+)$/m.exec(body?.yaml ?? '') ?? [];
  const unquoted = title.trim().replace(/^(["'])(.*)\1$/, '$2');
  return { ...parsed, metadata: encodingNote(decoded), ...(unquoted && { title: unquoted }) };
}

const LONGEST_PIECE = 4_000;

/** Cut after the last line that fits, else after the last sentence or word. */
function* piecesOf(text: string): Generator<string> {
  let from = 0;
  while (text.length - from > LONGEST_PIECE) {
    const piece = text.slice(from, from + LONGEST_PIECE);
    const cut = ['\n', '. ', ' ']
      .map((end) => piece.lastIndexOf(end) + end.length)
      .find((at) => at > LONGEST_PIECE / 2);
    from += cut ?? LONGEST_PIECE;
    yield text.slice(from - (cut ?? LONGEST_PIECE), from);
  }
  yield text.slice(from);
}

/** Lines between two of `---`, the first of them the first line of the file. */
function frontMatter(source: string): { yaml: string; end: number } | undefined {
  if (!source.startsWith('---\n')) return undefined;
  const closing = /^(?:---|\.\.\.)(?:\n|$)/gm;
  closing.lastIndex = 4;
  const found = closing.exec(source);
  return found ? { yaml: source.slice(4, found.index), end: closing.lastIndex } : undefined;
}

/** What GitHub disallows in its dialect, 6.11: such a tag reads as text, since it would swallow all that follows. */
const DISALLOWED = /^(title|textarea|style|xmp|iframe|noembed|noframes|script|plaintext)$/;
const TAG = /<(\/?)([a-z][a-z0-9-]*)(?=[\s/>])/gi;

/** Turns raw HTML that names an element, rather than being one, into text. */
function showRawTags(token: Token): void {
  if (token.type === 'html' && (token as Tokens.HTML).block) {
    if (swallows([token.raw])) asText(token);
  } else if ('tokens' in token && token.tokens) {
    const raw = token.tokens.filter((inner) => inner.type === 'html');
    if (raw.length > 0 && swallows(raw.map((inner) => inner.raw))) raw.forEach(asText);
  }
}

/** Whether these pieces of one block hold a disallowed tag, or leave a silent element, a comment or the like open. */
function swallows(pieces: readonly string[]): boolean {
  const html = pieces.join('');
  if (/^\s*<(\?|!\[CDATA\[)/.test(html)) return true;
  if (html.lastIndexOf('<!--') > html.lastIndexOf('-->')) return true;
  let open = 0;
  for (const [, slash, written = ''] of html.replace(/<!--[\s\S]*?-->/g, '').matchAll(TAG)) {
    const tag = written.toLowerCase();
    if (DISALLOWED.test(tag)) return true;
    if ((SILENT.has(tag) || /^(svg|math)$/.test(tag)) && !VOID.test(tag)) open += slash ? -1 : 1;
  }
  return open > 0;
}
const VOID = /^(input|head)$/;

/** A block may reach over blank lines, each of which parts paragraphs. */
function asText(token: Token): void {
  const { raw } = token;
  const text = (token as Tokens.HTML).block
    ? raw
        .split(/\n\s*\n/)
        .map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`)
        .join('\n')
    : escapeHtml(raw);
  Object.assign(token, { text });
}

const escapeHtml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
