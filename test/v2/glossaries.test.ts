import { describe, expect, test } from 'vitest';
import { emulatorForFile, inNewAccount, uniqueName } from '../support/emulator.ts';

const api = emulatorForFile();

const made = (fields: object = {}) =>
  api.create('/v2/glossaries', { name: 'Terms', key: uniqueName('terms'), ...fields });

describe('a glossary', () => {
  test('is made with a key of the caller’s', async () => {
    const key = uniqueName('own');
    const glossary = await made({ key, name: 'Acronyms', description: 'What we say.' });
    expect(glossary).toEqual({
      key,
      name: 'Acronyms',
      description: 'What we say.',
      num_entries: 0,
      created_at: expect.stringMatching(/Z$/),
      updated_at: glossary.created_at,
    });
    expect(await api.read(`/v2/glossaries/${key}`)).toEqual(glossary);
  });

  test('has a key made from its name otherwise', async () => {
    const { key } = await api.create('/v2/glossaries', { name: 'Cloud & Data: 2026' });
    expect(key).toMatch(/^cloud_data_2026_[0-9a-f]{4}$/);
    expect((await api.create('/v2/glossaries', { name: '用語' })).key).toMatch(/^glossary_[0-9a-f]{4}$/);
    expect((await api.create('/v2/glossaries', { name: 'x'.repeat(100) })).key).toHaveLength(50);
  });

  test('keeps its key for itself', async () => {
    const { key } = await made();
    const { status, body } = await api.post('/v2/glossaries', { name: 'Other', key });
    expect({ status, messages: body.messages }).toEqual({
      status: 409,
      messages: [`Glossary '${key}' exists already.`],
    });
  });

  test.each([
    [{}, 'body.name'],
    [{ name: '' }, 'body.name'],
    [{ name: 'x'.repeat(101) }, 'body.name'],
    [{ name: 'a', key: 'no blanks' }, 'body.key'],
    [{ name: 'a', key: 'x'.repeat(51) }, 'body.key'],
    [{ name: 'a', description: 'x'.repeat(501) }, 'body.description'],
  ])('%j is refused for %s', async (body, field) => {
    const answer = await api.post('/v2/glossaries', body);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.field_errors)).toEqual([field]);
  });

  test('is renamed and described, each without the other', async () => {
    const { key } = await made({ description: 'old' });
    const renamed = (await api.patch(`/v2/glossaries/${key}`, { name: 'New' })).body;
    expect(renamed).toMatchObject({ name: 'New', description: 'old' });
    expect((await api.patch(`/v2/glossaries/${key}`, { description: 'new' })).body).toMatchObject({
      name: 'New',
      description: 'new',
    });
  });

  test('is gone with its entries when it is deleted', async () => {
    const { key } = await made();
    await api.post(`/v2/glossaries/${key}/entries`, { entries: { a: 'b' } });
    expect((await api.delete(`/v2/glossaries/${key}`)).status).toBe(204);
    for (const path of ['', '/entries']) {
      const { status, body } = await api.get(`/v2/glossaries/${key}${path}`);
      expect({ status, id: body.id }).toEqual({ status: 404, id: key });
    }
    expect((await made({ key })).num_entries).toBe(0);
  });
});

describe('the list', () => {
  test('is in order of creation, filtered by a part of name or description, in pages', async () => {
    const own = inNewAccount(api);
    for (const [key, name, description] of [
      ['a', 'Cloud terms', ''],
      ['b', 'Fish', 'of the CLOUDY sea'],
      ['c', 'Birds (cloud.)', undefined],
    ]) {
      await own.create('/v2/glossaries', { key, name, description });
    }
    const keys = async (query: string) => {
      const { glossaries, metadata } = await own.read(`/v2/glossaries?${query}`);
      return { keys: glossaries.map(({ key }: { key: string }) => key).join(''), next: metadata.page_key };
    };
    expect(await keys('')).toEqual({ keys: 'abc', next: undefined });
    expect(await keys('filter=cLoUd')).toEqual({ keys: 'abc', next: undefined });
    // A part of a text, and no regular expression.
    expect(await keys('filter=(cloud.)')).toEqual({ keys: 'c', next: undefined });
    const first = await keys('filter=cloud&limit=2');
    expect(first.keys).toBe('ab');
    expect(await keys(`limit=2&page_key=${first.next}`)).toEqual({ keys: 'c', next: undefined });
  });
});

