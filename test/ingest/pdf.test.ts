import { describe, expect, it } from 'vitest';
import { parseFile } from '../../src/ingest/parse-file.ts';
import { fixtureFile } from './support/fixture-file.ts';

const text = (text_value: string) => ({ text_value });

describe('a PDF of groff, in justified columns with hyphens', () => {
  it('gives a section a page, its lines joined to paragraphs, without the page numbers', async () => {
    const { sections } = await parseFile(fixtureFile('tides.pdf'));
    expect(sections.map(({ metadata }) => metadata)).toEqual([{ page: 1 }, { page: 2 }, { page: 3 }]);
    const [title, author, heading, rises, predicting, ...more] = sections[0]!.text.split('\n\n');
    expect([title, author, heading, more]).toEqual([
      'Tides and Currents',
      'Marta Lindqvist',
      '1. Why the sea rises',
      [],
    ]);
    expect(rises).toMatch(/^The gravitational attraction of the Moon raises two bulges of water on opposite sides/);
    expect(rises).toContain('Local geography modifies everything: funnel-shaped estuaries concentrate the incoming');
    // Goes on overleaf; stays where it began.
    expect(predicting).toMatch(
      /^Predicting the height of the water used to require mechanical computers .* jealously\.$/,
    );
    expect(sections[1]!.text.split('\n\n')).toEqual([
      '2. Measurements',
      'The table lists four harbours and the mean spring range that was observed there.',
      'Harbour Range m Stations Open',
      'Saint-Malo 10.7 4 yes',
      'Burntcoat Head 11.7 2 yes',
      'Boston 3.1 6 no',
      'Trieste 0.9 1 no',
      'Trieste lies in the Adriatic, where the amplitude is small.',
    ]);
    expect(sections[2]!.text).toBe(
      '3. Streams\n\nTidal streams run fastest in narrow channels. The Saltstraumen reaches twenty knots.',
    );
  });

  it('shows the information dictionary as the file has it', async () => {
    const { title, metadata } = await parseFile(fixtureFile('tides.pdf'));
    // gropdf 1.22 puts its strings into brackets twice.
    expect(title).toBe('(Tides and Currents)');
    expect(metadata).toEqual({
      Title: '(Tides and Currents)',
      Author: '(Marta Lindqvist)',
      Subject: '(Oceanography)',
      Keywords: '(tide, current, moon)',
      Creator: 'groff version 1.22.4',
      Producer: 'gropdf version 1.22.4',
      CreationDate: "D:20261122121951+00'00'",
      ModDate: "D:20261122121951+00'00'",
    });
  });

  it('extracts the ruled table where it stands', async () => {
    const { sections } = await parseFile(fixtureFile('tides.pdf'), { extractTables: true });
    expect(sections.flatMap(({ tables }) => tables ?? [])).toHaveLength(1);
    expect(sections[1]).toMatchObject({
      text:
        '2. Measurements\n\nThe table lists four harbours and the mean spring range that was observed there.\n\n' +
        'Trieste lies in the Adriatic, where the amplitude is small.',
      tables: [
        {
          data: {
            headers: [[text('Harbour'), text('Range m'), text('Stations'), text('Open')]],
            rows: [
              [text('Saint-Malo'), { float_value: 10.7 }, { int_value: 4 }, text('yes')],
              [text('Burntcoat Head'), { float_value: 11.7 }, { int_value: 2 }, text('yes')],
              [text('Boston'), { float_value: 3.1 }, { int_value: 6 }, text('no')],
              [text('Trieste'), { float_value: 0.9 }, { int_value: 1 }, text('no')],
            ],
          },
        },
      ],
    });
  });
});

