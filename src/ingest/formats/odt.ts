import { BrokenFile } from '../ingest-error.ts';
import type { FormatOptions } from '../parse-file.ts';
import type { Cell, ParsedFile } from '../structured-document.ts';
import { type Block, headedTable, sectionsOf, typedCell } from './blocks.ts';
import { officeProperties, readZip, requiredEntry, type ZipEntries } from './office-package.ts';
import { childElements, childOf, descendants, localName, parseXml, textOf, type XmlElement } from './xml.ts';

const CONTENT_TYPE = 'application/vnd.oasis.opendocument.text';

/**
 * OpenDocument text as it is shown: headings open sections; fields count with the value stored in them; a note or a text
 * box follows the paragraph that holds it; formulas and charts are read where they stand. Tracked deletions, comments,
 * ruby readings, headers and footers are not read.
 */
export async function parseOdt(bytes: Uint8Array, { extractTables, limits }: FormatOptions): Promise<ParsedFile> {
  const entries = await readZip(bytes, limits);
  const manifest = entries['META-INF/manifest.xml'];
  if (manifest && !descendants(parseXml(manifest), 'encryption-data').next().done)
    throw new BrokenFile('The file is encrypted.');
  requiredEntry(entries, 'content.xml');
  const reader = new OdtReader(entries);
  return { ...officeProperties(entries, CONTENT_TYPE), sections: sectionsOf(reader.document(''), extractTables) };
}

/** What stands in the place of something else, or is not shown. */
const SILENT = new Set([
  ...['text:tracked-changes', 'text:note-citation', 'text:ruby-text', 'text:hidden-text', 'text:soft-page-break'],
  ...['office:annotation', 'office:forms', 'office:scripts', 'office:event-listeners', 'table:covered-table-cell'],
  ...['svg:title', 'svg:desc', 'text:sort-key', 'math:annotation', 'text:sequence-decls', 'text:variable-decls'],
  ...['text:user-field-decls', 'text:dde-connection-decls', 'office:settings', 'table:shapes'],
]);
const isSilent = ({ name }: XmlElement) => SILENT.has(name) || /^text:(.*-source|index-.*template)$/.test(name);

const MOST_REPEATED = 1_000;

class OdtReader {
  readonly #entries: ZipEntries;
  /** Depth of documents within documents. */
  #depth = 0;

  constructor(entries: ZipEntries) {
    this.#entries = entries;
  }

  /** The text of the document in a folder of the archive: the file itself, or an object within it. */
  *document(folder: string): Generator<Block> {
    const bytes = this.#entries[`${folder}content.xml`];
    if (!bytes || this.#depth > 3) return;
    this.#depth++;
    const root = parseXml(bytes);
    const titles = titleStyles(root);
    for (const body of descendants(root, 'office:body')) yield* this.#blocks(body, titles);
    this.#depth--;
  }

  *#blocks(parent: XmlElement, titles: ReadonlySet<string>): Generator<Block> {
    for (const element of childElements(parent)) {
      if (isSilent(element)) continue;
      if (element.name === 'text:h' || element.name === 'text:p') yield* this.#paragraph(element, titles);
      else if (element.name === 'table:table') yield* this.#table(element);
      else yield* this.#blocks(element, titles);
    }
  }

  *#paragraph(element: XmlElement, titles: ReadonlySet<string>): Generator<Block> {
    const beside: Block[] = [];
    const text = tidy(this.#inline(element, beside));
    const isTitle = titles.has(element.attributes['text:style-name'] ?? '');
    if (text && (isTitle || element.name === 'text:h')) {
      const level = Number(element.attributes['text:outline-level'] ?? 1) || 1;
      yield { type: 'heading', level, text: text.replace(/\s+/g, ' ') };
    } else if (text) yield { type: 'text', text };
    yield* beside;
  }

