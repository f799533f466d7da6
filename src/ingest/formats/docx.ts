import type { FormatOptions } from '../parse-file.ts';
import type { Cell, ParsedFile, Section } from '../structured-document.ts';
import { type Block, headedTable, sectionsOf, typedCell } from './blocks.ts';
import { type OfficePackage, officeProperties, openOfficePackage, type Relation } from './office-package.ts';
import { alternative, chartBlocks, paragraphBlocks } from './pptx.ts';
import { childElements, childOf, descendants, textOf, type XmlElement } from './xml.ts';

const CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

/**
 * Word as it is shown with all changes accepted: paragraphs with an outline level, or of the styles Heading 1 … 9, open
 * sections; notes and text boxes follow the paragraph that holds them; charts, diagrams, formulas and documents put in as
 * a whole (`altChunk`) are read where they stand. Deleted and hidden text, comments, ruby readings, the marks of lists,
 * pictures, headers and footers are not read.
 */
export async function parseDocx(bytes: Uint8Array, options: FormatOptions): Promise<ParsedFile> {
  const file = await openOfficePackage(bytes, options.limits, 'word/document.xml');
  const reader = new DocxReader(file, await foreignParts(file, options));
  const blocks = [...reader.blocks(file.requiredPart(file.mainPath))];
  return { ...officeProperties(file.entries, CONTENT_TYPE), sections: sectionsOf(blocks, options.extractTables) };
}

/** The documents that the main part takes in, by the id of their relationship. */
async function foreignParts(file: OfficePackage, options: FormatOptions): Promise<Map<string, Block[]>> {
  const read = new Map<string, Block[]>();
  const { parseFile } = await import('../parse-file.ts');
  for (const { id, type, target } of file.relationsOf(file.mainPath)) {
    const bytes = type === 'aFChunk' && file.bytesOf(target);
    if (!bytes || bytes.length === 0) continue;
    // An archive can hold itself, so each level may unpack to less.
    const limits = { ...options.limits, decompressedBytes: options.limits.decompressedBytes / 4 };
    const name = target.replace(/\.mht(ml)?$/i, '.eml');
    const { sections } = await parseFile({ bytes, name }, { extractTables: options.extractTables, limits });
    read.set(
      id,
      sections.flatMap((section) => sectionBlocks(section, 1)),
    );
  }
  return read;
}

const sectionBlocks = ({ title, text, tables = [], sections = [] }: Section, level: number): Block[] => [
  ...(title ? [{ type: 'heading' as const, level, text: title }] : []),
  ...text.split('\n\n').map((paragraph) => ({ type: 'text' as const, text: paragraph })),
  ...tables.map((table) => ({ type: 'table' as const, table })),
  ...sections.flatMap((section) => sectionBlocks(section, level + 1)),
];

/** Elements that hold what is not shown, or say how something is shown. */
const SILENT = new Set([
  ...['w:pPr', 'w:rPr', 'w:del', 'w:moveFrom', 'w:delText', 'w:instrText', 'w:delInstrText', 'w:sdtPr', 'w:sdtEndPr'],
  ...['w:rt', 'w:rubyPr', 'w:fldData', 'w:sectPr', 'w:tblPr', 'w:tblGrid', 'w:trPr', 'w:tcPr', 'w:comment'],
  ...['wp:positionH', 'wp:positionV', 'm:ctrlPr', 'm:oMathParaPr', 'w:smartTagPr', 'w:customXmlPr', 'w:annotationRef'],
]);

class DocxReader {
  readonly #file: OfficePackage;
  readonly #foreign: ReadonlyMap<string, Block[]>;
  readonly #relations: Relation[];
  /** Heading levels by the id of the style, from 1. */
  readonly #levels: Map<string, number>;
  /** The line of paragraphs whose mark was deleted: it goes on in the next. */
  #joined = '';
  readonly #notes = new Map<string, XmlElement>();

  constructor(file: OfficePackage, foreign: ReadonlyMap<string, Block[]>) {
    this.#file = file;
    this.#foreign = foreign;
    this.#relations = file.relationsOf(file.mainPath);
    this.#levels = headingLevels(this.#related('styles'));
    for (const kind of ['footnote', 'endnote']) {
      const part = this.#related(`${kind}s`);
      for (const note of part ? descendants(part, `w:${kind}`) : [])
        this.#notes.set(`${kind} ${note.attributes['w:id']}`, note);
    }
  }

