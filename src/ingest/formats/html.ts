import type { CheerioAPI } from 'cheerio';
import type { FormatOptions } from '../parse-file.ts';
import type { Cell, ParsedFile, Table } from '../structured-document.ts';
import { type Block, sectionsOf, typedCell } from './blocks.ts';
import { decodeText, encodingNote } from './decode-text.ts';

/**
 * The title is that of `<title>`, else the first heading of level 1; the properties are the `<meta>` of the page under
 * their `name` or `property` (docs/behaviour/uploads.md, Answer and metadata).
 */
export async function parseHtml(bytes: Uint8Array, { charset, extractTables }: FormatOptions): Promise<ParsedFile> {
  const decoded = decodeText(bytes, charset ?? declaredCharset(bytes));
  const { metadata, ...read } = await readHtml(decoded.text, extractTables);
  return { ...read, metadata: { ...metadata, ...encodingNote(decoded) } };
}

export async function readHtml(html: string, extractTables: boolean): Promise<ParsedFile> {
  const { load } = await import('cheerio');
  const $ = load(shallow(isXhtml(html) ? withEndTags(html) : html));
  const blocks = htmlBlocks($.root()[0]!);
  const metadata: Record<string, unknown> = {};
  for (const { attribs } of $('meta[content]').toArray()) {
    const name = (attribs.name || attribs.property || '').trim();
    const content = attribs.content!.trim();
    if (!name || !content) continue;
    const given = metadata[name];
    metadata[name] = given === undefined ? content : [given, content].flat();
  }
  const topHeading = blocks.find((block) => block.type === 'heading' && block.level === 1);
  const title = $('head > title').first().text().replace(/\s+/g, ' ').trim() || (topHeading as { text?: string })?.text;
  return { ...(title && { title }), metadata, sections: sectionsOf(blocks, extractTables) };
}

/** As browsers find it, but wherever it stands, since a script before it may be long; not in comments and scripts. */
function declaredCharset(bytes: Uint8Array): string | undefined {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const xml = /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.:-]+)["']/.exec(source)?.[1];
  const passed = /<!--|<script(?=[\s>])|<style(?=[\s>])|<meta(?=[\s/])[^>]{0,500}>/gi;
  for (let match = passed.exec(source); match; match = passed.exec(source)) {
    const [found] = match;
    const charset = /charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(found)?.[1];
    // Who reads this declaration reads one byte a letter.
    if (charset) return /^utf-?16/i.test(charset) ? 'utf-8' : charset;
    if (found.startsWith('<meta')) continue;
    const end = found === '<!--' ? '-->' : `</${found.slice(1).toLowerCase()}`;
    const at = indexOfEnd(source, end, passed.lastIndex);
    if (at < 0) break;
    passed.lastIndex = at;
  }
  return xml;
}

function indexOfEnd(source: string, end: string, from: number): number {
  const pattern = new RegExp(end, 'gi');
  pattern.lastIndex = from;
  return pattern.exec(source) ? pattern.lastIndex : -1;
}

const isXhtml = (html: string) => /^\s*<\?xml\s|<html[^>]{0,500}\sxmlns\s*=/i.test(html.slice(0, 4096));

/** In XHTML `<script/>` is whole; read as HTML it would swallow all that follows. */
const withEndTags = (html: string) =>
  html.replace(
    /<(script|style|title|textarea|iframe|noscript|template|select|object|svg|video|audio|canvas)((?:\s[^<>]{0,1000})?)\/>/gi,
    '<$1$2></$1>',
  );

/** As in browsers: what nests deeper stands beside what it is in. The parser looks through all open elements at each tag. */
const DEEPEST = 512;
const LONG_TAG = 10_000;
const MOST_ATTRIBUTES = 1_000;
const TAG_NAME = /<(\/?)([a-z][^\s/>]*)/iy;
/** What is in these is no tag. */
const RAW = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noframes']);
/** Void, or ended by the next of their kind. */
const NEVER_DEEP = new Set(
  `area base br col embed hr img input link meta source track wbr html head body p li dt dd option tr td th thead tbody
   tfoot colgroup caption rb rt rp rtc h1 h2 h3 h4 h5 h6`.split(/\s+/),
);
/** In HTML a slash at the end means nothing on these. */
const OPEN_ALWAYS = new Set(
  'a b big code div em font i nobr ol s section small span strike strong table tt u ul'.split(' '),
);

