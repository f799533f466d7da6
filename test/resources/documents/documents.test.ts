import { describe, expect, test } from 'vitest';
import { createCorpus } from '../../support/corpus.ts';
import { emulatorForFile } from '../../support/emulator.ts';

const api = emulatorForFile();

const core = (id: string, given: object = {}) => ({
  id,
  type: 'core',
  document_parts: [{ text: 'Some text.' }],
  ...given,
});
const PIXEL = { data: 'iVBORw0KGgo=', mime_type: 'image/png' };
const ids = (body: { documents: { id: string }[] }) => body.documents.map(({ id }) => id);

describe('a core document', () => {
  test('is stored part by part, and billed by its bytes', async () => {
    const key = await createCorpus(api, []);
    const given = {
      id: 'a/b c',
      type: 'core',
      metadata: { author: 'Änn' },
      document_parts: [
        { text: 'Grüße', metadata: { page: 1 } },
        { text: 'more', context: 'around it' },
      ],
    };
    expect(await api.create(`/v2/corpora/${key}/documents`, given)).toEqual({
      id: 'a/b c',
      metadata: { author: 'Änn' },
      storage_usage: { bytes_used: 11, metadata_bytes_used: 16 + 10 + 2 },
    });
    expect(await api.read(`/v2/corpora/${key}/documents/${encodeURIComponent('a/b c')}`)).toEqual({
      id: 'a/b c',
      metadata: { author: 'Änn' },
      parts: [
        { text: 'Grüße', metadata: { page: 1 } },
        { text: 'more', metadata: {}, context: 'around it' },
      ],
    });
  });

  test('brings tables and images, which hits carry', async () => {
    const key = await createCorpus(api, []);
    const table = { id: 't', title: 'Tides', data: { headers: [[{ text_value: 'h' }]], rows: [[{ int_value: 7 }]] } };
    await api.create(`/v2/corpora/${key}/documents`, {
      id: 'd',
      type: 'core',
      tables: [table],
      images: [{ id: 'i', caption: 'A pixel', image_data: PIXEL }],
      document_parts: [
        { text: 'High water at seven.', table_id: 't' },
        { text: '', image_id: 'i' },
      ],
    });
    const image = { id: 'i', caption: 'A pixel', mime_type: 'image/png' };
    const read = await api.read(`/v2/corpora/${key}/documents/d`);
    expect(read).toMatchObject({ tables: [table], images: [image] });
    expect(await api.read(`/v2/corpora/${key}/documents/d/images/i`)).toEqual({
      id: 'i',
      caption: 'A pixel',
      image_data: PIXEL,
    });
    const missing = await api.get(`/v2/corpora/${key}/documents/d/images/none`);
    expect([missing.status, missing.body.id]).toEqual([404, 'none']);
    const { body } = await api.post(`/v2/corpora/${key}/query`, { query: 'water' });
    const [hit, picture] = body.search_results;
    expect([hit.result_type, hit.table]).toEqual(['text', table]);
    expect([picture.result_type, picture.image]).toEqual(['image', image]);
  });

  test.each<[string, object]>([
    ['body.document_parts', { document_parts: [] }],
    ['body.document_parts[0].text', { document_parts: [{ text: '' }] }],
    ['body.document_parts[0].table_id', { document_parts: [{ text: 'x', table_id: 'none' }] }],
    ['body.document_parts[0].image_id', { document_parts: [{ text: 'x', image_id: 'none' }] }],
    ['body.tables[1].id', { tables: [{ id: 't' }, { id: 't' }] }],
    [
      'body.document_parts[0].custom_dimensions.none',
      { document_parts: [{ text: 'x', custom_dimensions: { none: 1 } }] },
    ],
    ['body.id', { id: '' }],
    ['body.type', { type: 'other' }],
  ])('%s is named, and nothing is stored', async (field, given) => {
    const key = await createCorpus(api, []);
    const { status, body } = await api.post(`/v2/corpora/${key}/documents`, core('d', given));
    expect([status, Object.keys(body.field_errors)]).toEqual([400, [field]]);
    expect((await api.read(`/v2/corpora/${key}`)).limits.used_docs).toBe(0);
  });
});

