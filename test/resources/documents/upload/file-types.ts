/** One true file of every type, from the form to the search result (docs/behaviour/uploads.md, File types). */
import { beforeAll, describe, expect, test } from 'vitest';
import { fixtureFile } from '../../../ingest/support/fixture-file.ts';
import type { Client, Json } from '../../../support/client.ts';
import { json, uploader } from './upload-form.ts';

export function fileTypes(api: Client): void {
  const { upload, newCorpus, idsOf } = uploader(api);
  const corpora = { plain: '', tables: '' };
  beforeAll(async () => {
    corpora.plain = await newCorpus();
    corpora.tables = await newCorpus();
  });

  const HANDBOOK = {
    title: 'Lighthouse Keeper’s Handbook',
    metadata: { 'dc:creator': 'Ines Okafor' },
    texts: [/^The lamp must burn from dusk to dawn\.$/, /^Store paraffin below 20 °C\./, /^Sound the horn when/],
  };

  const TAKEN: [string, { title?: string; metadata?: Json; texts: RegExp[] }][] = [
    ['handbook.docx', HANDBOOK],
    ['handbook.odt', HANDBOOK],
    ['handbook.epub', HANDBOOK],
    ['handbook.pptx', { ...HANDBOOK, metadata: {} }],
    ['handbook.rtf', { texts: HANDBOOK.texts }],
    ['handbook.md', { title: "Lighthouse Keeper's Handbook", texts: HANDBOOK.texts }],
    ['letter.rtf', { title: 'Letter to the harbour', texts: [/^The café roof/, /^The boat sails on Tuesday\.$/] }],
    ['bridges.html', { title: 'Bridges of the valley', texts: [/^Seven bridges/, /^Stone arches/, /^The railway/] }],
    ['bridges.pdf', { texts: [/Seven bridges cross the river/, /Stone arches carry compression only/, /The railway/] }],
    [
      'tides.pdf',
      {
        title: '(Tides and Currents)',
        metadata: { Author: '(Marta Lindqvist)', Producer: 'gropdf version 1.22.4' },
        texts: [/^The gravitational attraction of the Moon/, /^The table lists four harbours/, /^Tidal streams run/],
      },
    ],
    ['stations.xlsx', { texts: [/./] }],
    ['harbours.csv', { texts: [/^Narvik, Norway, 27.5/, /^Kemi, Finland/] }],
    ['obst-semicolon.csv', { texts: [/^Äpfel/, /^Birnen/] }],
    ['lighthouse.json', { texts: [/^built: 1874$/, /^since: 2019-04-01$/, /^The lens was replaced in 1921\.$/] }],
    ['stations.json', { texts: [/Gull Rock/, /Cape Verity/] }],
    ['languages.txt', { texts: [/^Le gardien alluma/, /^Er steht z\. B\. auf vielen/, /^灯台は/] }],
    ['latin1.txt', { texts: [/^El faro está/, /señor Núñez/] }],
    ['utf16.txt', { texts: [/^Der Wärter prüft/, /^Danach schreibt/] }],
    [
      'keys.eml',
      {
        title: 'Übergabe der Schlüssel – keys handover',
        metadata: { From: 'José Muñoz <jose@example.org>' },
        texts: [/^The keys are in the blue box\.$/, /^Please return them by 5 p\.m\. on Friday\.$/],
      },
    ],
    ['plain.eml', { title: 'Log entry', metadata: { To: 'office@example.org' }, texts: [/^Wind from/, /^Sounded/] }],
  ];

  test.each(TAKEN)('%s', async (name, { title, metadata = {}, texts }) => {
    const { status, body } = await upload(corpora.plain, name, fixtureFile(name).bytes, {
      metadata: json({ mine: 1 }),
    });
    expect([status, body.id]).toEqual([201, name]);
    expect(body.metadata).toMatchObject({ ...metadata, ...(title && { title }), mine: 1 });
    expect(body).not.toHaveProperty('extraction_usage');

    const document = await api.read(`/v2/corpora/${corpora.plain}/documents/${name}`);
    expect(document.metadata).toEqual(body.metadata);
    expect(document).not.toHaveProperty('tables');
    const parts: Json[] = document.parts;
    const places = texts.map((text) => parts.findIndex((part) => text.test(part.text)));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(parts.filter(({ metadata: { lang } }) => !/^[a-z]{3}$/.test(lang))).toEqual([]);
    const bytes = parts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    expect(body.storage_usage).toEqual({ bytes_used: bytes, metadata_bytes_used: expect.any(Number) });
  });

  test('headings become sections with title and breadcrumb, pages a number', async () => {
    const corpus = await newCorpus();
    await upload(corpus, 'handbook.md', fixtureFile('handbook.md').bytes);
    await upload(corpus, 'tides.pdf', fixtureFile('tides.pdf').bytes);
    const partOf = async (id: string, text: RegExp) =>
      (await api.read(`/v2/corpora/${corpus}/documents/${id}`)).parts.find((part: Json) => text.test(part.text));
    expect((await partOf('handbook.md', /^Check the seals/)).metadata).toEqual({
      lang: 'eng',
      section: 3,
      title: 'Storage',
      breadcrumb: ['Keeping the light', 'Fuel', 'Storage'],
      offset: 64,
      len: 23,
    });
    expect((await partOf('tides.pdf', /^Tidal streams/)).metadata).toMatchObject({ section: 3, page: 3 });
  });

  test('an upload is found at once, with its metadata', async () => {
    const corpus = await newCorpus();
    await upload(corpus, 'tides.pdf', fixtureFile('tides.pdf').bytes, { metadata: json({ year: 2026 }) });
    const { search_results } = await api.read(`/v2/corpora/${corpus}/query?query=Saltstraumen%20knots&limit=1`);
    expect(search_results[0]).toMatchObject({
      document_id: 'tides.pdf',
      text: expect.stringContaining('twenty knots'),
      document_metadata: { year: 2026, Author: '(Marta Lindqvist)' },
    });
  });

  describe('with table extraction', () => {
    const EXTRACT = { table_extraction_config: json({ extract_tables: true, extractor: { name: 'textract' } }) };

    test.each([
      ['handbook.docx', 'Lamp order'],
      ['bridges.html', 'Name'],
      ['stations.xlsx', ''],
      ['harbours.csv', 'harbour'],
      ['tides.pdf', 'Harbour'],
      ['keys.eml', 'Key'],
    ])('%s', async (name, header) => {
      const { status, body } = await upload(corpora.tables, name, fixtureFile(name).bytes, EXTRACT);
      expect([status, body.extraction_usage]).toEqual([201, { table_extraction_used: 1 }]);
      const { tables, parts } = await api.read(`/v2/corpora/${corpora.tables}/documents/${name}`);
      if (header) expect(tables[0].data.headers[0][0].text_value).toBe(header);
      const ofTable = parts.filter(({ table_id }: Json) => table_id === tables[0].id);
      expect(ofTable.length).toBeGreaterThan(1);
      for (const { metadata } of ofTable) expect(metadata.vectara.table_id).toBe(tables[0].id);
    });

    test('a file without tables has no usage', async () => {
      const { body } = await upload(corpora.tables, 'latin1.txt', fixtureFile('latin1.txt').bytes, EXTRACT);
      expect(body).not.toHaveProperty('extraction_usage');
    });
  });

  test.each<[string, string, number, Json]>([
    ['encrypted.pdf', 'encrypted.pdf', 400, { 'body.file': 'cannot be read.' }],
    ['encrypted.docx', 'encrypted.docx', 400, { 'body.file': 'cannot be read.' }],
    ['legacy.xls', 'legacy.xls', 415, undefined],
    ['languages.txt', 'program.exe', 415, undefined],
  ])('%s as %s is refused and leaves nothing behind', async (file, name, status, field_errors) => {
    const corpus = await newCorpus();
    const refused = await upload(corpus, name, fixtureFile(file).bytes);
    expect([refused.status, refused.body.field_errors]).toEqual([status, field_errors]);
    expect(refused.body.messages).toEqual([expect.stringMatching(/^[A-Z].*\.$/)]);
    expect(await idsOf(corpus)).toEqual([]);
  });

  test('a file cut in half is refused', async () => {
    const { bytes } = fixtureFile('tides.pdf');
    const { status, body } = await upload(corpora.plain, 'half.pdf', bytes.subarray(0, bytes.length >> 1));
    expect([status, body.field_errors]).toEqual([400, { 'body.file': 'cannot be read.' }]);
  });
}