/**
 * HTML without the tags that nest too deep and without attributes where they are too many: what the parser takes more than
 * linear time for. All text stays, and what was a block begins a line.
 */
export function shallow(html: string): string {
  let kept = '';
  let copied = 0;
  let depth = 0;
  let left = 0;
  for (let at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at)) {
    if (html.startsWith('<!--', at)) {
      at = html.indexOf('-->', at + 4);
      if (at < 0) break;
      continue;
    }
    TAG_NAME.lastIndex = at;
    const [start, slash, name] = TAG_NAME.exec(html) ?? [];
    if (start === undefined) {
      at += 1;
      continue;
    }
    const end = html.indexOf('>', at + start.length);
    if (end < 0) break;
    const tag = name!.toLowerCase();
    const begins = at;
    at = end + 1;
    // The parser compares each attribute of a tag with all before it.
    if (end - begins > LONG_TAG && (html.slice(begins, end).match(/\s/g)?.length ?? 0) > MOST_ATTRIBUTES) {
      kept += html.slice(copied, begins + start.length);
      copied = end;
    }
    if (RAW.has(tag) && !slash) {
      at = indexOfEnd(html, `</${tag}`, at);
      if (at < 0) break;
      continue;
    }
    if (NEVER_DEEP.has(tag) || (html[end - 1] === '/' && !OPEN_ALWAYS.has(tag))) continue;
    const isLeft = slash ? left > 0 : depth === DEEPEST;
    if (isLeft) {
      kept += html.slice(copied, begins) + (!slash && BLOCK.has(tag) ? '<br>' : '');
      copied = at;
      left += slash ? -1 : 1;
    } else depth = Math.max(0, depth + (slash ? -1 : 1));
  }
  return kept + html.slice(copied);
}

export type HtmlNode = ReturnType<ReturnType<CheerioAPI['root']>['contents']>[number];
export type HtmlElement = Extract<HtmlNode, { tagName: string }>;

/** Not shown, shown as something else than text, or the reading beside a ruby. */
export const SILENT = new Set(
  `head title script style noscript template metadata desc annotation annotation-xml iframe object audio video canvas
   select input rt rp rtc`.split(/\s+/),
);
const BLOCK = new Set(
  `address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure footer form
   header hgroup hr html legend li main nav ol p section summary table tbody td tfoot th thead tr ul`.split(/\s+/),
);

/** What a page says, in reading order: headings, paragraphs (every block element its own) and tables. */
export function htmlBlocks(root: HtmlNode): Block[] {
  const blocks: Block[] = [];
  let inline = '';
  const flush = () => {
    const text = tidy(inline);
    inline = '';
    if (text) blocks.push({ type: 'text', text });
  };
  walk(root, {
    text: (data) => {
      inline += data.replace(/[\s\u00a0]+/g, ' ');
    },
    open(element, tag) {
      if (SILENT.has(tag) || 'hidden' in element.attribs) return 'skip';
      if (tag === 'br') inline += '\n';
      if (tag === 'pre') {
        flush();
        blocks.push({ type: 'text', text: rawText(element).trimEnd().replace(/^\n+/, '') });
        return 'skip';
      }
      if (/^h[1-6]$/.test(tag)) {
        flush();
        const text = htmlText(element);
        if (text) blocks.push({ type: 'heading', level: Number(tag[1]), text });
        return 'skip';
      }
      if (tag === 'table' && !isLayoutTable(element)) {
        flush();
        const table = htmlTable(element);
        if (table.data!.rows!.length + table.data!.headers!.length > 0) blocks.push({ type: 'table', table });
        return 'skip';
      }
      if (BLOCK.has(tag)) flush();
      return undefined;
    },
    close: (tag) => BLOCK.has(tag) && flush(),
  });
  flush();
  return blocks;
}