  #related(type: string): XmlElement | undefined {
    const target = this.#relations.find((relation) => relation.type === type)?.target;
    return target === undefined ? undefined : this.#file.part(target);
  }

  #byId(id: string | undefined): XmlElement | undefined {
    const target = this.#relations.find((relation) => relation.id === id)?.target;
    return target === undefined ? undefined : this.#file.part(target);
  }

  *blocks(parent: XmlElement): Generator<Block> {
    let hasParagraphs = false;
    for (const element of childElements(parent)) {
      if (SILENT.has(element.name)) continue;
      if (element.name === 'w:tbl') yield* this.#joinedSoFar();
      if (element.name === 'w:p') {
        hasParagraphs = true;
        yield* this.#paragraph(element);
      } else if (element.name === 'w:tbl') yield* this.#table(element);
      else if (element.name === 'w:altChunk') yield* this.#foreign.get(element.attributes['r:id'] ?? '') ?? [];
      else if (element.name === 'mc:AlternateContent') yield* this.blocks(alternative(element) ?? element);
      else if (/^(w:r|m:oMath|m:oMathPara)$/.test(element.name)) yield* this.#paragraph(element);
      else yield* this.blocks(element);
    }
    if (hasParagraphs) yield* this.#joinedSoFar();
  }

  *#paragraph(element: XmlElement): Generator<Block> {
    const beside: Block[] = [];
    const before = this.#joined;
    this.#joined = '';
    const line = before + this.#inline(element, beside);
    const properties = childOf(element, 'w:pPr');
    const mark = childOf(properties, 'w:rPr');
    if (childOf(mark, 'w:del') ?? childOf(mark, 'w:moveFrom')) {
      yield* beside;
      this.#joined = line;
      return;
    }
    const text = tidy(line);
    const level = text ? this.#levelOf(properties) : undefined;
    if (level) yield { type: 'heading', level, text: text.replace(/\s+/g, ' ') };
    else if (text) yield { type: 'text', text };
    yield* beside;
  }

  *#joinedSoFar(): Generator<Block> {
    const text = tidy(this.#joined);
    this.#joined = '';
    if (text) yield { type: 'text', text };
  }

  #levelOf(properties: XmlElement | undefined): number | undefined {
    const outline = childOf(properties, 'w:outlineLvl')?.attributes['w:val'];
    if (outline !== undefined) return Number(outline) < 9 ? Number(outline) + 1 : undefined;
    const style = childOf(properties, 'w:pStyle')?.attributes['w:val'] ?? '';
    return this.#levels.get(style) ?? levelOfName(style);
  }

  /** The line of a paragraph; what stands beside it goes to `beside`. */
  #inline(parent: XmlElement, beside: Block[]): string {
    let line = '';
    for (const element of childElements(parent)) {
      const { name, attributes } = element;
      if (SILENT.has(name)) continue;
      if (name === 'w:t' || name === 'm:t') line += textOf(element);
      else if (name === 'w:tab' || name === 'w:ptab') line += '\t';
      else if (name === 'w:br' || name === 'w:cr') line += '\n';
      else if (name === 'w:noBreakHyphen') line += '\u2011';
      else if (name === 'w:sym') line += symbol(attributes['w:char']);
      else if (name === 'w:ddList') line += chosenEntry(element);
      else if (name === 'w:r' && isHidden(element)) continue;
      else if (name === 'm:f')
        line += `${this.#part(element, 'm:num', beside)}/${this.#part(element, 'm:den', beside)}`;
      else if (name === 'w:footnoteReference' || name === 'w:endnoteReference') {
        const note = this.#notes.get(`${name.slice(2, -9)} ${attributes['w:id']}`);
        if (note) beside.push(...this.blocks(note));
      } else if (name === 'w:txbxContent' || name === 'w:tbl') beside.push(...this.blocks(element));
      else if (name === 'c:chart') beside.push(...chartBlocks(this.#byId(attributes['r:id']) ?? element));
      else if (name === 'dgm:relIds') beside.push(...this.#diagram(attributes['r:dm']));
      else if (name === 'mc:AlternateContent') line += this.#inline(alternative(element) ?? element, beside);
      else line += this.#inline(element, beside);
    }
    return line;
  }

  #part(element: XmlElement, name: string, beside: Block[]): string {
    const part = childOf(element, name);
    return part ? this.#inline(part, beside) : '';
  }

  *#diagram(id: string | undefined): Generator<Block> {
    const data = this.#byId(id);
    for (const point of data ? descendants(data, 'dgm:pt') : []) yield* paragraphBlocks(point);
  }

  *#table(table: XmlElement): Generator<Block> {
    const headers: Cell[][] = [];
    const rows: Cell[][] = [];
    /** Cells that go on below, by their first column. */
    const open = new Map<number, Cell>();
    for (const row of within(table, 'w:tr')) {
      const properties = childOf(row, 'w:trPr');
      if (childOf(properties, 'w:del')) continue;
      const cells = this.#row(row, open);
      if (!cells.some((cell) => Object.keys(cell).length > 0)) continue;
      const isHeader = rows.length === 0 && isOn(childOf(properties, 'w:tblHeader'));
      (isHeader ? headers : rows).push(cells);
    }
    if (headers.length > 0) yield { type: 'table', table: { data: { headers, rows } } };
    else if (rows.length > 0) yield { type: 'table', table: headedTable(rows) };
  }

  #row(row: XmlElement, open: Map<number, Cell>): Cell[] {
    const cells: Cell[] = [];
    let column = 0;
    for (const element of within(row, 'w:tc')) {
      const properties = childOf(element, 'w:tcPr');
      const colspan = Math.max(1, Number(childOf(properties, 'w:gridSpan')?.attributes['w:val'] ?? 1) || 1);
      const merge = childOf(properties, 'w:vMerge');
      const above = merge && merge.attributes['w:val'] !== 'restart' ? open.get(column) : undefined;
      if (above) above.rowspan = (above.rowspan ?? 1) + 1;
      else {
        const cell = typedCell(this.#cellText(element), { colspan });
        cells.push(cell);
        open.delete(column);
        if (merge) open.set(column, cell);
      }
      column += colspan;
    }
    return cells;
  }

  #cellText(element: XmlElement): string {
    const lines = [...this.blocks(element)].flatMap((block) => {
      if (block.type !== 'table') return [block.text];
      const { headers = [], rows = [] } = block.table.data ?? {};
      return [...headers, ...rows]
        .flat()
        .map(({ colspan: _c, rowspan: _r, ...value }) => Object.values(value).join(''));
    });
    return lines.join(' ').replace(/\s+/g, ' ').trim();
  }
}

