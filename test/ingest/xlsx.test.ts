import { describe, expect, it } from 'vitest';
import { parseFile } from '../../src/ingest/parse-file.ts';
import { archive, contentTypes, linesOf, type Parts, RELATIONS, relations } from './support/archive.ts';
import { fixtureFile } from './support/fixture-file.ts';

const text = (text_value: string) => ({ text_value });

it('reads every sheet as a table: dates as dates, truth values, gaps, merged cells', async () => {
  const parsed = await parseFile(fixtureFile('stations.xlsx'), { extractTables: true });
  expect(parsed.title).toBe('Station register');
  expect(parsed.metadata).toMatchObject({
    'Content-Type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'dc:creator': 'Ines Okafor',
    'dcterms:created': '2026-11-22T12:20:31Z',
  });
  const [stations, notes] = parsed.sections;
  expect(stations).toEqual({
    title: 'Stations',
    text: '',
    tables: [
      {
        data: {
          headers: [['Station', 'Built', 'Height m', 'Lamps', 'Automated', 'Inspected'].map(text)],
          rows: [
            [
              text('Cape Verity'),
              { int_value: 1874 },
              { float_value: 31.5 },
              { int_value: 2 },
              { bool_value: true },
              text('2024-03-15'),
            ],
            [
              text('Gull Rock'),
              { int_value: 1902 },
              { int_value: 18 },
              { int_value: 1 },
              { bool_value: false },
              text('2023-11-02T14:30:00'),
            ],
            [
              text('St. Brendan, north'),
              { int_value: 1881 },
              {},
              { int_value: 1 },
              { bool_value: true },
              text('2022-07-01'),
            ],
          ],
        },
      },
    ],
  });
  expect(notes!.tables![0]!.data!.rows).toEqual([
    [{ text_value: 'Remarks', colspan: 2 }],
    [text('Cape Verity'), text('Repainted in white & red')],
    [text('Total'), {}],
  ]);
});

it('reads rows as lines where tables are not asked for', async () => {
  const { sections } = await parseFile(fixtureFile('stations.xlsx'));
  expect(sections[0]).toEqual({
    title: 'Stations',
    text:
      'Station, Built, Height m, Lamps, Automated, Inspected\n\nCape Verity, 1874, 31.5, 2, true, 2024-03-15\n\n' +
      'Gull Rock, 1902, 18, 1, false, 2023-11-02T14:30:00\n\nSt. Brendan, north, 1881, 1, true, 2022-07-01',
  });
  expect(sections[1]!.title).toBe('Notes');
});

describe('workbooks of other producers', () => {
  const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const book = (
    cells: string,
    {
      prefix = '',
      main = 'xl/workbook.xml',
      namespace = MAIN,
      sheet = 'worksheets/sheet1.xml',
      more = {} as Parts,
    } = {},
  ) => {
    const p = prefix && `${prefix}:`;
    const xmlns = `xmlns${prefix && `:${prefix}`}="${namespace}"`;
    const prefixed = (xml: string) => xml.replace(/<(\/?)(?=[a-z])/gi, `<$1${p}`);
    const folder = main.slice(0, main.lastIndexOf('/') + 1);
    return archive({
      '[Content_Types].xml': contentTypes(main, 'spreadsheetml.sheet'),
      '_rels/.rels': relations({ rId1: ['officeDocument', main] }),
      [main]: `<${p}workbook ${xmlns} xmlns:r="${RELATIONS}"><${p}sheets><${p}sheet name="Stock" sheetId="1" r:id="rId1"/></${p}sheets></${p}workbook>`,
      [`${folder}_rels/${main.slice(folder.length)}.rels`]: relations({
        rId1: ['worksheet', sheet],
        rId2: ['sharedStrings', 'strings.xml'],
      }),
      [sheet.startsWith('/') ? sheet.slice(1) : `${folder}${sheet}`]:
        `<${p}worksheet ${xmlns}>${prefixed(`<sheetData>${cells}</sheetData>`)}</${p}worksheet>`,
      ...more,
    });
  };
  const inline = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const ROW = `<row>${inline('quinces')}<c><v>42</v></c></row>`;

  it('unescapes what XML cannot say', async () => {
    const cells = `<row>${inline('one_x000D_two')}<c t="s"><v>0</v></c><c t="str"><v>a_x005F_x0041_</v></c></row>`;
    const strings = `<sst xmlns="${MAIN}"><si><t>caf_x00E9_</t></si></sst>`;
    expect(await linesOf('a.xlsx', book(cells, { more: { 'xl/strings.xml': strings } }))).toContain(
      'one two, café, a_x0041_',
    );
  });

  it.each<[string, Uint8Array]>([
    ['no prefix and no references', book(ROW)],
    ['a prefix', book(ROW, { prefix: 'x' })],
    ['another main part', book(ROW, { main: 'xl/workbook2.xml' })],
    ['a main part at the top', book(ROW, { main: 'book.xml' })],
    ['an absolute target', book(ROW, { sheet: '/xl/worksheets/sheet9.xml' })],
    ['the strict edition', book(ROW, { namespace: 'http://purl.oclc.org/ooxml/spreadsheetml/main' })],
    [
      'shared strings in runs, with a reading',
      book('<row><c t="s"><v>0</v></c><c><v>42</v></c></row>', {
        more: {
          'xl/strings.xml': `<sst xmlns="${MAIN}"><si><r><t>quin</t></r><r><t>ces</t></r><rPh sb="0" eb="1"><t>reading</t></rPh></si></sst>`,
        },
      }),
    ],
  ])('with %s', async (_name, bytes) => expect(await linesOf('a.xlsx', bytes)).toEqual(['Stock', 'quinces, 42']));

  it('keep a number that a double would change', async () => {
    const lines = await linesOf(
      'a.xlsx',
      book('<row><c><v>12345678901234567890</v></c><c><v>0.1</v></c><c t="b"><v>true</v></c></row>'),
    );
    expect(lines).toEqual(['Stock', '12345678901234567890, 0.1, true']);
  });

  it('are broken when a sheet is missing', async () => {
    const whole = book(ROW, { more: { 'xl/_rels/workbook.xml.rels': relations({ rId1: ['worksheet', 'gone.xml'] }) } });
    await expect(parseFile({ name: 'a.xlsx', bytes: whole })).rejects.toMatchObject({ kind: 'broken_file' });
  });
});
