import { describe, expect, it } from 'vitest';
import { parseFile } from '../../src/ingest/parse-file.ts';
import type { Section } from '../../src/ingest/structured-document.ts';
import { fixtureFile, textFile } from './support/fixture-file.ts';
import { FUEL, handbookSections } from './support/handbook.ts';

const text = (text_value: string) => ({ text_value });

describe('HTML', () => {
  const bridges = (steel: Section): Section[] => [
    { text: 'Home Map' },
    {
      title: 'Bridges of the valley',
      text: 'Seven bridges cross the river.\nThe oldest was built in 1381, when toll was still paid in salt.',
      sections: [
        {
          title: 'Stone bridges',
          text: 'Stone arches carry compression only. They last for centuries & need little care.',
          sections: [
            {
              title: 'The Old Bridge',
              text: 'Its three arches span 12.5 m each.\n\nBuilt by Master Odo\n\nRepaired in 1744 and 1902',
            },
          ],
        },
        { title: 'Steel bridges', ...steel },
      ],
    },
  ];

  it('opens sections at headings and keeps scripts, styles and the head out', async () => {
    const lines = [
      'The railway brought steel.',
      'Steel bridges by length',
      'Name, Size, Open',
      'Length m, Spans',
      'Mill Viaduct, 212.5, 9, true',
      'North Crossing, 87, 3, false',
      'Lengths are between abutments',
      'Both were painted grey.',
    ];
    expect(await parseFile(fixtureFile('bridges.html'))).toEqual({
      title: 'Bridges of the valley',
      metadata: {},
      sections: bridges({ text: lines.join('\n\n') }),
    });
  });

  it('extracts tables with caption, two header rows, spans and typed cells', async () => {
    const { sections } = await parseFile(fixtureFile('bridges.html'), { extractTables: true });
    const table = {
      title: 'Steel bridges by length',
      data: {
        headers: [
          [
            { text_value: 'Name', rowspan: 2 },
            { text_value: 'Size', colspan: 2 },
            { text_value: 'Open', rowspan: 2 },
          ],
          [text('Length m'), text('Spans')],
        ],
        rows: [
          [text('Mill Viaduct'), { float_value: 212.5 }, { int_value: 9 }, { bool_value: true }],
          [text('North Crossing'), { int_value: 87 }, { int_value: 3 }, { bool_value: false }],
          [{ text_value: 'Lengths are between abutments', colspan: 4 }],
        ],
      },
    };
    expect(sections).toEqual(
      bridges({ text: 'The railway brought steel.\n\nBoth were painted grey.', tables: [table] }),
    );
  });

  it.each<[string, string, Section[]]>([
    ['first heading as title', '<h1>Tides</h1><p>High.', [{ title: 'Tides', text: 'High.' }]],
    ['blocks apart, inline together', '<p>a<b>b</b>c<div>d</div>e', [{ text: 'abc\n\nd\n\ne' }]],
    ['a layout table read as its content', '<table><tr><td><h2>In</h2>Out</table>', [{ title: 'In', text: 'Out' }]],
    ['preformatted lines kept', '<pre>\n a\n  b\n</pre>', [{ text: ' a\n  b' }]],
    ['hidden text left out', '<p hidden>no</p><template>no</template><p>yes', [{ text: 'yes' }]],
    [
      'a skipped heading level',
      '<h1>A</h1><h3>B</h3><h2>C</h2>',
      [
        {
          title: 'A',
          text: '',
          sections: [
            { title: 'B', text: '' },
            { title: 'C', text: '' },
          ],
        },
      ],
    ],
  ])('%s', async (_name, html, sections) => {
    const parsed = await parseFile(textFile('page.html', html), { extractTables: true });
    expect(parsed.sections).toEqual(sections);
    expect(parsed.title).toBe(html.startsWith('<h1>') ? sections[0]!.title : undefined);
  });

  it('honours the encoding that the page declares', async () => {
    const page = Buffer.from('<meta charset="iso-8859-2"><p>\u00b1', 'latin1');
    expect((await parseFile({ bytes: page, name: 'p.html' })).sections).toEqual([{ text: 'ą' }]);
  });
});

describe('Markdown', () => {
  it('reads front matter, headings, code and tables', async () => {
    const parsed = await parseFile(fixtureFile('handbook.md'), { extractTables: true });
    expect(parsed.title).toBe("Lighthouse Keeper's Handbook");
    expect(parsed.metadata).toEqual({});
    expect(parsed.sections).toEqual(handbookSections(FUEL.asTable, ['"', '"']));
  });

  it('takes the first top heading as title where there is no front matter', async () => {
    const { title } = await parseFile(textFile('a.md', 'Intro\n\n# The *Tides*\n\nText'));
    expect(title).toBe('The Tides');
  });
});

describe('mail', () => {
  it('takes the plain body; headers decoded, attachments left out', async () => {
    expect(await parseFile(fixtureFile('keys.eml'))).toEqual({
      title: 'Übergabe der Schlüssel – keys handover',
      metadata: {
        From: 'José Muñoz <jose@example.org>',
        To: 'Ann <ann@example.com>, Bob <bob@example.com>',
        Cc: 'harbour@example.com',
        Date: '2024-05-06T07:08:09.000Z',
        'Message-ID': '<keys-1@example.org>',
        Subject: 'Übergabe der Schlüssel – keys handover',
      },
      sections: [
        { text: 'Dear Ann,\n\nThe keys are in the blue box. Please return them by 5 p.m. on Friday.\n\nJosé' },
      ],
    });
  });

  it('takes the HTML body for its tables', async () => {
    const { sections } = await parseFile(fixtureFile('keys.eml'), { extractTables: true });
    expect(sections).toEqual([
      {
        title: 'Keys',
        text: 'Dear Ann,\n\nThe keys are in the blue box. Please return them by 5 p.m. on Friday.\n\nJosé',
        tables: [{ data: { headers: [[text('Key'), text('Door')]], rows: [[{ int_value: 17 }, text('Lamp room')]] } }],
      },
    ]);
  });

  it('reads a message without MIME', async () => {
    expect(await parseFile(fixtureFile('plain.eml'))).toEqual({
      title: 'Log entry',
      metadata: { From: 'keeper@example.org', To: 'office@example.org', Subject: 'Log entry' },
      sections: [
        {
          text: 'Wind from the north-west, force 7. Visibility\ndropped below two miles.\n\nSounded the horn at 04:10.',
        },
      ],
    });
  });

  it('refuses text without mail headers', async () => {
    await expect(parseFile(textFile('a.eml', 'Just words.'))).rejects.toMatchObject({ kind: 'broken_file' });
  });
});