/** Rows of a table or cells of a row, also those in content controls and insertions, not those of a table within. */
function* within(parent: XmlElement, name: string): Generator<XmlElement> {
  for (const element of childElements(parent)) {
    if (element.name === name) yield element;
    else if (!/^w:(tbl|tc|p|del|moveFrom)$/.test(element.name)) yield* within(element, name);
  }
}

const isOn = (element: XmlElement | undefined) =>
  element !== undefined && !/^(0|false|off)$/.test(element.attributes['w:val'] ?? '');

const isHidden = (run: XmlElement) => isOn(childOf(childOf(run, 'w:rPr'), 'w:vanish'));

/** What a list in a form shows: the entry of its result, else of its default, else the first. */
function chosenEntry(list: XmlElement): string {
  const chosen = childOf(list, 'w:result') ?? childOf(list, 'w:default');
  const entries = [...descendants(list, 'w:listEntry')];
  return entries[Number(chosen?.attributes['w:val'] ?? 0)]?.attributes['w:val'] ?? '';
}

/** Fonts of symbols have their characters in the private area, where they mean nothing without the font. */
function symbol(code: string | undefined): string {
  const number = Number.parseInt(code ?? '', 16);
  return number > 0x1f && (number < 0xe000 || number > 0xf8ff) ? String.fromCharCode(number) : '';
}

const levelOfName = (name: string) => {
  const level = /^heading\s*([1-9])$/i.exec(name)?.[1];
  return level ? Number(level) : undefined;
};

/** Styles are known by their name, which the versions of Word in all languages share, or by their outline level. */
function headingLevels(styles: XmlElement | undefined): Map<string, number> {
  const levels = new Map<string, number>();
  const parents = new Map<string, string>();
  for (const style of styles ? descendants(styles, 'w:style') : []) {
    const id = style.attributes['w:styleId'] ?? '';
    const name = childOf(style, 'w:name')?.attributes['w:val'] ?? '';
    const outline = childOf(childOf(style, 'w:pPr'), 'w:outlineLvl')?.attributes['w:val'];
    const level = levelOfName(name) ?? (outline === undefined ? undefined : Number(outline) + 1);
    if (level !== undefined) levels.set(id, level);
    else parents.set(id, childOf(style, 'w:basedOn')?.attributes['w:val'] ?? '');
  }
  for (const [id, first] of parents) {
    let parent = first;
    for (let step = 0; step < 10 && parent && !levels.has(parent); step++) parent = parents.get(parent) ?? '';
    const level = levels.get(parent);
    if (level !== undefined) levels.set(id, level);
  }
  for (const [id, level] of levels) if (level > 9) levels.delete(id);
  return levels;
}

const tidy = (text: string) =>
  text
    .replace(/[^\S\n]+/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .trim();
