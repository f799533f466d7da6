import { describe, expect, it } from 'vitest';
import { chunkDocument } from '../../src/ingest/chunk-document.ts';
import { parseFile } from '../../src/ingest/parse-file.ts';
import type { Section, StructuredDocument } from '../../src/ingest/structured-document.ts';
import { toStructuredDocument } from '../../src/ingest/structured-document.ts';
import { fixtureFile } from './support/fixture-file.ts';

const LAMP = 'The lamp must burn from dusk to dawn.';
const WIND = 'Wind the clockwork every four hours.';
const FOG = 'Sound the horn when visibility drops.';

const DOCUMENT: StructuredDocument = {
  title: ' The Handbook ',
  description: `${LAMP} ${WIND}`,
  sections: [
    {
      id: 7,
      title: 'Light',
      text: `${LAMP}  ${WIND}\n\n${FOG}`,
      metadata: { year: 1912 },
      tables: [{ title: 'Lamps', data: { headers: [[{ text_value: 'order' }]], rows: [[{ text_value: 'First' }]] } }],
      images: [
        { id: 'img', image_data: { data: 'AA==', mime_type: 'image/png' }, title: 'Lens', caption: 'Seen from below' },
      ],
      sections: [{ text: FOG, sections: [{ title: 'Storage', text: '' }] }],
    },
    { title: 'Visitors', text: LAMP, metadata: { lang: 'lat', offset: 99 } },
  ],
};

describe('chunkDocument', () => {
  it('makes the parts in document order with their automatic metadata', async () => {
    const { parts } = await chunkDocument(DOCUMENT);
    const light = { section: 1, title: 'Light', breadcrumb: ['Light'], id: 7, year: 1912 };
    const table = { table_id: 'table_1' };
    const expected: { text: string; metadata: Record<string, unknown>; [key: string]: unknown }[] = [
      { text: 'The Handbook', metadata: { lang: 'eng', offset: 0, len: 12, is_title: true, title_level: 1 } },
      { text: LAMP, metadata: { lang: 'eng', offset: 0, len: 37 } },
      { text: WIND, metadata: { lang: 'eng', offset: 38, len: 36 } },
      { text: 'Light', metadata: { lang: 'eng', ...light, offset: 0, len: 5, is_title: true, title_level: 1 } },
      { text: LAMP, metadata: { lang: 'eng', ...light, offset: 0, len: 37 } },
      { text: WIND, metadata: { lang: 'eng', ...light, offset: 39, len: 36 } },
      { text: FOG, metadata: { lang: 'eng', ...light, offset: 77, len: 37 } },
      { text: 'Lamps', metadata: { lang: 'eng', ...light, vectara: { ...table, is_table_title: true } }, ...table },
      {
        text: '| order |\n| --- |\n| First |',
        metadata: { lang: 'eng', ...light, vectara: { ...table, is_table_summary: true } },
        ...table,
      },
      { text: 'First', metadata: { lang: 'eng', ...light, vectara: { ...table, row_num: 0 } }, ...table },
      { text: 'Lens\nSeen from below', metadata: { lang: 'eng', ...light }, image_id: 'img' },
      { text: FOG, metadata: { lang: 'eng', section: 2, breadcrumb: ['Light'], offset: 0, len: 37 } },
      {
        text: 'Storage',
        metadata: {
          lang: 'eng',
          section: 3,
          title: 'Storage',
          breadcrumb: ['Light', 'Storage'],
          offset: 0,
          len: 7,
          is_title: true,
          title_level: 3,
        },
      },
      {
        text: 'Visitors',
        metadata: {
          lang: 'lat',
          section: 4,
          title: 'Visitors',
          breadcrumb: ['Visitors'],
          offset: 99,
          len: 8,
          is_title: true,
          title_level: 1,
        },
      },
      {
        text: LAMP,
        metadata: { lang: 'lat', section: 4, title: 'Visitors', breadcrumb: ['Visitors'], offset: 99, len: 37 },
      },
    ];
    expect(parts).toEqual(
      expected.map((part) => ({ ...part, ...('section' in part.metadata && { section: part.metadata.section }) })),
    );
  });

  it('hands out tables, under ids of their own where they have none, and images', async () => {
    const { tables, images } = await chunkDocument({
      sections: [
        { text: '', tables: [{ title: 'a' }, { id: 'table_1', title: 'b' }] },
        { text: '', tables: [{ title: 'c' }], images: DOCUMENT.sections[0]!.images! },
      ],
    });
    expect(tables.map(({ id, title }) => [id, title])).toEqual([
      ['table_2', 'a'],
      ['table_1', 'b'],
      ['table_3', 'c'],
    ]);
    expect(images.map(({ id }) => id)).toEqual(['img']);
  });

  it('puts the custom dimensions of the document on every part', async () => {
    const { parts } = await chunkDocument({ ...DOCUMENT, custom_dimensions: { boost: 2 } });
    expect(new Set(parts.map((part) => JSON.stringify(part.custom_dimensions)))).toEqual(new Set(['{"boost":2}']));
    const bare = await chunkDocument({ ...DOCUMENT, custom_dimensions: null });
    expect(bare.parts.some((part) => 'custom_dimensions' in part)).toBe(false);
  });

  it.each<[string, StructuredDocument['chunking_strategy'], string[]]>([
    ['by sentence unless told otherwise', undefined, [LAMP, WIND, FOG]],
    ['by sentence', { type: 'sentence_chunking_strategy' }, [LAMP, WIND, FOG]],
    ['an empty strategy by sentence', {}, [LAMP, WIND, FOG]],
    ['by characters', { type: 'max_chars_chunking_strategy', max_chars_per_chunk: 100 }, [`${LAMP} ${WIND}`, FOG]],
    ['a strategy without type by its limit', { max_chars_per_chunk: 112 }, [`${LAMP} ${WIND} ${FOG}`]],
  ])('cuts text %s', async (_name, chunking_strategy, texts) => {
    const { parts } = await chunkDocument({ sections: [{ text: `${LAMP} ${WIND} ${FOG}` }], chunking_strategy });
    expect(parts.map(({ text }) => text)).toEqual(texts);
    for (const { text, metadata } of parts) expect(metadata.len).toBe(text.length);
  });

  it('never lets a chunk cross the border of a section', async () => {
    const { parts } = await chunkDocument({
      sections: [{ text: LAMP, sections: [{ text: WIND }] }, { text: FOG }],
      chunking_strategy: { max_chars_per_chunk: 1000 },
    });
    expect(parts.map(({ text, metadata }) => [metadata.section, text])).toEqual([
      [1, LAMP],
      [2, WIND],
      [3, FOG],
    ]);
  });

  it('detects the language part by part, as long as there is enough to tell by', async () => {
    const { sections } = await parseFile(fixtureFile('languages.txt'));
    const { parts } = await chunkDocument({ sections });
    expect(parts.map(({ text, metadata }) => `${metadata.lang} ${text.slice(0, 6)}`)).toEqual([
      'eng The st',
      'eng Nobody',
      'fra Le gar',
      'fra Il sav',
      'deu Der Le',
      'deu Er ste',
      'jpn 灯台は夜の間',
      'jpn 船はその光を',
      'rus Маяк б',
      'rus Его св',
    ]);
  });

  it('refuses sections nested past all sense', async () => {
    let section: Section = { text: LAMP };
    for (let depth = 0; depth < 150; depth++) section = { text: '', sections: [section] };
    await expect(chunkDocument({ sections: [section] })).rejects.toMatchObject({ kind: 'too_large' });
  });

  it('gives the event loop its turns', async () => {
    const text = Array.from({ length: 20_000 }, (_, i) => `${LAMP.slice(0, -1)} ${i}.`).join(' ');
    let turns = 0;
    const count = () => {
      turns++;
      counter = setImmediate(count);
    };
    let counter = setImmediate(count);
    const { parts } = await chunkDocument({ sections: [{ text }] });
    clearImmediate(counter);
    expect(parts).toHaveLength(20_000);
    expect(turns).toBeGreaterThan(5);
  });
});