describe('a PDF printed by a browser from bridges.html', () => {
  it('keeps the order of reading', async () => {
    const { title, metadata, sections } = await parseFile(fixtureFile('bridges.pdf'));
    expect(title).toBe('Bridges of the valley');
    expect(metadata).toMatchObject({ Title: 'Bridges of the valley', Producer: 'Skia/PDF m150' });
    expect(sections).toHaveLength(1);
    expect(sections[0]!.text).toMatch(
      /^Home Map\n\nBridges of the valley\n\nSeven bridges .* salt\.\n\nStone bridges\n\nStone arches .* care\.\n\nThe Old Bridge\n\n/s,
    );
    expect(sections[0]!.text).toMatch(/\n\nBoth were painted grey\.$/);
  });

  it('extracts the plain rows of a table with merged headers, which stay text', async () => {
    const { sections } = await parseFile(fixtureFile('bridges.pdf'), { extractTables: true });
    expect(sections[0]!.tables).toHaveLength(1);
    expect(sections[0]!.tables![0]!.data!.rows!.slice(-2)).toEqual([
      [text('Mill Viaduct'), { float_value: 212.5 }, { int_value: 9 }, { bool_value: true }],
      [text('North Crossing'), { int_value: 87 }, { int_value: 3 }, { bool_value: false }],
    ]);
    expect(sections[0]!.text).toContain('Size');
  });
});

/** A PDF with one font and a content stream a page, as small as it goes. */
function pdf(pages: string[], { font = HELVETICA, info = '', field = '' } = {}): Buffer {
  const objects = ['', '', font];
  if (field) objects.push(field);
  const kids = pages.map((content, index) => {
    const stream = objects.push(`<</Length ${Buffer.byteLength(content, 'latin1')}>>\nstream\n${content}\nendstream`);
    const annotations = field && index === 0 ? '/Annots[4 0 R]' : '';
    return `${objects.push(`<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1 3 0 R>>>>/Contents ${stream} 0 R${annotations}>>`)} 0 R`;
  });
  const dictionary = info && objects.push(`<<${info}>>`);
  objects[0] = `<</Type/Catalog/Pages 2 0 R${field && '/AcroForm<</Fields[4 0 R]>>'}>>`;
  objects[1] = `<</Type/Pages/Kids[${kids.join(' ')}]/Count ${kids.length}>>`;
  const body = objects.map((object, index) => `${index + 1} 0 obj\n${object}\nendobj\n`).join('');
  return Buffer.from(
    `%PDF-1.7\n${body}trailer\n<</Size ${objects.length + 1}/Root 1 0 R${info && `/Info ${dictionary} 0 R`}>>\n%%EOF`,
    'latin1',
  );
}
const HELVETICA = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>';
const line = (words: string, x: number, y: number, size = 12) => `BT /F1 ${size} Tf ${x} ${y} Td (${words}) Tj ET`;
const pages = async (contents: string[], more?: Parameters<typeof pdf>[1]) =>
  (await parseFile({ name: 'a.pdf', bytes: pdf(contents, more) })).sections.map((section) => section.text);

describe('fonts that name a character map', () => {
  const font = (encoding: string, ordering: string) =>
    `<</Type/Font/Subtype/Type0/BaseFont/Some/Encoding/${encoding}/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/Some/CIDSystemInfo<</Registry(Adobe)/Ordering(${ordering})/Supplement 2>>/FontDescriptor<</Type/FontDescriptor/FontName/Some/Flags 4/ItalicAngle 0/Ascent 800/Descent -200/CapHeight 700/StemV 80/FontBBox[0 -200 1000 900]>>>>]>>`;
  it.each([
    ['90ms-RKSJ-H', 'Japan1', '93FA967B8CEA', '日本語'],
    ['EUC-H', 'Japan1', 'C6FCCBDC', '日本'],
    ['UniJIS-UTF16-H', 'Japan1', '65E5672C', '日本'],
    ['GBK-EUC-H', 'GB1', 'D6D0CEC4', '中文'],
    ['UniGB-UCS2-H', 'GB1', '4E2D6587', '中文'],
    ['ETen-B5-H', 'CNS1', 'A4A4A4E5', '中文'],
    ['KSCms-UHC-H', 'Korea1', 'C7D1B1DB', '한글'],
    ['UniKS-UCS2-H', 'Korea1', 'D55CAE00', '한글'],
  ])('%s of %s', async (encoding, ordering, bytes, expected) => {
    const content = `BT /F1 14 Tf 72 700 Td <${bytes}> Tj ET`;
    expect(await pages([content], { font: font(encoding, ordering) })).toEqual([expected]);
  });
});