describe('a structured document', () => {
  const given = {
    id: 's',
    type: 'structured',
    title: 'Ships',
    description: 'About ships.',
    metadata: { year: 1900 },
    sections: [
      {
        id: 9,
        title: 'Sails',
        text: 'Sails were made of flax. Dr. Brown says they were heavy.',
        metadata: { topic: 'rig' },
        sections: [{ title: 'Wet', text: 'A wet sail weighs a ton.' }],
      },
    ],
  };

  test('becomes title, description and sentences, in order, with the metadata of each', async () => {
    const key = await createCorpus(api, []);
    expect(await api.create(`/v2/corpora/${key}/documents`, given)).toMatchObject({
      id: 's',
      metadata: { year: 1900 },
    });
    const { metadata, parts } = await api.read(`/v2/corpora/${key}/documents/s`);
    expect(metadata).toEqual({ title: 'Ships', year: 1900 });
    expect(parts.map(({ text }: { text: string }) => text)).toEqual([
      'Ships',
      'About ships.',
      'Sails',
      'Sails were made of flax.',
      'Dr. Brown says they were heavy.',
      'Wet',
      'A wet sail weighs a ton.',
    ]);
    expect(parts[0].metadata).toMatchObject({ is_title: true, title_level: 1, lang: 'eng' });
    expect(parts[4].metadata).toEqual({
      lang: 'eng',
      section: 1,
      title: 'Sails',
      breadcrumb: ['Sails'],
      offset: 25,
      len: 31,
      id: 9,
      topic: 'rig',
    });
    expect(parts[6].metadata).toMatchObject({ section: 2, breadcrumb: ['Sails', 'Wet'] });
    expect(parts[6].metadata).not.toHaveProperty('topic');
  });

  test('is cut into chunks of at most so many characters where that is asked for', async () => {
    const key = await createCorpus(api, []);
    const text = Array.from({ length: 20 }, (_, i) => `This is sentence number ${i}.`).join(' ');
    const chunking_strategy = { type: 'max_chars_chunking_strategy', max_chars_per_chunk: 100 };
    await api.create(`/v2/corpora/${key}/documents`, {
      id: 's',
      type: 'structured',
      chunking_strategy,
      sections: [{ text }],
    });
    const { parts } = await api.read(`/v2/corpora/${key}/documents/s`);
    expect(parts.length).toBeGreaterThan(5);
    expect(parts.every((part: { text: string }) => part.text.length <= 100)).toBe(true);
    expect(parts.map((part: { text: string }) => part.text).join(' ')).toBe(text);
  });

  test('a limit is part of the strategy that has one', async () => {
    const key = await createCorpus(api, []);
    const chunking_strategy = { type: 'max_chars_chunking_strategy' };
    const { status, body } = await api.post(`/v2/corpora/${key}/documents`, { ...given, chunking_strategy });
    expect([status, body.field_errors]).toEqual([
      400,
      { 'body.chunking_strategy.max_chars_per_chunk': 'is required.' },
    ]);
  });

  test('a section that is none is named, however deep', async () => {
    const key = await createCorpus(api, []);
    let section: object = { title: 'no text' };
    for (let depth = 0; depth < 7; depth += 1) section = { text: 'x', sections: [section] };
    const { status, body } = await api.post(`/v2/corpora/${key}/documents`, { ...given, sections: [section] });
    expect(status).toBe(400);
    expect(Object.entries(body.field_errors)).toEqual([
      [`body.sections[0]${'.sections[0]'.repeat(7)}.text`, 'is required.'],
    ]);
  });
});

