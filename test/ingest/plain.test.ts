import { describe, expect, it } from 'vitest';
import { csvRows } from '../../src/ingest/formats/csv.ts';
import { parseFile } from '../../src/ingest/parse-file.ts';
import { fixtureFile, textFile } from './support/fixture-file.ts';

const text = (text_value: string) => ({ text_value });

describe('text', () => {
  it('is one section, its paragraphs kept', async () => {
    const { sections, ...rest } = await parseFile(fixtureFile('languages.txt'));
    expect(rest).toEqual({ metadata: {} });
    expect(sections).toHaveLength(1);
    expect(sections[0]!.text.split('\n\n').map((paragraph) => paragraph.slice(0, 12))).toEqual([
      'The storm ca',
      'Le gardien a',
      'Der Leuchttu',
      '灯台は夜の間ずっと光りま',
      'Маяк был пос',
    ]);
  });

  it.each([
    ['latin1.txt', 'El faro está en la península. Fue construido en 1874 por señor Núñez.'],
    ['utf16.txt', 'Der Wärter prüft täglich die Lampe. Danach schreibt er ins Buch.'],
  ])('in the encoding of %s', async (file, expected) => {
    expect((await parseFile(fixtureFile(file))).sections).toEqual([{ text: expected }]);
  });

  it('of blanks only has no section', async () => {
    expect((await parseFile(textFile('a.txt', ' \r\n\r\n '))).sections).toEqual([]);
  });
});

describe('CSV', () => {
  it('is a table, numbers and truth values typed', async () => {
    const { sections } = await parseFile(fixtureFile('harbours.csv'), { extractTables: true });
    expect(sections).toHaveLength(1);
    expect(sections[0]!.tables![0]!.data).toEqual({
      headers: [['harbour', 'country', 'depth_m', 'berths', 'ice_free', 'remark'].map(text)],
      rows: [
        [
          text('Narvik'),
          text('Norway'),
          { float_value: 27.5 },
          { int_value: 14 },
          { bool_value: true },
          text('Ore, fish and "general" cargo'),
        ],
        [
          text('Kemi'),
          text('Finland'),
          { int_value: 10 },
          { int_value: 6 },
          { bool_value: false },
          text('Closed in\nFebruary'),
        ],
        [text('Öregrund'), text('Sweden'), { float_value: 5.5 }, { int_value: 3 }, { bool_value: true }, {}],
      ],
    });
  });

  it('is a line per row where tables are not asked for, whatever its separator', async () => {
    const { sections } = await parseFile(fixtureFile('obst-semicolon.csv'));
    expect(sections).toEqual([{ text: 'Name, Preis, Menge\n\nÄpfel, 1,50, 3\n\nBirnen, 2,25, 10' }]);
  });

  it.each<[string, string[][]]>([
    [
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['"a,b","c\nd"', [['a,b', 'c\nd']]],
    ['"say ""hi""",x', [['say "hi"', 'x']]],
    [
      '"open,x\ny,z',
      [
        ['"open', 'x'],
        ['y', 'z'],
      ],
    ],
    ['"a"b,c', [['"a"b', 'c']]],
    [
      ',\n,',
      [
        ['', ''],
        ['', ''],
      ],
    ],
  ])('cuts %j', (source, rows) => expect(csvRows(source, ',')).toEqual(rows));

  it.each<[string, object]>([
    ['007', text('007')],
    ['1.50', text('1.50')],
    ['+1', text('+1')],
    ['12345678901234567890', text('12345678901234567890')],
    ['-3', { int_value: -3 }],
    ['0.5', { float_value: 0.5 }],
  ])('keeps what a number would lose: %s', async (value, cell) => {
    const { sections } = await parseFile(textFile('a.csv', `k,v\nx,${value}`), { extractTables: true });
    expect(sections[0]!.tables![0]!.data!.rows![0]![1]).toEqual(cell);
  });
});

describe('JSON', () => {
  it('opens a section at each object or list under a key', async () => {
    expect(await parseFile(fixtureFile('lighthouse.json'))).toEqual({
      metadata: {},
      sections: [
        { text: 'name: Cape Verity\n\nbuilt: 1874\n\nautomated: true' },
        { title: 'keeper', text: 'name: Ines Okafor\n\nsince: 2019-04-01' },
        { title: 'notes', text: 'The lens was replaced in 1921.\n\nVisitors are welcome on Sundays.' },
      ],
    });
  });

  it('reads a list of flat objects as a table', async () => {
    const { sections } = await parseFile(fixtureFile('stations.json'), { extractTables: true });
    expect(sections[0]!.tables![0]!.data).toEqual({
      headers: [[text('station'), text('height'), text('lamps')]],
      rows: [
        [text('Gull Rock'), { int_value: 18 }, { int_value: 1 }],
        [text('Cape Verity'), { float_value: 31.5 }, { int_value: 2 }],
      ],
    });
  });

  it.each([
    ['{"a":', 'broken_file'],
    [`${'['.repeat(200)}${']'.repeat(200)}`, 'too_large'],
  ])('refuses %s', async (json, kind) => {
    await expect(parseFile(textFile('a.json', json))).rejects.toMatchObject({ kind });
  });
});