/** A node's text in one line, with a blank wherever a block or a line ends. */
export function htmlText(node: HtmlNode): string {
  let text = '';
  const gap = (tag: string) => {
    if (BLOCK.has(tag) || tag === 'br') text += ' ';
  };
  walk(node, {
    text: (data) => {
      text += data;
    },
    open(element, tag) {
      if (SILENT.has(tag) && element !== node) return 'skip';
      gap(tag);
      return undefined;
    },
    close: gap,
  });
  return text.replace(/[\s\u00a0]+/g, ' ').trim();
}

function rawText(node: HtmlNode): string {
  let text = '';
  walk(node, {
    text: (data) => {
      text += data;
    },
    open: (_element, tag) => {
      if (tag === 'br') text += '\n';
      return undefined;
    },
  });
  return text;
}

/** Visits a node and all below it, however deep; `open` may have what is in an element skipped. */
function walk(
  root: HtmlNode,
  on: {
    text(data: string): void;
    open(element: HtmlElement, tag: string): 'skip' | undefined;
    close?(tag: string): unknown;
  },
) {
  const waiting: (HtmlNode | { ends: string })[] = [root];
  while (waiting.length > 0) {
    const node = waiting.pop()!;
    if ('ends' in node) {
      on.close?.(node.ends);
      continue;
    }
    if (node.type === 'text') on.text(node.data);
    if (!('children' in node)) continue;
    if ('tagName' in node) {
      const tag = localTag(node);
      if (on.open(node, tag) === 'skip') continue;
      waiting.push({ ends: tag });
    }
    for (let index = node.children.length - 1; index >= 0; index--) waiting.push(node.children[index]!);
  }
}

/** In XML a tag may have a prefix. */
const localTag = ({ tagName }: HtmlElement): string => tagName.slice(tagName.indexOf(':') + 1).toLowerCase();

const tidy = (text: string) =>
  text
    .replace(/ {2,}/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();

/** A table that holds headings or tables is there for the looks, and read as what is in it. */
export const isLayoutTable = (table: HtmlElement): boolean =>
  table.attribs.role === 'presentation' || !descendants(table, /^(table|h[1-6])$/).next().done;

/** Rows of `<thead>`, or the leading rows made of `<th>` only, are headers; `<caption>` is the title. */
export function htmlTable(table: HtmlElement): Table {
  const headers: Cell[][] = [];
  const rows: Cell[][] = [];
  for (const tr of descendants(table, /^tr$/)) {
    const cells = tr.children.filter(isElement).filter(({ tagName }) => /^t[dh]$/i.test(tagName));
    if (!cells.some((cell) => htmlText(cell))) continue;
    const inHead = tr.parent && 'tagName' in tr.parent && tr.parent.tagName.toLowerCase() === 'thead';
    const isHeader = inHead || (rows.length === 0 && cells.every(({ tagName }) => tagName.toLowerCase() === 'th'));
    (isHeader ? headers : rows).push(
      cells.map((cell) =>
        typedCell(htmlText(cell), { colspan: span(cell, 'colspan'), rowspan: span(cell, 'rowspan') }),
      ),
    );
  }
  const [caption] = descendants(table, /^caption$/);
  const title = caption && htmlText(caption);
  return { ...(title && { title }), data: { headers, rows } };
}

const span = (cell: HtmlElement, name: string) =>
  Math.min(Math.max(Number.parseInt(cell.attribs[name] ?? '1', 10) || 1, 1), 1000);

const isElement = (node: HtmlNode): node is HtmlElement => 'tagName' in node;

function* descendants(root: HtmlElement, tag: RegExp): Generator<HtmlElement> {
  const waiting: HtmlNode[] = root.children.toReversed();
  while (waiting.length > 0) {
    const node = waiting.pop()!;
    if (!isElement(node)) continue;
    if (tag.test(localTag(node))) yield node;
    for (let index = node.children.length - 1; index >= 0; index--) waiting.push(node.children[index]!);
  }
}
