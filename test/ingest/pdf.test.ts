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