  /** The line of a paragraph; what stands beside it goes to `beside`. White space counts as in ODF 1.2, 6.1.2. */
  #inline(parent: XmlElement, beside: Block[]): string {
    let line = '';
    for (const node of parent.children) {
      if (typeof node === 'string') line += node.replace(/\s+/g, ' ');
      else if (isSilent(node)) continue;
      else if (node.name === 'text:s') line += ' ';
      else if (node.name === 'text:tab') line += '\t';
      else if (node.name === 'text:line-break') line += '\n';
      else if (node.name === 'text:note-body' || node.name === 'draw:text-box' || node.name === 'table:table')
        beside.push(...this.#blocks({ name: '', attributes: {}, children: [node] }, new Set()));
      else if (node.name === 'draw:object') line += this.#object(node, beside);
      else if (node.name === 'text:p') beside.push(...this.#paragraph(node, new Set()));
      else line += this.#inline(node, beside);
    }
    return line;
  }

  /** A formula is part of the line, another document stands beside it. */
  #object(element: XmlElement, beside: Block[]): string {
    const folder = `${(element.attributes['xlink:href'] ?? '').replace(/^\.\/|\/$/g, '')}/`;
    const bytes = this.#entries[`${folder}content.xml`];
    const within = bytes && folder !== '/' ? parseXml(bytes) : element;
    const [formula] = [...descendants(within, 'math')];
    if (formula) return formulaText(formula);
    if (within !== element) beside.push(...this.document(folder));
    return '';
  }

  *#table(table: XmlElement): Generator<Block> {
    const rows = [...rowsOf(table)].map((row) => this.#row(row)).filter((row) => row.some(saysSomething));
    const title = textOf(childOf(table, 'table:title')).trim();
    if (rows.length > 0) yield { type: 'table', table: { ...(title && { title }), ...headedTable(rows) } };
  }

  #row(row: XmlElement): Cell[] {
    const cells: Cell[] = [];
    for (const { name, attributes, children } of childElements(row)) {
      if (name !== 'table:table-cell') continue;
      const lines = [...this.#blocks({ name, attributes, children }, new Set())].flatMap((block) =>
        block.type === 'table' ? (block.table.data?.rows ?? []).flat().map(({ text_value }) => text_value) : block.text,
      );
      const cell = typedCell(lines.join(' ').replace(/\s+/g, ' ').trim(), {
        colspan: Number(attributes['table:number-columns-spanned'] ?? 1),
        rowspan: Number(attributes['table:number-rows-spanned'] ?? 1),
      });
      const times = Number(attributes['table:number-columns-repeated'] ?? 1) || 1;
      for (let time = 0; time < Math.min(times, MOST_REPEATED); time++) cells.push(cell);
    }
    while (cells.length > 0 && !saysSomething(cells.at(-1)!)) cells.pop();
    return cells;
  }
}

const saysSomething = (cell: Cell) => Object.keys(cell).length > 0;

/** Rows, also those in groups and headers, not those of a table in a cell. */
function* rowsOf(table: XmlElement): Generator<XmlElement> {
  for (const element of childElements(table))
    if (element.name === 'table:table-row') yield element;
    else if (/^table:table-(header-rows|rows|row-group)$/.test(element.name)) yield* rowsOf(element);
}

/** LibreOffice keeps a document's title as a paragraph of the style Title, or of one made from it. */
function titleStyles(root: XmlElement): Set<string> {
  const derived = [...descendants(root, 'style:style')].filter(
    ({ attributes }) => attributes['style:parent-style-name'] === 'Title',
  );
  return new Set(['Title', ...derived.map(({ attributes }) => attributes['style:name'] ?? '')]);
}

/** A formula in one line: a fraction with its bar, all else in the order in which it is written. */
export function formulaText(node: XmlElement): string {
  const texts = node.children.map((child) => {
    if (typeof child === 'string') return child.trim();
    return /^annotation/.test(localName(child)) ? '' : formulaText(child);
  });
  return texts.filter(Boolean).join(localName(node) === 'mfrac' ? '/' : '');
}

const tidy = (text: string) =>
  text
    .replace(/[^\S\n]+/g, ' ')
    .replace(/^ | $/gm, '')
    .trim();
