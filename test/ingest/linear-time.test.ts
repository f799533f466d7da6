/** No input, however made, takes more than linear time to read: what took a minute takes a moment. */
import { expect, test } from 'vitest';
import { chunkDocument } from '../../src/ingest/chunk-document.ts';
import { parseFile } from '../../src/ingest/parse-file.ts';
import { cpuClock } from '../support/cpu-clock.ts';
import { archive, contentTypes, RELATIONS, relations } from './support/archive.ts';
import { textFile } from './support/fixture-file.ts';

const attributes = (count: number) => Array.from({ length: count }, (_, index) => `a${index}=1`).join(' ');

const sheet = (rows: string) =>
  archive({
    '[Content_Types].xml': contentTypes('xl/workbook.xml', 'spreadsheetml.sheet'),
    '_rels/.rels': relations({ r1: ['officeDocument', 'xl/workbook.xml'] }),
    'xl/workbook.xml': `<workbook xmlns:r="${RELATIONS}"><sheets><sheet name="S" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': relations({ r1: ['worksheet', 'sheet.xml'] }),
    'xl/sheet.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
  });
const rows = (count: number, columns: (row: number) => string[]) =>
  Array.from(
    { length: count },
    (_, row) =>
      `<row>${columns(row)
        .map((column) => `<c r="${column}${row + 1}"><v>${row}</v></c>`)
        .join('')}</row>`,
  ).join('');

/** What this takes of this process, whatever else the machine does. */
async function soon<T>(read: () => Promise<T>): Promise<T> {
  const took = cpuClock();
  const result = await read();
  expect(took()).toBeLessThan(10_000);
  return result;
}

test('a page with one long paragraph', async () => {
  const lines = Array.from({ length: 30_000 }, (_, line) => `1 0 0 1 50 ${5900 - line * 0.1} Tm (w${line}) Tj `);
  const content = `BT /F1 1 Tf ${lines.join('')}ET`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 6000 6000]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${content.length}>>stream\n${content}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  const body = objects.map((object, index) => `${index + 1} 0 obj ${object} endobj\n`).join('');
  const file = textFile('a.pdf', `%PDF-1.4\n${body}trailer <</Root 1 0 R>>\n%%EOF`);
  const { sections } = await soon(() => parseFile(file));
  expect(JSON.stringify(sections)).toContain('w29999');
});

test('a chapter of many paragraphs', async () => {
  const bytes = archive({
    'META-INF/container.xml': '<container><rootfiles><rootfile full-path="a.opf"/></rootfiles></container>',
    'a.opf':
      '<package><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/></spine></package>',
    'a.xhtml': `<html><body>${'<p>x</p>'.repeat(65_000)}<p>end.</p></body></html>`,
    mimetype: 'application/epub+zip',
  });
  const { sections } = await parseFile({ bytes, name: 'a.epub' });
  expect(JSON.stringify(sections)).toContain('end.');
});

test.each([
  ['cells at the far right', sheet(rows(20_000, () => ['A', 'XFD']))],
  [
    'cells all over',
    sheet(rows(20_000, (row) => [`${'ABCDEFGH'[row % 8]}${'ABCDEFGH'[(row >> 3) % 8]}${'ABCDEFGH'[(row >> 6) % 8]}`])),
  ],
])('a sheet with %s', async (_, bytes) => {
  const { sections } = await soon(() => parseFile({ bytes, name: 'a.xlsx' }));
  expect(sections[0]!.text).toContain('19999');
});

test.each([
  ['blocks in blocks', 'a.html', `${'<div>'.repeat(150_000)}end.`],
  ['blocks in blocks that are ended', 'a.html', `${'<div>'.repeat(50_000)}in${'</div>'.repeat(50_000)}<p>end.</p>`],
  ['tables in tables', 'a.html', `${'<table><tr><td>'.repeat(25_000)}end.`],
  ['lines in lines', 'a.html', `${'<b><i>'.repeat(100_000)}end.`],
  ['attributes', 'a.html', `<p ${attributes(100_000)}>end.</p>`],
  ['comments that do not end', 'a.html', `end.${'<!-- '.repeat(500_000)}`],
  ['tags that do not end', 'a.html', `end.${'<div '.repeat(500_000)}`],
  ['emphasis', 'a.md', `${'_a_'.repeat(60_000)} end.`],
  ['links', 'a.md', `${'[a](b)'.repeat(60_000)} end.`],
  ['struck words', 'a.md', `${'~~a~~'.repeat(60_000)} end.`],
  ['sentences after a backtick', 'a.txt', `One \` here. ${'A word. Then two. '.repeat(60_000)}end.`],
])('%s', async (_, name, text) => {
  const { parts } = await soon(async () => chunkDocument(await parseFile(textFile(name, text))));
  expect(parts.map((part) => part.text).join(' ')).toContain('end.');
});
