import type { FormatOptions } from '../parse-file.ts';
import type { Cell, ParsedFile, Table } from '../structured-document.ts';
import { type Block, headedTable, sectionsOf, typedCell } from './blocks.ts';
import { type OfficePackage, officeProperties, openOfficePackage, type Relation } from './office-package.ts';
import { childElements, childOf, descendants, textOf, type XmlElement } from './xml.ts';

const CONTENT_TYPE = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';

/**
 * PowerPoint: each slide is a section under its title, in the order of the presentation, with its tables, charts,
 * diagrams and notes. A slide that is only hidden in the show counts, one that was deleted does not, though its part may
 * still lie in the archive. Pictures, comments, footers and what stands on the master are not read.
 */
export async function parsePptx(bytes: Uint8Array, { extractTables, limits }: FormatOptions): Promise<ParsedFile> {
  const file = await openOfficePackage(bytes, limits, 'ppt/presentation.xml');
  const relations = new Map(file.relationsOf(file.mainPath).map((relation) => [relation.id, relation.target]));
  const slides = [...descendants(file.requiredPart(file.mainPath), 'p:sldId')].map(({ attributes }) =>
    relations.get(attributes['r:id'] ?? ''),
  );
  const sections = slides.flatMap((path) => (path ? sectionsOf(slideBlocks(file, path), extractTables) : []));
  return { ...officeProperties(file.entries, CONTENT_TYPE), sections };
}

/** The title comes first, wherever it lies in the stack of shapes; the notes come last. */
function* slideBlocks(file: OfficePackage, path: string): Generator<Block> {
  const relations = file.relationsOf(path);
  const shapes = [...descendants(file.requiredPart(path), 'p:spTree')].flatMap(shapesOf);
  const title = shapes.find((shape) => /^(ctrT|t)itle$/.test(placeholderOf(shape)) && shapeText(shape).trim());
  if (title) yield { type: 'heading', level: 1, text: shapeText(title).replace(/\s+/g, ' ').trim() };
  for (const shape of shapes) if (shape !== title) yield* shapeBlocks(file, relations, shape);
  const notes = relations.find(({ type }) => type === 'notesSlide')?.target;
  const notesPage = notes && file.part(notes);
  if (!notesPage) return;
  for (const shape of [...descendants(notesPage, 'p:spTree')].flatMap(shapesOf)) yield* shapeBlocks(file, [], shape);
}

/** Shapes in the order in which they are drawn, those of a group one by one; one of the forms of an alternative. */
function shapesOf(tree: XmlElement): XmlElement[] {
  return childElements(tree).flatMap((element): XmlElement[] => {
    if (element.name === 'p:grpSp') return shapesOf(element);
    if (element.name === 'mc:AlternateContent') {
      const form = alternative(element);
      return form ? shapesOf(form) : [];
    }
    return [element];
  });
}

/** The newest form that says something, else the fallback (ECMA-376 part 3, 7.5). */
export const alternative = (element: XmlElement): XmlElement | undefined =>
  childElements(element).find(({ name, children }) => /^mc:(Choice|Fallback)$/.test(name) && children.length > 0);

const placeholderOf = (shape: XmlElement): string => [...descendants(shape, 'p:ph')][0]?.attributes.type ?? '';
const FURNITURE = new Set(['dt', 'ftr', 'hdr', 'sldNum', 'sldImg']);

function* shapeBlocks(file: OfficePackage, relations: readonly Relation[], shape: XmlElement): Generator<Block> {
  if (FURNITURE.has(placeholderOf(shape))) return;
  if (shape.name !== 'p:graphicFrame') return yield* paragraphBlocks(shape);
  const related = (element: XmlElement | undefined, attribute: string) => {
    const target = relations.find(({ id }) => id === element?.attributes[attribute])?.target;
    return target === undefined ? undefined : file.part(target);
  };
  for (const table of descendants(shape, 'a:tbl')) yield { type: 'table', table: tableOf(table) };
  const chart = related([...descendants(shape, 'c:chart')][0], 'r:id');
  if (chart) yield* chartBlocks(chart);
  const diagram = related([...descendants(shape, 'dgm:relIds')][0], 'r:dm');
  if (diagram) for (const point of descendants(diagram, 'dgm:pt')) yield* paragraphBlocks(point);
}

export function* paragraphBlocks(element: XmlElement): Generator<Block> {
  for (const paragraph of descendants(element, 'a:p')) {
    const text = tidy(paragraphText(paragraph));
    if (text) yield { type: 'text', text };
  }
}

const shapeText = (shape: XmlElement) => [...descendants(shape, 'a:p')].map(paragraphText).join('\n');

function paragraphText(node: XmlElement): string {
  return childElements(node)
    .map((element) => {
      if (element.name === 'a:t' || element.name === 'm:t') return textOf(element);
      if (element.name === 'a:br') return '\n';
      if (element.name === 'mc:AlternateContent') return paragraphText(alternative(element) ?? element);
      return paragraphText(element);
    })
    .join('');
}

const tidy = (text: string) => text.replace(/[^\S\n]+/g, ' ').trim();

/** A cell that a merged one covers is there with a mark, and left out. */
function tableOf(table: XmlElement): Table {
  const rows = [...descendants(table, 'a:tr')].map((row) =>
    childElements(row)
      .filter(({ name, attributes }) => name === 'a:tc' && !isSet(attributes.hMerge) && !isSet(attributes.vMerge))
      .map((cell) =>
        typedCell(shapeText(cell).replace(/\s+/g, ' ').trim(), {
          colspan: Number(cell.attributes.gridSpan ?? 1),
          rowspan: Number(cell.attributes.rowSpan ?? 1),
        }),
      ),
  );
  return headedTable(rows.filter((row) => row.some((cell) => Object.keys(cell).length > 0)));
}

const isSet = (value: string | undefined) => value === '1' || value === 'true';

/** The titles of a chart as text, its series as the columns of a table beside the categories. */
export function* chartBlocks(chart: XmlElement): Generator<Block> {
  for (const title of descendants(chart, 'c:title')) yield* paragraphBlocks(title);
  const series = [...descendants(chart, 'c:ser')].map((element) => ({
    name: [...descendants(childOf(element, 'c:tx') ?? element, 'c:v')].slice(0, 1).map(textOf).join(''),
    labels: points(childOf(element, 'c:cat') ?? childOf(element, 'c:xVal')),
    values: points(childOf(element, 'c:val') ?? childOf(element, 'c:yVal')),
  }));
  if (series.length === 0) return;
  const labels = new Map(series.flatMap((one) => [...one.labels]));
  const indexes = [...new Set([...labels.keys(), ...series.flatMap(({ values }) => [...values.keys()])])];
  const header: Cell[] = [{}, ...series.map(({ name }): Cell => (name ? { text_value: name } : {}))];
  const rows = indexes.map((index) => [
    typedCell(labels.get(index) ?? ''),
    ...series.map(({ values }) => typedCell(values.get(index) ?? '')),
  ]);
  yield { type: 'table', table: { data: { headers: [header], rows } } };
}

const points = (cache: XmlElement | undefined): Map<string, string> =>
  new Map([...(cache ? descendants(cache, 'c:pt') : [])].map((point) => [point.attributes.idx ?? '', textOf(point)]));