describe('entries', () => {
  const entriesOf = async (key: string) => (await api.read(`/v2/glossaries/${key}/entries`)).entries;

  test('are added and replaced by term, told apart exactly, and listed by term', async () => {
    const { key } = await made();
    const upsert = (entries: object) => api.post(`/v2/glossaries/${key}/entries`, { entries });
    expect((await upsert({ k8s: 'Kubernetes', TF: 'TensorFlow' })).status).toBe(204);
    expect((await upsert({ TF: 'Terraform', tf: 'team fund' })).status).toBe(204);
    expect(await entriesOf(key)).toEqual([
      { term: 'TF', expansion: 'Terraform' },
      { term: 'k8s', expansion: 'Kubernetes' },
      { term: 'tf', expansion: 'team fund' },
    ]);
    expect((await api.read(`/v2/glossaries/${key}`)).num_entries).toBe(3);
  });

  test('may be called like what every object has', async () => {
    const { key } = await made();
    const raw = '{"entries": {"__proto__": "a prototype", "constructor": "a builder"}}';
    expect((await api.post(`/v2/glossaries/${key}/entries`, undefined, { raw })).status).toBe(204);
    expect((await entriesOf(key)).map(({ term }: { term: string }) => term)).toEqual(['__proto__', 'constructor']);
  });

  test('come in pages', async () => {
    const { key } = await made();
    const entries = Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`term ${1000 + n}`, 'x']));
    await api.post(`/v2/glossaries/${key}/entries`, { entries });
    const first = await api.read(`/v2/glossaries/${key}/entries`);
    expect(first.entries).toHaveLength(100);
    const second = await api.read(`/v2/glossaries/${key}/entries?page_key=${first.metadata.page_key}`);
    expect(second.entries).toHaveLength(50);
    expect(second.metadata).toEqual({});
  });

  test.each([
    [{}, 'body.entries'],
    [{ entries: {} }, 'body.entries'],
    [{ entries: { a: '' } }, 'body.entries.a'],
    [{ entries: { a: 'x'.repeat(1001) } }, 'body.entries.a'],
    [{ entries: Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`t${n}`, 'x'])) }, 'body.entries'],
  ])('a request that is not fit is refused (%#)', async (body, field) => {
    const { key } = await made();
    const answer = await api.post(`/v2/glossaries/${key}/entries`, body);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body.field_errors)).toContain(field);
    expect(await entriesOf(key)).toEqual([]);
  });

  test('are deleted by term, in the body or the query; unknown ones are passed over', async () => {
    const { key } = await made();
    const path = `/v2/glossaries/${key}/entries`;
    await api.post(path, { entries: { a: '1', b: '2', c: '3', d: '4' } });
    expect((await api.call('DELETE', path, { terms: ['a', 'unknown'] })).status).toBe(204);
    expect((await api.delete(`${path}?terms=b&terms=c`)).status).toBe(204);
    expect(await entriesOf(key)).toEqual([{ term: 'd', expansion: '4' }]);
    const none = await api.delete(path);
    expect({ status: none.status, errors: Object.keys(none.body.field_errors) }).toEqual({
      status: 400,
      errors: ['body.terms'],
    });
  });
});

test('snapshots keep and count glossaries, and a reset takes them away', async () => {
  const own = inNewAccount(api);
  await own.create('/v2/glossaries', { key: 'kept', name: 'Kept' });
  const snapshot = (await own.post('/_emulator/snapshots', { name: 'with-glossary' })).body;
  expect(snapshot.counts.glossaries).toBe(1);
  await own.post('/_emulator/reset');
  expect((await own.read('/v2/glossaries')).glossaries).toEqual([]);
  await own.post('/_emulator/snapshots/with-glossary/load');
  expect((await own.read('/v2/glossaries')).glossaries).toMatchObject([{ key: 'kept' }]);
});

describe('in a seed', () => {
  const seed = (own: ReturnType<typeof inNewAccount>, text: string) =>
    own.post('/_emulator/seed', undefined, { raw: text, headers: { 'content-type': 'application/yaml' } });
  const SEED = 'glossaries: [{ key: terms, name: Terms, entries: { k8s: Kubernetes } }]';

  test('glossaries are made with their entries, once, and changed when the seed has changed', async () => {
    const own = inNewAccount(api);
    expect((await seed(own, SEED)).body).toMatchObject({ created: ['glossaries/terms'], unchanged: 0 });
    expect((await own.read('/v2/glossaries/terms/entries')).entries).toEqual([
      { term: 'k8s', expansion: 'Kubernetes' },
    ]);
    expect((await seed(own, SEED)).body).toMatchObject({ created: [], updated: [], unchanged: 1 });
    const changed = SEED.replace('name: Terms', 'name: Words').replace('k8s: Kubernetes', 'TF: Terraform');
    expect((await seed(own, changed)).body).toMatchObject({ created: [], updated: ['glossaries/terms'] });
    expect(await own.read('/v2/glossaries/terms')).toMatchObject({ name: 'Words', num_entries: 2 });
  });

  test.each([
    ['glossaries: [{ key: a, name: A, entires: { b: c } }]', /entires/],
    ['glossaries: [{ name: A }]', /key/],
    ['glossaries: [{ key: a, name: A, entries: { b: "" } }]', /entries/],
    ['glossaries: [{ key: a, name: A }, { key: a, name: B }]', /key/],
  ])('%s is refused', async (text, where) => {
    const own = inNewAccount(api);
    const answer = await seed(own, text);
    expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(where)]);
    expect((await own.read('/v2/glossaries')).glossaries).toEqual([]);
  });
});