describe('the same id again', () => {
  test('with the same content is what it was, with other content 409, and free once it is deleted', async () => {
    const key = await createCorpus(api, []);
    const path = `/v2/corpora/${key}/documents`;
    const first = await api.create(path, core('d', { metadata: { a: 1, b: 2 } }));
    expect(await api.create(path, core('d', { metadata: { b: 2, a: 1 } }))).toEqual(first);
    await api.patch(`${path}/d`, { metadata: { a: 5 } });
    expect((await api.post(path, core('d', { metadata: { a: 1, b: 2 } }))).status).toBe(201);
    const other = await api.post(path, core('d', { metadata: { a: 5, b: 2 } }));
    expect([other.status, other.body.messages[0]]).toEqual([409, expect.stringContaining("'d'")]);
    expect((await api.read(`/v2/corpora/${key}`)).limits.used_docs).toBe(1);
    expect((await api.delete(`${path}/d`)).status).toBe(204);
    expect((await api.post(path, core('d'))).status).toBe(201);
  });
});

describe('metadata', () => {
  const attributes = { filter_attributes: [{ name: 'year', level: 'document', type: 'integer' }] };

  test('PATCH merges, PUT replaces, and filters see it at once', async () => {
    const key = 'metadata-changes';
    await api.create('/v2/corpora', { key, ...attributes });
    const path = `/v2/corpora/${key}/documents`;
    await api.create(path, core('d', { metadata: { year: 2000, kept: { deep: true } } }));
    const merged = await api.patch(`${path}/d`, { metadata: { year: 2001, more: null } });
    expect(merged.body.metadata).toEqual({ year: 2001, kept: { deep: true }, more: null });
    expect(ids(await api.read(`${path}?metadata_filter=${encodeURIComponent('doc.year = 2001')}`))).toEqual(['d']);
    expect(ids(await api.read(`${path}?metadata_filter=${encodeURIComponent('doc.year = 2000')}`))).toEqual([]);
    expect((await api.put(`${path}/d/metadata`, { metadata: { x: 1 } })).body.metadata).toEqual({ x: 1 });
    expect((await api.put(`${path}/d/metadata`, {})).body.metadata).toEqual({});
    expect(ids(await api.read(`${path}?metadata_filter=${encodeURIComponent('doc.year IS NULL')}`))).toEqual(['d']);
  });

  test('a value of another type than declared is 400 and changes nothing', async () => {
    const key = 'metadata-types';
    await api.create('/v2/corpora', { key, ...attributes });
    const path = `/v2/corpora/${key}/documents`;
    const refused = await api.post(path, core('d', { metadata: { year: 'soon' } }));
    expect([refused.status, Object.keys(refused.body.field_errors)]).toEqual([400, ['body.metadata.year']]);
    await api.create(path, core('d', { metadata: { year: '1999' } }));
    expect((await api.patch(`${path}/d`, { metadata: { year: 1.5 } })).status).toBe(400);
    expect((await api.read(`${path}/d`)).metadata).toEqual({ year: '1999' });
  });
});

test('the list goes by id, page by page, and knows only document attributes', async () => {
  const key = await createCorpus(api, []);
  const path = `/v2/corpora/${key}/documents`;
  for (const id of ['c', 'a', 'b']) await api.create(path, core(id));
  const first = await api.read(`${path}?limit=2`);
  expect(ids(first)).toEqual(['a', 'b']);
  expect(first.documents[0]).not.toHaveProperty('parts');
  const second = await api.read(`${path}?limit=2&page_key=${first.metadata.page_key}`);
  expect([ids(second), second.metadata]).toEqual([['c'], {}]);
  const refused = await api.get(`${path}?metadata_filter=${encodeURIComponent("part.lang = 'eng'")}`);
  expect([refused.status, Object.keys(refused.body.field_errors)]).toEqual([400, ['query.metadata_filter']]);
  expect((await api.get(`${path}?page_key=nonsense`)).status).toBe(400);
});
