/** What cannot be kept as it was sent is refused with the field, and never answered with a 500. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createCorpus } from '../../support/corpus.ts';
import { emulatorForFile } from '../../support/emulator.ts';
import { json, uploader } from './upload/upload-form.ts';

const api = emulatorForFile();
const { upload } = uploader(api);
let corpus: string;
beforeAll(async () => {
  corpus = await createCorpus(api, []);
  await post('', '{"id":"flat","type":"core","document_parts":[{"text":"A row."}]}');
});

const post = (path: string, raw: string, method = 'POST') =>
  api.call(method, `/v2/corpora/${corpus}/documents${path}`, undefined, { raw });
const core = (id: string, metadata: string) =>
  `{"id":"${id}","type":"core","metadata":${metadata},"document_parts":[{"text":"A row."}]}`;
const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('depth', () => {
  test.each<[string, string, string, string]>([
    ['POST', '', core('deep', nested(8000)), 'body.metadata'],
    ['PATCH', '/flat', `{"metadata":{"x":${nested(8000)}}}`, 'body.metadata'],
    ['PUT', '/flat/metadata', `{"metadata":{"x":${nested(8000)}}}`, 'body.metadata'],
    ['PATCH', '?async=false&document_ids=flat', `{"metadata":{"x":${nested(8000)}}}`, 'body.metadata'],
    [
      'POST',
      '',
      `{"id":"s","type":"structured","sections":${'[{"text":"x","sections":'.repeat(9000)}[]${'}]'.repeat(9000)}}`,
      'body.sections',
    ],
  ])('%s %s', async (method, path, raw, field) => {
    const { status, body } = await post(path, raw, method);
    expect(status).toBe(400);
    expect(Object.keys(body.field_errors)[0]).toContain(field);
  });

  test('of an upload', async () => {
    const form = new FormData();
    form.append('metadata', new Blob([nested(8000)], { type: 'application/json' }));
    form.append('file', new Blob(['Words.']), 'a.txt');
    const response = await fetch(`${api.url}/v2/corpora/${corpus}/upload_file`, {
      method: 'POST',
      headers: { 'x-api-key': 'zut_test' },
      body: form,
    });
    expect(response.status).toBe(400);
  });

  test.each([
    ['depth', core('deep', nested(8000))],
    ['numbers', core('number', '{"a":9007199254740993}')],
    ['characters', core('half', '{"a":"\\ud800"}')],
  ])('a document in an uploaded file: %s', async (_, text) => {
    const { status, body } = await upload(corpus, 'written.json', text);
    expect([status, Object.keys(body.field_errors)[0]]).toEqual([400, expect.stringContaining('body.file.metadata.a')]);
  });

  test('that is somebody’s data stays', async () =>
    expect((await post('', core('some', nested(90)))).status).toBe(201));
});

describe('numbers', () => {
  test.each([
    '1e-400',
    '-0.1e-999',
    '9007199254740993',
    '-9007199254740993',
    '12345678901234567890',
    '1e400',
    '1E308000',
  ])('%s is refused', async (number) => {
    const { status, body } = await post('', core('number', `{"a":[{"b":${number}}]}`));
    expect(status).toBe(400);
    expect(Object.keys(body.field_errors)).toEqual(['body.metadata.a[0].b']);
  });

  test.each(['9007199254740991', '-9007199254740991', '0.1', '0.12345678901234568', '1e21x'.slice(0, 3), '1.5e-7'])(
    '%s is kept',
    async (number) => {
      const id = `kept ${number}`;
      expect((await post('', core(id, `{"a":${number}}`))).status).toBe(201);
      const { text } = await api.call('GET', `/v2/corpora/${corpus}/documents/${encodeURIComponent(id)}`);
      expect(text).toContain(`"a":${Number(number)}`);
    },
  );

  test('in an uploaded file are its text', async () => {
    await upload(corpus, 'ids.json', '{"order":12345678901234567890}');
    const { text } = await api.call('GET', `/v2/corpora/${corpus}/documents/ids.json`);
    expect(text).toContain('order: 12345678901234567890');
  });
});

test.each(['a\\ud800', '\\udc00a', 'a\\ud800\\ud801'])('the id %s, half of a character, is refused', async (id) => {
  const { status, body } = await post('', core(id, '{}'));
  expect([status, Object.keys(body.field_errors)]).toEqual([400, ['body.id']]);
  expect((await post('', core(`whole \\ud83d\\ude00 ${id.length}`, '{}'))).status).toBe(201);
});

test.each(['filter_attributes', 'custom_dimensions'])('more %s than an index has columns are refused', async (list) => {
  const many = Array.from({ length: 2100 }, (_, index) => ({ name: `k${index}`, level: 'document', type: 'integer' }));
  const { status, body } = await api.call('POST', '/v2/corpora', { key: `many_${list}`, [list]: many });
  expect([status, Object.keys(body.field_errors)]).toEqual([400, [`body.${list}`]]);
});

describe('a JSON file', () => {
  test('that holds a document is indexed as it, under its own id', async () => {
    const document = { id: 'own', type: 'core', metadata: { a: 1 }, document_parts: [{ text: 'The lamp is blue.' }] };
    expect(await upload(corpus, 'doc.json', JSON.stringify(document), { metadata: json({ b: 2 }) })).toMatchObject({
      status: 201,
      body: { id: 'own', metadata: { a: 1, b: 2 } },
    });
    const { body } = await api.call('GET', `/v2/corpora/${corpus}/documents/own`);
    expect(body.parts.map((part: { text: string }) => part.text)).toEqual(['The lamp is blue.']);
  });

  test('that holds sections without a type is structured', async () => {
    const document = {
      id: 'sectioned',
      title: 'Lamps',
      sections: [{ title: 'One', text: 'It is blue. It is bright.' }],
    };
    await upload(corpus, 'doc.json', JSON.stringify(document));
    const { body } = await api.call('GET', `/v2/corpora/${corpus}/documents/sectioned`);
    expect(body.parts.map((part: { text: string }) => part.text)).toEqual([
      'Lamps',
      'One',
      'It is blue.',
      'It is bright.',
    ]);
  });

  test('that only looks like one is text', async () => {
    expect(await upload(corpus, 'like.json', '{"id":"x","document_parts":"none"}')).toMatchObject({
      status: 201,
      body: { id: 'like.json' },
    });
  });

  test('one that says what it is but is not is refused by its fields; the name of the file stands for an id', async () => {
    const refused = await upload(corpus, 'bad.json', '{"id":"x","type":"core","document_parts":[{"text":5}]}');
    expect([refused.status, refused.body.field_errors]).toEqual([
      400,
      { 'body.file.document_parts[0].text': 'should be of type string.' },
    ]);
    const nameless = '{"type":"structured","title":null,"sections":[{"text":"The lamp is blue."}]}';
    expect(await upload(corpus, 'nameless.json', nameless)).toMatchObject({
      status: 201,
      body: { id: 'nameless.json' },
    });
    const { parts } = await api.read(`/v2/corpora/${corpus}/documents/nameless.json`);
    expect(parts.map(({ text }: { text: string }) => text)).toEqual(['The lamp is blue.']);
  });
});