describe('running lines', () => {
  const page = (...lines: string[]) => lines.map((words, index) => line(words, 72, 700 - 60 * index)).join('\n');
  it.each<[string, string[][], string[]]>([
    [
      'keep numbers that are not of pages',
      [
        ['Invoice 1001', 'Pay.', 'Regards'],
        ['Invoice 1002', 'Pay now.', 'Regards'],
      ],
      ['Invoice 1001|Pay.|Regards', 'Invoice 1002|Pay now.'],
    ],
    [
      'keep the only line of a page',
      [['Chapter 1'], ['Chapter 2'], ['Chapter 3']],
      ['Chapter 1', 'Chapter 2', 'Chapter 3'],
    ],
    ['keep a number that is alone', [['1'], ['2'], ['3']], ['1', '2', '3']],
    [
      'go when they count the pages',
      [
        ['One.', 'Page 1 of 2'],
        ['Two.', 'Page 2 of 2'],
      ],
      ['One.', 'Two.'],
    ],
    [
      'go in Roman numbers',
      [
        ['One.', 'iii'],
        ['Two.', 'iv'],
        ['Three.', 'v'],
      ],
      ['One.', 'Two.', 'Three.'],
    ],
    [
      'keep amounts',
      [
        ['One.', '1500'],
        ['Two.', '270'],
        ['Three.', '4'],
      ],
      ['One.|1500', 'Two.|270', 'Three.|4'],
    ],
    [
      'go after the first time',
      [
        ['Report', 'One.'],
        ['Report', 'Two.'],
        ['Report', 'Three.'],
      ],
      ['Report|One.', 'Two.', 'Three.'],
    ],
  ])('%s', async (_name, contents, expected) => {
    const found = await pages(contents.map((lines) => page(...lines)));
    expect(found.map((words) => words.replaceAll('\n\n', '|'))).toEqual(expected);
  });
});

it('reads superscripts and subscripts in their line', async () => {
  const content = [
    line('Sown in spring', 72, 700),
    line('1', 150, 705, 7),
    line('with H', 156, 700),
    line('2', 191, 697, 7),
    line('O it grows.', 196, 700),
  ].join('\n');
  expect((await pages([content])).join('|').replace(/\s/g, '')).toBe('Sowninspring1withH2Oitgrows.');
});

describe('forms', () => {
  const field = (more: string) => `<</Type/Annot/Subtype/Widget/T(x)/Rect[200 690 400 712]/F 4${more}>>`;
  it.each([
    ['a text', '/FT/Tx/V(Jane Quill)', 'Tenant: Jane Quill'],
    ['a choice', '/FT/Ch/Opt[[(a)(First)][(b)(Second)]]/V(b)', 'Tenant: Second'],
    ['nothing', '/FT/Tx', 'Tenant:'],
    ['a password', '/FT/Tx/Ff 8192/V(secret)', 'Tenant:'],
    ['a hidden text', '/FT/Tx/V(hidden)/F 2', 'Tenant:'],
  ])('with %s', async (_name, more, expected) => {
    expect(await pages([line('Tenant:', 72, 700)], { field: field(more) })).toEqual([expected]);
  });
});

it('shows properties as the file has them, names as their text, empty ones too', async () => {
  const info = '/Title(T)/Subject()/Trapped/False/Status/Final/Number 7/Flag true';
  expect((await parseFile({ name: 'a.pdf', bytes: pdf([line('x', 72, 700)], { info }) })).metadata).toMatchObject({
    Title: 'T',
    Subject: '',
    Trapped: 'False',
    Status: 'Final',
    Number: 7,
    Flag: true,
  });
});
