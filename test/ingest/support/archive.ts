/** Small files of the zipped formats, made part by part as other producers than the fixtures' write them. */
import { zipSync } from 'fflate';
import { type ParseOptions, parseFile } from '../../../src/ingest/parse-file.ts';
import type { Section } from '../../../src/ingest/structured-document.ts';

export type Parts = Record<string, string | Uint8Array>;

export const archive = (parts: Parts): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [
        name,
        typeof part === 'string' ? new TextEncoder().encode(part) : part,
      ]),
    ),
    { level: 0 },
  );

export const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A part of relationships: id → type and target. */
export const relations = (list: Record<string, [type: string, target: string]>): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${Object.entries(list)
    .map(([id, [type, target]]) => `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`)
    .join('')}</Relationships>`;

/** The content types of an Office file whose main part is of that kind, such as `presentationml.presentation`. */
export const contentTypes = (main: string, kind: string): string =>
  `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/${main}" ContentType="application/vnd.openxmlformats-officedocument.${kind}.main+xml"/></Types>`;

/** All that a file says, titles and texts and rows, one a line. */
export async function linesOf(name: string, bytes: Uint8Array, options?: ParseOptions): Promise<string[]> {
  return sectionLines((await parseFile({ name, bytes }, options)).sections);
}

export const sectionLines = (sections: readonly Section[]): string[] =>
  sections.flatMap(({ title, text, sections: below = [] }) => [
    ...(title ? [title] : []),
    ...(text ? text.split('\n\n') : []),
    ...sectionLines(below),
  ]);
