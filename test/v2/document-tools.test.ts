import { describe, expect, test } from 'vitest';
import { agentsFor } from '../support/agents.ts';
import type { Json } from '../support/client.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';

const api = emulatorForFile();
const { sessionOf, upload, callTool } = agentsFor(api);

const dynamic = (name: string) => ({ type: 'dynamic_vectara', tool_id: `tol_vectara_${name}` });
const tools = {
  create: dynamic('core_document_create_20260513'),
  fromText: dynamic('text_to_core_document_20260526'),
  finalize: dynamic('finalize_core_documents_20260727'),
  index: dynamic('core_document_index_20260721'),
  indexSections: dynamic('structured_document_index'),
  search: dynamic('corpora_search_20260608'),
  get: dynamic('get_document_20260703'),
  text: { type: 'get_document_text' },
  bare: { type: 'get_document_text', tool_configuration: { metadata: { include: false } } },
  narrow: { type: 'get_document_text', tool_configuration: { metadata: { exclude_paths: ['author.name', 'gone'] } } },
  convert: { type: 'document_conversion' },
};

/** A session of an agent that has them all, and a corpus. */
async function setUp(attributes: object[] = []) {
  const corpus_key = uniqueName('corpus');
  await api.create('/v2/corpora', { key: corpus_key, filter_attributes: attributes });
  const at = await sessionOf({ tool_configurations: tools });
  const call = async (name: string, args: object): Promise<Json> => (await callTool(at, name, args)).tool_output;
  const contentOf = async (id: string): Promise<string> =>
    Buffer.from((await api.read(`${at}/artifacts/${id}`)).data, 'base64').toString();
  return {
    at,
    corpus_key,
    call,
    contentOf,
    document: (id: string) => api.read(`/v2/corpora/${corpus_key}/documents/${id}`),
  };
}

const TEAS = {
  document_id: 'teas',
  metadata: { year: 2024 },
  parts: [{ text: 'Tea is hot.' }, { text: 'Ice is cold.', metadata: { n: 2 } }],
};

