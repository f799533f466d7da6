import { expect, it } from 'vitest';
import { parseFile } from '../../src/ingest/parse-file.ts';
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
