import { typedCell } from '../../files/blocks.ts';
import type { Cell, Table } from '../../structured-document.ts';
import { type HtmlElement, type HtmlNode, htmlText } from './html-blocks.ts';

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
