import { describe, expect, it } from 'vitest';
import { parseFile } from '../../src/ingest/parse-file.ts';
import type { Section } from '../../src/ingest/structured-document.ts';
import { fixtureFile } from './support/fixture-file.ts';
import { DUSK, FOG, FUEL, handbookSections, STORAGE, VISITORS } from './support/handbook.ts';

const TITLE = 'Lighthouse Keeper’s Handbook';
const FUELS: ['asText' | 'asTable', boolean][] = [
  ['asText', false],
  ['asTable', true],
];

describe.each(FUELS)('a table %s', (fuel, extractTables) => {
  it.each(['docx', 'odt', 'rtf', 'epub'])('in a handbook.%s', async (extension) => {
    const { sections } = await parseFile(fixtureFile(`handbook.${extension}`), { extractTables });
    // Word's style "Title" has no outline level; in the others the title is a heading.
    const front: Section =
      extension === 'docx' ? { text: `${TITLE}\n\nInes Okafor` } : { title: TITLE, text: 'Ines Okafor' };
    expect(sections).toEqual([front, ...handbookSections(FUEL[fuel])]);
  });

  it('in a handbook.pptx, a section a slide', async () => {
    const { sections } = await parseFile(fixtureFile('handbook.pptx'), { extractTables });
    expect(sections).toEqual([
      { title: TITLE, text: 'Ines Okafor' },
      { title: 'Keeping the light', text: '' },
      { text: DUSK('“', '”') },
      FUEL[fuel],
      { text: `Storage\n\n${STORAGE}` },
      FOG,
      { title: 'Visitors', text: '' },
      { text: VISITORS },
    ]);
  });
});

describe('properties', () => {
  it.each([
    [
      'docx',
      {
        'Content-Type': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'dc:creator': 'Ines Okafor',
        'dc:language': 'en',
        'Page-Count': 1,
        'meta:word-count': 83,
        'extended-properties:Application': 'Microsoft Word 12.0.0',
      },
    ],
    [
      'pptx',
      {
        'Content-Type': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
        'dc:creator': 'Ines Okafor',
        'Slide-Count': 4,
      },
    ],
    [
      'odt',
      {
        'Content-Type': 'application/vnd.oasis.opendocument.text',
        'dc:creator': 'Ines Okafor',
        'dcterms:created': '2026-11-22T12:19:57Z',
        'dcterms:modified': '2026-11-22T12:19:57Z',
        'Last-Modified': '2026-11-22T12:19:57Z',
      },
    ],
    ['epub', { 'dc:creator': 'Ines Okafor', 'dc:language': 'en', 'dc:date': '2026-11-22T12:19:57Z' }],
  ])('of handbook.%s', async (extension, metadata) => {
    const parsed = await parseFile(fixtureFile(`handbook.${extension}`));
    expect(parsed.title).toBe(TITLE);
    expect(parsed.metadata).toMatchObject({ 'dc:title': TITLE, ...metadata });
  });

  it('of an RTF file, with characters beyond ASCII in all three spellings', async () => {
    expect(await parseFile(fixtureFile('letter.rtf'))).toEqual({
      title: 'Letter to the harbour',
      metadata: { Author: 'Ines Okafor' },
      sections: [
        {
          text:
            'Repairs at Gull Rock\n\nThe café roof leaks again. “Send slates”, wrote Mr. Hale.\n\n' +
            'The boat sails on Tuesday.',
        },
      ],
    });
  });
});
