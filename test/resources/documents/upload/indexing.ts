/** What an upload does to its corpus: repeats, metadata types, refusals (docs/behaviour/corpora.md, Filter attributes). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Client } from '../../../support/client.ts';
import { json, uploader } from './upload-form.ts';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, '../../../fixtures/files', name));

export function indexing(api: Client): void {
  const { upload, newCorpus, idsOf } = uploader(api);

  const TEXT = 'Bees make honey. Wasps do not.';

  test('the same upload again is a 201 with the same answer', async () => {
    const corpus = await newCorpus();
    const send = (metadata: object) => upload(corpus, 'a.txt', TEXT, { metadata: json(metadata) });
    const first = await send({ a: 1, b: 2 });
    expect(first).toEqual({
      status: 201,
      body: {
        id: 'a.txt',
        metadata: { a: 1, b: 2 },
        storage_usage: { bytes_used: 29, metadata_bytes_used: expect.any(Number) },
      },
    });
    expect(await send({ b: 2, a: 1 })).toEqual(first);
    await api.patch(`/v2/corpora/${corpus}/documents/a.txt`, { metadata: { a: 3 } });
    expect(await send({ a: 1, b: 2 })).toEqual(first);
    expect(await idsOf(corpus)).toEqual(['a.txt']);
  });

  test('the same upload twice at once is stored once', async () => {
    const corpus = await newCorpus();
    const answers = await Promise.all([upload(corpus, 'a.txt', TEXT), upload(corpus, 'a.txt', TEXT)]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect((await api.read(`/v2/corpora/${corpus}/documents/a.txt`)).parts).toHaveLength(2);
  });

  test.each<[string, string, Record<string, Blob>]>([
    ['other bytes', `${TEXT} `, {}],
    ['other metadata', TEXT, { metadata: json({ a: 1 }) }],
    ['another chunking strategy', TEXT, { chunking_strategy: json({ max_chars_per_chunk: 100 }) }],
  ])('%s under the same name are a 409', async (_, text, fields) => {
    const corpus = await newCorpus();
    await upload(corpus, 'a.txt', TEXT);
    const { status, body } = await upload(corpus, 'a.txt', text, fields);
    expect([status, Object.keys(body)]).toEqual([409, ['messages', 'request_id']]);
    expect(body.messages[0]).toContain("'a.txt'");
    expect((await api.read(`/v2/corpora/${corpus}/documents/a.txt`)).metadata).toEqual({});
  });

  test('a document of that id that was no upload is a 409 too', async () => {
    const corpus = await newCorpus();
    await api.create(`/v2/corpora/${corpus}/documents`, {
      id: 'a.txt',
      type: 'core',
      document_parts: [{ text: TEXT }],
    });
    expect((await upload(corpus, 'a.txt', TEXT)).status).toBe(409);
  });

  test('metadata keeps to the types of the corpus; filters see it', async () => {
    const corpus = await newCorpus({
      filter_attributes: [{ name: 'year', level: 'document', type: 'integer', indexed: true }],
    });
    const { status, body } = await upload(corpus, 'a.txt', TEXT, { metadata: json({ year: 'late' }) });
    expect([status, Object.keys(body.field_errors)]).toEqual([400, ['body.metadata.year']]);
    expect(await idsOf(corpus)).toEqual([]);
    expect((await upload(corpus, 'a.txt', TEXT, { metadata: json({ year: 2020 }) })).status).toBe(201);
    const kept = await api.read(
      `/v2/corpora/${corpus}/documents?metadata_filter=${encodeURIComponent('doc.year > 2019')}`,
    );
    expect(kept.documents.map(({ id }: { id: string }) => id)).toEqual(['a.txt']);
  });

  test('properties of the file that do not fit the types of the corpus are left out', async () => {
    const filter_attributes = [{ name: 'Author', level: 'document', type: 'integer' }];
    const corpus = await newCorpus({ filter_attributes });
    const { status, body } = await upload(corpus, 'tides.pdf', fixture('tides.pdf'));
    expect(status).toBe(201);
    expect(body.metadata).toHaveProperty('Producer');
    expect(body.metadata).not.toHaveProperty('Author');
  });

  test("the caller's metadata wins over the file's", async () => {
    const corpus = await newCorpus();
    const page = '<title>Of bees</title><p>Bees make honey.';
    expect((await upload(corpus, 'a.html', page)).body.metadata).toEqual({ title: 'Of bees' });
    const { body } = await upload(corpus, 'b.html', page, { metadata: json({ title: 'Mine' }) });
    expect(body.metadata).toEqual({ title: 'Mine' });
  });

  test('an unknown corpus is a 404, a disabled one a 400, even of what is no form', async () => {
    const unknown = await upload('nowhere', 'a.txt', TEXT);
    expect([unknown.status, unknown.body.id]).toEqual([404, 'nowhere']);
    expect((await api.post('/v2/corpora/nowhere/upload_file', {})).status).toBe(404);
    const corpus = await newCorpus();
    await api.patch(`/v2/corpora/${corpus}`, { enabled: false });
    expect((await upload(corpus, 'a.txt', TEXT)).status).toBe(400);
  });

  test('without a credential nothing is read', async () => {
    const response = await fetch(`${api.url}/v2/corpora/c/upload_file`, { method: 'POST', body: new FormData() });
    expect(response.status).toBe(401);
  });

  test('sections nested beyond all bounds are a 400', async () => {
    const corpus = await newCorpus();
    let section: object = { text: 'Deep.' };
    for (let depth = 0; depth < 120; depth++) section = { text: '', sections: [section] };
    const { status, body } = await api.post(`/v2/corpora/${corpus}/documents`, {
      id: 'a',
      type: 'structured',
      sections: [section],
    });
    expect(status).toBe(400);
    expect(Object.keys(body.field_errors)).toEqual([expect.stringMatching(/^body\.sections/)]);
  });

  test('a file past a limit of its type is a 413', async () => {
    const corpus = await newCorpus();
    expect((await upload(corpus, 'deep.json', `${'['.repeat(200)}${']'.repeat(200)}`)).status).toBe(413);
    expect(await idsOf(corpus)).toEqual([]);
  });
}
