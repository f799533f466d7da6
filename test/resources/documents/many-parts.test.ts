/** Documents of many parts are written in slices (docs/behaviour/documents.md, Creation). */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { emulatorForFile, startForTest } from '../../support/emulator.ts';
import { startProcess, temporaryFolder } from '../../support/process.ts';

const PARTS = 3000;

const many = (id: string, parts = PARTS) => ({
  id,
  type: 'core',
  document_parts: Array.from({ length: parts }, (_, index) => ({
    text: `Lighthouse ${index} of ${id}.`,
    metadata: { shade: index % 2 ? 'red' : 'blue' },
  })),
});

const shade = { name: 'shade', level: 'part', type: 'text', indexed: true };

/** What can be seen of the document `id` in the corpus `kb`, in every way there is. */
async function seen(api: Client, id: string, lambda = 1) {
  const search = { lexical_interpolation: lambda, limit: 1, reranker: { type: 'none' } };
  const [document, list, corpus, hits, stats] = await Promise.all([
    api.get(`/v2/corpora/kb/documents/${id}`),
    api.read('/v2/corpora/kb/documents'),
    api.read('/v2/corpora/kb'),
    api.post('/v2/corpora/kb/query', { query: `lighthouse 77 ${id}`, search }),
    api.get('/v2/corpora/kb/filter_attribute_stats'),
  ]);
  return {
    read: document.status,
    listed: list.documents.length,
    parts: corpus.limits.used_parts,
    found: hits.body.search_results.filter(({ document_id }: { document_id: string }) => document_id === id).length,
    values: stats.text.includes('red'),
  };
}

const NOTHING = { read: 404, listed: 0, parts: 0, found: 0, values: false };
const ALL = { read: 200, listed: 1, parts: PARTS, found: 1, values: true };

describe('while it is written', () => {
  test.each([0, 1])('others are answered, and it is there whole or not at all (lambda %i)', async (lambda) => {
    const api = await startForTest();
    await api.create('/v2/corpora', { key: 'kb', filter_attributes: [shade] });
    await api.create('/v2/corpora/kb/documents', many('other', 1));
    let isDone = false;
    const created = api.create('/v2/corpora/kb/documents', many('d', 10_000)).then(() => {
      isDone = true;
    });
    const looks: object[] = [];
    while (!isDone) looks.push(await seen(api, 'd', lambda));
    await created;
    expect(looks.length).toBeGreaterThan(1);
    // The last ones may fall on the moment itself.
    for (const look of looks.slice(0, -2)) expect(look).toEqual({ ...NOTHING, listed: 1, parts: 1 });
    expect(await seen(api, 'd', lambda)).toEqual({ ...ALL, listed: 2, parts: 10_001 });
  });

  test('other documents, and another of the same id, do not get in its way', async () => {
    const api = await startForTest();
    await api.create('/v2/corpora', { key: 'kb' });
    const answers = await Promise.all([
      api.post('/v2/corpora/kb/documents', many('same')),
      api.post('/v2/corpora/kb/documents', many('same')),
      api.post('/v2/corpora/kb/documents', many('same', 2000)),
      api.post('/v2/corpora/kb/documents', many('other', 1500)),
      api.post('/v2/corpora/kb/documents', many('small', 3)),
    ]);
    const statuses = answers.map(({ status }) => status);
    expect(statuses.slice(3)).toEqual([201, 201]);
    const kept = statuses[2] === 201 ? 2000 : PARTS;
    expect(statuses.slice(0, 3)).toEqual(kept === 2000 ? [409, 409, 201] : [201, 201, 409]);
    expect((await api.read('/v2/corpora/kb')).limits.used_parts).toBe(kept + 1500 + 3);
    const { parts } = await api.read('/v2/corpora/kb/documents/other');
    expect(parts.map(({ text }: { text: string }) => text)).toEqual(
      many('other', 1500).document_parts.map(({ text }) => text),
    );
  });

  test('its corpus may get other attributes, or go', async () => {
    const api = await startForTest();
    await api.create('/v2/corpora', { key: 'kb' });
    const created = api.post('/v2/corpora/kb/documents', many('d'));
    await api.read('/v2/corpora/kb');
    await api.post('/v2/corpora/kb/replace_filter_attributes', { filter_attributes: [shade] });
    expect((await created).status).toBe(201);
    await expect.poll(() => seen(api, 'd')).toEqual(ALL);

    const lost = api.post('/v2/corpora/kb/documents', many('e'));
    await api.read('/v2/corpora/kb');
    await api.delete('/v2/corpora/kb');
    expect((await lost).status).toBe(404);
    await api.create('/v2/corpora', { key: 'kb', filter_attributes: [shade] });
    expect(await seen(api, 'e')).toEqual(NOTHING);
    expect((await api.post('/v2/corpora/kb/documents', many('e'))).status).toBe(201);
    expect(await seen(api, 'e')).toEqual(ALL);
  });
});

