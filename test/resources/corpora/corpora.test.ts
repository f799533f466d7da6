import { describe, expect, test } from 'vitest';
import { createCorpus } from '../../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../../support/emulator.ts';

const api = emulatorForFile();
const created = (key: string, given: object = {}) => api.create('/v2/corpora', { key, ...given });

describe('creating', () => {
  test('a corpus of only a key has every default', async () => {
    const key = uniqueName('corpus');
    const corpus = await created(key);
    expect(corpus).toEqual({
      id: expect.stringMatching(/^crp_\d+$/),
      key,
      name: key,
      description: '',
      enabled: true,
      chat_history_corpus: false,
      queries_are_answers: false,
      documents_are_questions: false,
      encoder_id: 'enc_1',
      encoder_name: 'boomerang-2023-q3',
      save_history: false,
      filter_attributes: [],
      custom_dimensions: [],
      limits: { used_docs: 0, used_parts: 0, used_characters: 0, max_metadata_bytes: 10_485_760 },
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    });
    expect(await api.read(`/v2/corpora/${key}`)).toEqual(corpus);
  });

  test('everything that can be set is kept, with the defaults of what is inside', async () => {
    const corpus = await created(uniqueName('corpus'), {
      name: 'Books',
      description: 'All of them',
      save_history: true,
      queries_are_answers: true,
      documents_are_questions: true,
      filter_attributes: [{ name: 'year', level: 'document', type: 'integer' }],
      custom_dimensions: [{ name: 'boost', indexing_default: 2 }],
    });
    expect(corpus).toMatchObject({
      name: 'Books',
      description: 'All of them',
      save_history: true,
      queries_are_answers: true,
      documents_are_questions: true,
      filter_attributes: [{ name: 'year', level: 'document', type: 'integer', description: '', indexed: true }],
      custom_dimensions: [{ name: 'boost', description: '', indexing_default: 2, querying_default: 0 }],
    });
  });

  test.each(['a b', 'x!y', 'é', 'a.b', '', 'k'.repeat(51)])('the key %j is refused', async (key) => {
    const { status, body } = await api.post('/v2/corpora', { key });
    expect([status, Object.keys(body.field_errors)]).toEqual([400, ['body.key']]);
  });

  test.each([
    ['body.filter_attributes[0].type', { filter_attributes: [{ name: 'a', level: 'part', type: 'real' }] }],
    [
      'body.filter_attributes[1].name',
      {
        filter_attributes: [
          { name: 'a', level: 'part', type: 'text' },
          { name: 'a', level: 'part', type: 'integer' },
        ],
      },
    ],
    ['body.custom_dimensions[1].name', { custom_dimensions: [{ name: 'a' }, { name: 'a' }] }],
    ['body.encoder_name', { encoder_name: 'none' }],
  ])('%s is named', async (field, given) => {
    const { status, body } = await api.post('/v2/corpora', { key: uniqueName('corpus'), ...given });
    expect([status, Object.keys(body.field_errors)]).toEqual([400, [field]]);
  });

  test('the same name on both levels is fine', async () => {
    const filter_attributes = ['document', 'part'].map((level) => ({ name: 'a', level, type: 'text' }));
    expect((await created(uniqueName('corpus'), { filter_attributes })).filter_attributes).toHaveLength(2);
  });

  test('a taken key is 409, a deleted one is free at once, and ids are never used again', async () => {
    const key = uniqueName('corpus');
    const first = await created(key);
    expect((await api.post('/v2/corpora', { key })).status).toBe(409);
    expect((await api.delete(`/v2/corpora/${key}`)).status).toBe(204);
    expect((await api.get(`/v2/corpora/${key}`)).status).toBe(404);
    expect((await created(key)).id).not.toBe(first.id);
  });
});

test('the list shows what one shows, limits too, and filters by key, name, description and id', async () => {
  const word = uniqueName('findable');
  const byKey = await created(`${word}-key`);
  const byName = await created(uniqueName('corpus'), { name: `A ${word.toUpperCase()} name` });
  const byText = await created(uniqueName('corpus'), { description: `some ${word} text` });
  const { corpora } = await api.read(`/v2/corpora?filter=${word}`);
  expect(corpora.map(({ id }: { id: string }) => id)).toEqual([byKey.id, byName.id, byText.id]);
  expect(corpora).toEqual([byKey, byName, byText]);
  const some = await api.read(`/v2/corpora?corpus_id=${byText.id}&corpus_id=${byKey.id}`);
  expect(some.corpora.map(({ id }: { id: string }) => id)).toEqual([byKey.id, byText.id]);
});

