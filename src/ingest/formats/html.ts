import type { CheerioAPI } from 'cheerio';
import type { FormatOptions } from '../parse-file.ts';
import type { Cell, ParsedFile, Table } from '../structured-document.ts';
import { type Block, sectionsOf, typedCell } from './blocks.ts';

/** The title is that of `<title>`, else the first heading of level 1; there are no other properties. */
export async function parseHtml(bytes: Uint8Array, { extractTables }: FormatOptions): Promise<ParsedFile> {
  const { loadBuffer } = await import('cheerio');
  const $ = loadBuffer(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  const blocks = htmlBlocks($.root()[0]!);
  const topHeading = blocks.find((block) => block.type === 'heading' && block.level === 1);
  const title = $('head > title').first().text().replace(/\s+/g, ' ').trim() || (topHeading as { text?: string })?.text;
  return { ...(title && { title }), metadata: {}, sections: sectionsOf(blocks, extractTables) };
}

export type HtmlNode = ReturnType<ReturnType<CheerioAPI['root']>['contents']>[number];
export type HtmlElement = Extract<HtmlNode, { tagName: string }>;

const SILENT = new Set(
  'head title script style noscript template svg math iframe object audio video canvas select textarea input'.split(
    ' ',
  ),
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
  const visit = (node: HtmlNode) => {
    if (node.type === 'text') inline += node.data.replace(/[\s\u00a0]+/g, ' ');
    if (!('children' in node)) return;
    const tag = 'tagName' in node ? node.tagName.toLowerCase() : '';
    if (SILENT.has(tag) || ('attribs' in node && 'hidden' in node.attribs)) return;
    if (tag === 'br') inline += '\n';
    else if (tag === 'pre') {
      flush();
      blocks.push({ type: 'text', text: rawText(node).replace(/^\n+|\s+$/g, '') });
    } else if (/^h[1-6]$/.test(tag)) {
      flush();
      const text = htmlText(node);
      if (text) blocks.push({ type: 'heading', level: Number(tag[1]), text });
    } else if (tag === 'table' && !isLayoutTable(node as HtmlElement)) {
      flush();
      const table = htmlTable(node as HtmlElement);
      if (table.data!.rows!.length + table.data!.headers!.length > 0) blocks.push({ type: 'table', table });
    } else if (BLOCK.has(tag)) {
      flush();
      node.children.forEach(visit);
      flush();
    } else node.children.forEach(visit);
  };
  visit(root);
  flush();
  return blocks;
}

/** A node's text in one line, with a blank wherever a block or a line ends. */
export function htmlText(node: HtmlNode): string {
  let text = '';
  const visit = (inner: HtmlNode) => {
    if (inner.type === 'text') text += inner.data;
    if (!('children' in inner)) return;
    const tag = 'tagName' in inner ? inner.tagName.toLowerCase() : '';
    if (SILENT.has(tag)) return;
    const gap = BLOCK.has(tag) || tag === 'br' ? ' ' : '';
    text += gap;
    inner.children.forEach(visit);
    text += gap;
  };
  if ('children' in node) node.children.forEach(visit);
  return text.replace(/[\s\u00a0]+/g, ' ').trim();
}

const rawText = (node: HtmlNode): string => {
  if (node.type === 'text') return node.data;
  return 'children' in node ? node.children.map(rawText).join('') : '';
};

const tidy = (text: string) =>
  text
    .replace(/ *\n */g, '\n')
    .replace(/ {2,}/g, ' ')
    .trim();

/** A table that holds headings or tables is there for the looks, and read as what is in it. */
export const isLayoutTable = (table: HtmlElement): boolean =>
  table.attribs.role === 'presentation' || descendants(table, /^(table|h[1-6])$/).length > 0;

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
  const caption = descendants(table, /^caption$/)[0];
  const title = caption && htmlText(caption);
  return { ...(title && { title }), data: { headers, rows } };
}

const span = (cell: HtmlElement, name: string) =>
  Math.min(Math.max(Number.parseInt(cell.attribs[name] ?? '1', 10) || 1, 1), 1000);

const isElement = (node: HtmlNode): node is HtmlElement => 'tagName' in node;

function descendants(node: HtmlElement, tag: RegExp): HtmlElement[] {
  return node.children
    .filter(isElement)
    .flatMap((child) => [...(tag.test(child.tagName.toLowerCase()) ? [child] : []), ...descendants(child, tag)]);
}
