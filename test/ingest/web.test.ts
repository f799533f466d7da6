import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { parseFile } from '../../src/ingest/parse-file.ts';
import type { Section } from '../../src/ingest/structured-document.ts';
import { cpuClock } from '../support/cpu-clock.ts';
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

  it('reads messages that are attached, and those attached to them', async () => {
    const attached = (subject: string, border: string, inner: string) =>
      [
        `From: a@b.c\nSubject: ${subject}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=${border}\n`,
        `--${border}\nContent-Type: text/plain\n\nSee below.`,
        `--${border}\nContent-Type: message/rfc822\nContent-Disposition: attachment; filename=f.eml\n\n${inner}`,
        `--${border}--\n`,
      ].join('\n');
    const innermost = 'From: d@e.f\nSubject: Innermost\n\nThe lamp is out.';
    const mail = attached('Outer', 'one', attached('Inner', 'two', innermost));
    const { title, sections } = await parseFile(textFile('a.eml', mail));
    expect(title).toBe('Outer');
    const below = { title: 'Innermost', text: '', sections: [{ text: 'The lamp is out.' }] };
    expect(sections).toEqual([
      { text: 'See below.' },
      { title: 'Inner', text: '', sections: [{ text: 'See below.' }, below] },
    ]);
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

describe('raw tags in Markdown', () => {
  it.each(
    'title textarea style script iframe xmp noembed noframes plaintext select template object svg video audio canvas noscript'.split(
      ' ',
    ),
  )('<%s> in a sentence is part of it', async (tag) => {
    const { sections } = await parseFile(
      textFile('a.md', `# Guide\n\nThe <${tag}> element is *explained* here.\n\n<${tag}>\n\nOtters live here.\n`),
    );
    expect(sections[0]!.text.split('\n\n')).toEqual([
      `The <${tag}> element is explained here.`,
      `<${tag}>`,
      'Otters live here.',
    ]);
  });

  it.each<[string, string]>([
    ['An <b>element</b> is one.', 'An element is one.'],
    ['A <video src="x">fallback</video> is shown.', 'A is shown.'],
    ['<!-- open\n\nOtters.', '<!-- open\n\nOtters.'],
    ['<?php echo 1;\n\nOtters.', '<?php echo 1;\n\nOtters.'],
    ['<!-- a comment -->\n\nOtters.', 'Otters.'],
    ['<details><summary>More</summary>\n\nOtters.\n\n</details>', 'More\n\nOtters.'],
  ])('%j', async (source, text) => {
    expect((await parseFile(textFile('a.md', source))).sections).toEqual([{ text }]);
  });
});

describe('HTML as others write it', () => {
  const html = async (source: string) =>
    (await parseFile(textFile('a.html', `<!doctype html>${source}`))).sections.map(({ text }) => text).join('|');
  it.each<[string, string, string]>([
    ['the base of ruby', '<p><ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>です</p>', '東京です'],
    [
      'formulas',
      '<p>So <math><semantics><mrow><mi>x</mi><mo>=</mo><mn>1</mn></mrow><annotation>tex</annotation></semantics></math>.</p>',
      'So x=1.',
    ],
    ['drawn text', '<p>See <svg><title>t</title><text>North</text></svg></p>', 'See North'],
    ['what is written into a form', '<p>Name: <textarea>Jane</textarea></p>', 'Name: Jane'],
    [
      'empty elements of XHTML',
      '<html xmlns="http://www.w3.org/1999/xhtml"><head><title/><script src="x"/></head><body><p>Shown.</p></body></html>',
      'Shown.',
    ],
  ])('%s', async (_name, source, text) => expect(await html(source)).toBe(text));

  it('has its <meta> as properties', async () => {
    const head =
      '<title>T</title><meta name="description" content="About lamps"><meta property="og:image" content="i.png"><meta name="author" content="A"><meta name="author" content="B"><meta http-equiv="refresh" content="1">';
    expect(await parseFile(textFile('a.html', `<html><head>${head}</head><p>x`))).toMatchObject({
      title: 'T',
      metadata: { description: 'About lamps', 'og:image': 'i.png', author: ['A', 'B'] },
    });
  });
});

describe('takes linear time', () => {
  /** Milliseconds of CPU for the input of that size. */
  const cost = async (name: string, source: string) => {
    const took = cpuClock();
    await parseFile(textFile(name, source)).catch(() => {});
    return took();
  };
  it.each<[string, string, (n: number) => string]>([
    ['comments', 'a.md', (n) => '<!-- c -->\n'.repeat(n)],
    ['open comments', 'a.md', (n) => '<!-- '.repeat(n)],
    ['blanks in <pre>', 'a.html', (n) => `<html><pre>a${' '.repeat(10 * n)}b</pre>`],
    ['elements that hold a blank', 'a.html', (n) => `<html><p>${'<b> </b>'.repeat(n)}x`],
    ['blanks before a line break', 'a.html', (n) => `<html><p>${' &nbsp;'.repeat(n)}<br>x`],
    ['nested elements', 'a.html', (n) => `<html>${'<div>'.repeat(n)}x`],
    ['open tags', 'a.html', (n) => `<html>${'<meta '.repeat(n)}`],
    ['blanks in text', 'a.txt', (n) => `a${' '.repeat(10 * n)}b\n`.repeat(2)],
    ['empty lines', 'a.txt', (n) => `a${'\n \n'.repeat(n)}b`],
    ['open quotes', 'a.csv', (n) => '"a,\n'.repeat(n)],
    ['groups of rich text', 'a.rtf', (n) => `{\\rtf1 ${'{\\b x}'.repeat(n)}}`],
    ['brackets', 'a.json', (n) => '['.repeat(n)],
  ])('%s', async (_name, file, make) => {
    await cost(file, make(500));
    expect(await cost(file, make(20_000))).toBeLessThan(4_000);
  });
});

describe('mail in raw bytes', () => {
  const RUSSIAN = 'Привет, мир! Это текст на русском языке.';
  const mail = async (encoding: string, head: string, body: string) => {
    const bytes = iconv.encode(`From: a@example.com\r\n${head}\r\n\r\n${body}\r\n`, encoding);
    const { title, sections } = await parseFile({ name: 'a.eml', bytes });
    return [title, sections[0]!.text];
  };
  it.each<[string, string, string, string, string[]]>([
    ['nothing declared, UTF-8', 'utf-8', `Subject: ${RUSSIAN}`, RUSSIAN, [RUSSIAN, RUSSIAN]],
    ['nothing declared, KOI8', 'koi8-r', `Subject: ${RUSSIAN}`, RUSSIAN, [RUSSIAN, RUSSIAN]],
    [
      'nothing declared, Latin',
      'windows-1252',
      'Subject: Café déjà',
      'Le café est fermé.',
      ['Café déjà', 'Le café est fermé.'],
    ],
    [
      'the body declared, which counts for the head',
      'koi8-r',
      'Subject: Ёж\r\nContent-Type: text/plain;\r\n charset="koi8-r"',
      'Ёж',
      ['Ёж', 'Ёж'],
    ],
    [
      'UTF-8 declared by mistake',
      'windows-1252',
      'Subject: x\r\nContent-Type: text/plain; charset=utf-8',
      'Le café est fermé.',
      ['x', 'Le café est fermé.'],
    ],
    [
      'a <meta> alone',
      'windows-1251',
      'Subject: x\r\nContent-Type: text/html',
      '<meta charset=windows-1251><p>Ёж</p>',
      ['x', 'Ёж'],
    ],
    [
      'a part that declares nothing',
      'windows-1251',
      'Subject: x\r\nContent-Type: multipart/mixed; boundary=b',
      `--b\r\nContent-Type: text/plain\r\n\r\n${RUSSIAN}\r\n--b--`,
      ['x', RUSSIAN],
    ],
  ])('%s', async (_name, encoding, head, body, expected) => expect(await mail(encoding, head, body)).toEqual(expected));

  it('may begin with a byte order mark', async () => {
    expect(await parseFile(textFile('a.eml', '\ufeffFrom: a@example.com\r\n\r\nWords.'))).toMatchObject({
      metadata: { From: 'a@example.com' },
    });
  });
});