describe('documents of parts', () => {
  test('are made, checked, indexed and found', async () => {
    const { call, contentOf, corpus_key, document } = await setUp();
    const made = await call('create', TEAS);
    expect(made).toEqual({ artifact_id: expect.any(String), document_id: 'teas', parts: 2 });
    const { artifact_id } = made;
    expect(JSON.parse(await contentOf(artifact_id))).toEqual({
      id: 'teas',
      type: 'core',
      metadata: { year: 2024 },
      document_parts: TEAS.parts,
    });
    expect(await call('finalize', { artifact_id })).toEqual({ artifact_id, documents: 1 });
    const indexed = { corpus_key, document_id: 'teas', parts: 2, indexed: true };
    expect(await call('index', { corpus_key, artifact_id })).toEqual(indexed);
    expect(await document('teas')).toMatchObject({ metadata: { year: 2024 }, parts: TEAS.parts });
    const again = await call('index', { corpus_key, artifact_id });
    expect(again.error).toBe(`Document 'teas' is in corpus '${corpus_key}' already; reindex replaces it.`);
    const changed = await call('create', { ...TEAS, parts: [{ text: 'Tea is cold.' }] });
    const args = { corpus_key, artifact_id: changed.artifact_id };
    expect(await call('index', { ...args, reindex: true })).toMatchObject({ parts: 1, indexed: true });
    expect((await document('teas')).parts).toMatchObject([{ text: 'Tea is cold.' }]);
    expect(await call('index', { ...args, document_id: 'other' })).toMatchObject({ document_id: 'other' });
    const found = await call('search', { query: 'tea', search: { corpora: [{ corpus_key }], limit: 1 } });
    expect(found.search_results).toMatchObject([{ text: 'Tea is cold.' }]);
  });

  test('are made of texts', async () => {
    const { at, call, contentOf } = await setUp();
    const sentences = 'Tea is a hot drink. Coffee is another one. Water is cold.';
    const { artifact_id } = await upload(at, 'drinks.txt', sentences.repeat(20));
    const made = await call('fromText', { artifact_id, metadata: { kind: 'drink' } });
    expect(made).toMatchObject({ document_id: 'drinks.txt' });
    const { document_parts, metadata } = JSON.parse(await contentOf(made.artifact_id));
    expect([document_parts[0].text, metadata]).toEqual(['Tea is a hot drink.', { kind: 'drink' }]);
    const longer = await call('fromText', { artifact_id, document_id: 'd', max_chars: 200 });
    expect(longer.document_id).toBe('d');
    const { document_parts: fewer } = JSON.parse(await contentOf(longer.artifact_id));
    expect(fewer.length).toBeLessThan(document_parts.length / 2);
  });

  test('that break a rule of their corpus are refused in words', async () => {
    const { call, corpus_key } = await setUp([{ name: 'year', level: 'document', type: 'integer', indexed: true }]);
    const { artifact_id } = await call('create', { ...TEAS, metadata: { year: 'soon' } });
    expect((await call('index', { corpus_key, artifact_id })).error).toMatch(/^Invalid arguments: metadata\.year /);
    expect((await call('index', { corpus_key: 'none', artifact_id })).error).toBe("Corpus 'none' was not found.");
  });

  test.each<[string, object, RegExp]>([
    ['create', { ...TEAS, parts: [] }, /^Invalid arguments: 'parts' does not fit its schema: minItems 1\.$/],
    ['create', { ...TEAS, parts: [{ texts: 'x' }] }, /^Invalid arguments: 'parts\[0\]\.text' is required\.$/],
    ['index', { artifact_id: 'art_not_there' }, /^Artifact 'art_not_there' was not found\.$/],
    [
      'search',
      { query: 'x', search: { corpora: [] } },
      /^Invalid arguments: 'search\.corpora' does not fit its schema: minItems 1\.$/,
    ],
    ['search', { query: 'x', search: { corpora: [{ corpus_key: 'none' }] } }, /Corpus 'none' was not found/],
    ['indexSections', {}, /^Invalid arguments: either sections or artifact_id is required\.$/],
    ['get', { document_id: 'none' }, /^Document 'none' was not found\.$/],
  ])('say what is wrong: %s with %j', async (tool, args, message) => {
    const { call, corpus_key } = await shared();
    expect((await call(tool, { corpus_key, ...args })).error).toMatch(message);
  });

  test('are taken from artifacts that are some, and from no others', async () => {
    const { at, call } = await setUp();
    const wrong = await upload(at, 'a.json', '[{"id":"x","type":"core","document_parts":[]}]');
    expect((await call('finalize', { artifact_id: wrong.artifact_id })).error).toMatch(
      /documents\[0\]\.document_parts/,
    );
    const text = await upload(at, 'a.txt', 'No JSON.');
    expect((await call('finalize', { artifact_id: text.artifact_id })).error).toMatch(/is no JSON/);
  });
});

let made: ReturnType<typeof setUp> | undefined;
const shared = () => {
  made ??= setUp();
  return made;
};

describe('documents of sections', () => {
  const PIXEL = Buffer.from('iVBORw0KGgo=', 'base64');

  test('are indexed with their pictures', async () => {
    const { at, call, corpus_key, document } = await setUp();
    const { artifact_id } = await upload(at, 'dot.png', PIXEL, 'image/png');
    const sections = [
      { title: 'Green', text: 'It is green.', images: [{ id: 'dot', caption: 'A dot.', artifact_id }] },
    ];
    const args = { type: 'document', corpus_key, document_id: 'd', title: 'Teas', metadata: { n: 1 }, sections };
    expect(await call('indexSections', args)).toEqual({ documents_indexed: 1 });
    expect(await document('d')).toMatchObject({
      metadata: { title: 'Teas', n: 1 },
      images: [{ id: 'dot', mime_type: 'image/png' }],
    });
    const image = await api.read(`/v2/corpora/${corpus_key}/documents/d/images/dot`);
    expect(image.image_data.data).toBe(PIXEL.toString('base64'));
  });

  test('come from artifacts, and get an id where they have none', async () => {
    const { at, call, corpus_key, document } = await setUp();
    const { artifact_id } = await upload(at, 'a.json', JSON.stringify({ title: 'Own', sections: [{ text: 'Tea.' }] }));
    const { document_id, documents_indexed } = await call('indexSections', { corpus_key, artifact_id, title: 'Given' });
    expect(documents_indexed).toBe(1);
    expect((await document(document_id)).metadata.title).toBe('Given');
  });
});