describe('changing', () => {
  test('what is given is changed, what is absent or null stays', async () => {
    const key = await createCorpus(api, []);
    const changed = await api.patch(`/v2/corpora/${key}`, { name: 'New', description: null, save_history: true });
    expect(changed.body).toMatchObject({ name: 'New', description: '', save_history: true, enabled: true });
    expect((await api.patch(`/v2/corpora/${key}`, {})).body).toEqual(changed.body);
  });

  test('a disabled corpus takes no documents and answers no queries, but can be read', async () => {
    const key = await createCorpus(api, ['Bees make honey.']);
    await api.patch(`/v2/corpora/${key}`, { enabled: false });
    const document = { id: 'd', type: 'core', document_parts: [{ text: 'x' }] };
    for (const answer of [
      await api.post(`/v2/corpora/${key}/documents`, document),
      await api.post(`/v2/corpora/${key}/query`, { query: 'honey' }),
      await api.delete(`/v2/corpora/${key}/documents/doc-0`),
    ]) {
      expect([answer.status, answer.body.messages[0]]).toEqual([400, expect.stringContaining(`'${key}' is disabled`)]);
    }
    expect((await api.get(`/v2/corpora/${key}/documents/doc-0`)).status).toBe(200);
    await api.patch(`/v2/corpora/${key}`, { enabled: true });
    expect((await api.post(`/v2/corpora/${key}/query`, { query: 'honey' })).body.search_results).toHaveLength(1);
  });

  test('a reset takes the documents and leaves the settings', async () => {
    const key = await createCorpus(api, ['Bees make honey.', 'Wasps do not.']);
    await api.patch(`/v2/corpora/${key}`, { name: 'Kept' });
    expect((await api.read(`/v2/corpora/${key}`)).limits).toMatchObject({ used_docs: 2, used_parts: 2 });
    expect((await api.post(`/v2/corpora/${key}/reset`)).status).toBe(204);
    expect(await api.read(`/v2/corpora/${key}`)).toMatchObject({
      name: 'Kept',
      limits: { used_docs: 0, used_parts: 0 },
    });
    expect((await api.post(`/v2/corpora/${key}/query`, { query: 'honey' })).body.search_results).toEqual([]);
    const document = { id: 'doc-0', type: 'core', document_parts: [{ text: 'New honey.' }] };
    await api.create(`/v2/corpora/${key}/documents`, document);
    const { body } = await api.post(`/v2/corpora/${key}/query`, { query: 'honey' });
    expect(body.search_results.map(({ text }: { text: string }) => text)).toEqual(['New honey.']);
  });

  test.each([
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/reset'],
  ])('%s %s of an unknown corpus is 404 with its key', async (method, path) => {
    const { status, body } = await api.call(method, `/v2/corpora/nowhere${path}`, method === 'PATCH' ? {} : undefined);
    expect([status, body.id]).toEqual([404, 'nowhere']);
  });
});

test('attributes are shown by name, and characters with those of metadata', async () => {
  const filter_attributes = ['zeta', 'alpha', 'mid'].map((name) => ({ name, level: 'document', type: 'text' }));
  const key = uniqueName('sorted');
  const made = await api.create('/v2/corpora', { key, filter_attributes });
  expect(made.filter_attributes.map(({ name }: { name: string }) => name)).toEqual(['alpha', 'mid', 'zeta']);
  const document_parts = [{ text: 'Four', metadata: { p: 1 } }];
  await api.create(`/v2/corpora/${key}/documents`, { id: 'd', type: 'core', metadata: { zeta: 'x' }, document_parts });
  const { used_characters, used_metadata_characters } = (await api.post(`/v2/corpora/${key}/compute_size`)).body;
  const listed = (await api.read(`/v2/corpora?filter=${key}`)).corpora[0];
  expect(used_metadata_characters).toBeGreaterThan(0);
  expect(listed.limits.used_characters).toBe(used_characters + used_metadata_characters);
  expect(await api.read(`/v2/corpora/${key}`)).toEqual(listed);
});