describe('while it goes', () => {
  test.each([
    ['deleted', (api: Client) => api.delete('/v2/corpora/kb/documents/d'), 1],
    ['swept away with its corpus’s content', (api: Client) => api.post('/v2/corpora/kb/reset'), 0],
  ])('%s: others are answered, and nobody finds it any more', async (_, remove, others) => {
    const api = await startForTest();
    await api.create('/v2/corpora', { key: 'kb', filter_attributes: [shade] });
    await api.create('/v2/corpora/kb/documents', many('other', 1));
    await api.create('/v2/corpora/kb/documents', many('d', 8000));
    expect(await seen(api, 'd')).toEqual({ ...ALL, listed: 2, parts: 8001 });
    let isDone = false;
    const removed = remove(api).then(({ status }) => {
      isDone = true;
      return status;
    });
    const looks: object[] = [];
    while (!isDone) looks.push(await seen(api, 'd'));
    expect(await removed).toBe(204);
    expect(looks.length).toBeGreaterThan(1);
    const gone = { ...NOTHING, listed: others, parts: others };
    // The first ones may fall on the moment itself.
    for (const look of [...looks.slice(2), await seen(api, 'd')]) expect(look).toEqual(gone);
    await api.create('/v2/corpora/kb/documents', many('d'));
    expect(await seen(api, 'd')).toEqual({ ...ALL, listed: others + 1, parts: PARTS + others });
  });

  test('read amid its deletion, it is there whole or not at all', async () => {
    const api = await startForTest();
    await api.create('/v2/corpora', { key: 'kb' });
    await api.create('/v2/corpora/kb/documents', many('d', 10_000));
    const read = api.get('/v2/corpora/kb/documents/d');
    const [{ status, body }] = await Promise.all([read, api.delete('/v2/corpora/kb/documents/d')]);
    expect(status === 200 ? body.parts.length : status).toBe(status === 200 ? 10_000 : 404);
  });
});

test('vectors of a large corpus are loaded while others are answered, and follow what is written meanwhile', async () => {
  const api = await startForTest();
  await api.create('/v2/corpora', { key: 'kb' });
  for (const id of ['a', 'b', 'gone']) await api.create('/v2/corpora/kb/documents', many(id, 6000));
  const find = async (query: string) => {
    const search = { lexical_interpolation: 0, limit: 1, reranker: { type: 'none' } };
    return (await api.post('/v2/corpora/kb/query', { query, search })).body.search_results[0].text;
  };
  const [first] = await Promise.all([
    find('Lighthouse 5999 of b.'),
    api.create('/v2/corpora/kb/documents', many('small', 2)),
    api.create('/v2/corpora/kb/documents', many('large', 1000)),
    api.delete('/v2/corpora/kb/documents/gone'),
  ]);
  expect(first).toBe('Lighthouse 5999 of b.');
  for (const text of ['Lighthouse 0 of a.', 'Lighthouse 1 of small.', 'Lighthouse 999 of large.'])
    expect(await find(text)).toBe(text);
  expect(await find('Lighthouse 7 of gone.')).not.toContain('gone');
});

test('nothing is left of one that the process did not live to write', async () => {
  const dataDir = temporaryFolder();
  const args = ['--data-dir', dataDir, '--log-level', 'silent'];
  const doomed = await startProcess(args);
  await doomed.create('/v2/corpora', { key: 'kb', filter_attributes: [shade] });
  const log = join(dataDir, 'default.sqlite-wal');
  const before = statSync(log).size;
  const lost = doomed.post('/v2/corpora/kb/documents', many('d', 50_000)).catch(() => undefined);
  await expect.poll(() => statSync(log).size - before, { interval: 5, timeout: 20_000 }).toBeGreaterThan(1_000_000);
  doomed.child.kill('SIGKILL');
  expect(await lost).toBeUndefined();
  await doomed.exited;

  const again = await startProcess(args);
  expect(await seen(again, 'd')).toEqual(NOTHING);
  await again.create('/v2/corpora/kb/documents', many('small', 2));
  again.child.kill('SIGTERM');
  await again.exited;
  const db = new Database(join(dataDir, 'default.sqlite'));
  const count = (what: string) => db.prepare(`SELECT count(*) FROM ${what}`).pluck().get();
  expect(['parts', 'part_index_1', 'document_vectors', 'unfinished_documents'].map(count)).toEqual([2, 2, 1, 0]);
  expect(count("full_text_1 WHERE full_text_1 MATCH 'lighthouse'")).toBe(2);
  db.close();
}, 60_000);

describe('limits', () => {
  const api = emulatorForFile({ maxDocumentParts: 10 });
  const sections = (text: string, title = 'T') => ({ id: 'd', type: 'structured', sections: [{ title, text }] });

  test.each([
    ['a core document', many('d', 11)],
    ['a structured one', sections('A sentence. '.repeat(11))],
  ])('%s of too many parts', async (_, document) => {
    await api.post('/v2/corpora', { key: 'kb' });
    const answer = await api.post('/v2/corpora/kb/documents', document);
    expect([answer.status, answer.body.messages[0]]).toEqual([413, expect.stringContaining('more than 10 parts')]);
    expect((await api.get('/v2/corpora/kb/documents/d')).status).toBe(404);
  });

  test('as many as there may be', async () => {
    await api.post('/v2/corpora', { key: 'full' });
    expect((await api.post('/v2/corpora/full/documents', many('d', 10))).status).toBe(201);
  });

  test('titles and metadata that every part repeats', async () => {
    const free = await startForTest();
    await free.create('/v2/corpora', { key: 'kb' });
    const answer = await free.post(
      '/v2/corpora/kb/documents',
      sections('A sentence. '.repeat(600), 'x'.repeat(100_000)),
    );
    expect([answer.status, answer.body.messages[0]]).toEqual([413, expect.stringContaining('repeated')]);
  });
});