describe('documents of a corpus', () => {
  test('are shown whole, or kept as artifacts', async () => {
    const { at, call, corpus_key, contentOf } = await setUp();
    await api.create(`/v2/corpora/${corpus_key}/documents`, {
      id: 'd',
      type: 'core',
      metadata: { author: { name: 'Ada', age: 36 }, year: 1843 },
      document_parts: [{ text: 'One.' }, { text: 'Two.', metadata: { page: 2 } }],
    });
    const args = { corpus_key, document_id: 'd' };
    expect(await call('get', args)).toEqual({
      ...args,
      metadata: { author: { name: 'Ada', age: 36 }, year: 1843 },
      parts: [
        { text: 'One.', metadata: {} },
        { text: 'Two.', metadata: { page: 2 } },
      ],
    });
    const text = await call('text', args);
    expect(text).toEqual({
      artifact_id: expect.any(String),
      filename: 'd.txt',
      mime_type: 'text/plain',
      size_bytes: 9,
      metadata_artifact_id: expect.any(String),
    });
    expect(await contentOf(text.artifact_id)).toBe('One.\nTwo.');
    expect(await call('bare', args)).not.toHaveProperty('metadata_artifact_id');
    const { metadata_artifact_id } = await call('narrow', args);
    expect(JSON.parse(await contentOf(metadata_artifact_id))).toEqual({ author: { age: 36 }, year: 1843 });
    expect((await api.read(`${at}/artifacts`)).artifacts).toHaveLength(5);
  });
});

describe('files', () => {
  const HTML =
    '<title>Teas</title><h1>Green</h1><p>It is green.</p><table><tr><th>Name</th></tr><tr><td>Sencha</td></tr></table>';

  test('become Markdown', async () => {
    const { at, call, contentOf } = await setUp();
    const { artifact_id } = await upload(at, 'teas.html', HTML, 'text/html');
    const made = await call('convert', { artifact_id, description: 'To read.' });
    expect(made).toMatchObject({ filename: 'teas.html.md', mime_type: 'text/markdown' });
    expect(await contentOf(made.artifact_id)).toBe(
      '# Teas\n\n## Green\n\nIt is green.\n\n| Name |\n| --- |\n| Sencha |\n',
    );
    expect(await api.read(`${at}/artifacts/${made.artifact_id}`)).toMatchObject({
      metadata: { output_format: 'markdown', original_format: 'text/html', original_artifact_id: artifact_id },
      description: 'To read.',
    });
  });

  test('become structured documents, which can be indexed', async () => {
    const { at, call, contentOf, corpus_key, document } = await setUp();
    const { artifact_id } = await upload(at, 'teas.html', HTML, 'text/html');
    const made = await call('convert', { artifact_id, output_format: 'structured_document' });
    expect(JSON.parse(await contentOf(made.artifact_id))).toMatchObject({
      type: 'structured',
      title: 'Teas',
      sections: [{ text: expect.stringContaining('It is green.') }],
    });
    await call('indexSections', { corpus_key, artifact_id: made.artifact_id });
    expect((await document('teas.html')).metadata.title).toBe('Teas');
  });

  test('that cannot be read are an error', async () => {
    const { at, call } = await setUp();
    const { artifact_id } = await upload(at, 'x.pdf', '%PDF-1.7 and no more', 'application/pdf');
    expect((await call('convert', { artifact_id })).error).toEqual(expect.any(String));
  });
});