describe('an upload as a structured document', () => {
  it('has the properties of the file under those of the client, and is cut like any other', async () => {
    const parsed = await parseFile(fixtureFile('handbook.odt'), { extractTables: true });
    const document = toStructuredDocument(parsed, {
      id: 'handbook.odt',
      metadata: { 'dc:creator': 'me', team: 'light' },
      chunking_strategy: { type: 'max_chars_chunking_strategy', max_chars_per_chunk: 120 },
    });
    expect(document).toMatchObject({
      id: 'handbook.odt',
      type: 'structured',
      title: 'Lighthouse Keeper’s Handbook',
      metadata: { 'dc:creator': 'me', team: 'light', 'dc:language': 'en' },
      chunking_strategy: { type: 'max_chars_chunking_strategy', max_chars_per_chunk: 120 },
    });
    const { parts, tables } = await chunkDocument(document);
    expect(tables).toHaveLength(1);
    const storage = parts.filter(({ metadata }) => metadata.title === 'Storage');
    expect(storage.map(({ text, metadata }) => [text, metadata.breadcrumb, metadata.title_level])).toEqual([
      ['Storage', ['Keeping the light', 'Fuel', 'Storage'], 3],
      [
        'Store paraffin below 20 °C. Never store it next to the boiler!\n\nCheck the seals weekly.',
        ['Keeping the light', 'Fuel', 'Storage'],
        undefined,
      ],
      ['Record the level in the log book.', ['Keeping the light', 'Fuel', 'Storage'], undefined],
    ]);
  });

  it('keeps the page of a PDF on its parts and needs neither title nor metadata', async () => {
    const { title: _, ...parsed } = await parseFile(fixtureFile('tides.pdf'));
    const document = toStructuredDocument({ ...parsed, metadata: {} }, { id: 'tides.pdf' });
    expect(Object.keys(document)).toEqual(['id', 'type', 'metadata', 'sections']);
    const { parts } = await chunkDocument(document);
    expect(parts[0]!.text).toBe('Tides and Currents');
    expect(parts.at(-1)).toEqual({
      text: 'The Saltstraumen reaches twenty knots.',
      metadata: { lang: 'eng', section: 3, page: 3, offset: 58, len: 38 },
      section: 3,
    });
  });
});
