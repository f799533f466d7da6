/** Replacing the filter attributes of a corpus (docs/behaviour/corpora.md, Replacing filter attributes). */
import { describe, expect, test } from 'vitest';
import { emulatorForFile, uniqueName } from '../../support/emulator.ts';
import { endedJob, startSteppedForTest } from '../../support/jobs/jobs.ts';

const attribute = (name: string, type: string, level = 'document') => ({ name, level, type });
const listPath = (key: string, filter: string) =>
  `/v2/corpora/${key}/documents?metadata_filter=${encodeURIComponent(filter)}`;

test('until the job is completed the old list is in force, then the new one, for documents that were there too', async () => {
  const api = await startSteppedForTest();
  await api.create('/v2/corpora', { key: 'kb', filter_attributes: [attribute('year', 'integer')] });
  const metadata = { year: 2024, topic: 'ships' };
  const document_parts = [{ text: 'Text.', metadata: { page: 7, tags: ['a'] } }];
  await api.create('/v2/corpora/kb/documents', { id: 'd1', type: 'core', metadata, document_parts });
  const wanted = [
    attribute('topic', 'text'),
    attribute('page', 'integer', 'part'),
    attribute('tags', 'list[text]', 'part'),
  ];
  const asked = await api.post('/v2/corpora/kb/replace_filter_attributes', { filter_attributes: wanted });
  expect([asked.status, asked.body]).toEqual([200, { job_id: expect.stringMatching(/^job_/) }]);

  const names = async () =>
    (await api.read('/v2/corpora/kb')).filter_attributes.map(({ name }: { name: string }) => name);
  const statuses = async () => [
    (await api.get(listPath('kb', 'doc.year = 2024'))).status,
    (await api.get(listPath('kb', "doc.topic = 'ships'"))).status,
  ];
  expect([await names(), await statuses()]).toEqual([['year'], [200, 400]]);
  api.advance();
  expect([await names(), await statuses()]).toEqual([['year'], [200, 400]]);
  api.advance();
  expect([await names(), await statuses()]).toEqual([
    ['page', 'tags', 'topic'],
    [400, 200],
  ]);
  expect((await api.read('/v2/corpora/kb')).filter_attributes[2]).toEqual({
    ...attribute('topic', 'text'),
    description: '',
    indexed: true,
  });

  expect((await api.read(listPath('kb', "doc.topic = 'ships'"))).documents).toEqual([{ id: 'd1', metadata }]);
  const search = { corpora: [{ corpus_key: 'kb', metadata_filter: "part.page = 7 AND 'a' IN part.tags" }] };
  const found = await api.post('/v2/query', { query: 'text', search });
  expect(found.body.search_results).toHaveLength(1);
});

describe('at once', () => {
  const api = emulatorForFile();

  async function replaced(key: string, filter_attributes: object[]) {
    const { job_id } = (await api.post(`/v2/corpora/${key}/replace_filter_attributes`, { filter_attributes })).body;
    expect(await endedJob(api, job_id)).toMatchObject({ state: 'completed', corpus_keys: [key] });
    return (await api.read(`/v2/corpora/${key}`)).filter_attributes;
  }

  test('an empty list removes all; documents can be added and deleted before and after', async () => {
    const key = uniqueName('kb');
    await api.create('/v2/corpora', { key, filter_attributes: [attribute('tags', 'list[text]')] });
    const add = (id: string) =>
      api.create(`/v2/corpora/${key}/documents`, {
        id,
        type: 'core',
        metadata: { tags: ['x'] },
        document_parts: [{ text: `${id} text` }],
      });
    await add('before');
    expect(await replaced(key, [])).toEqual([]);
    await add('after');
    expect((await api.delete(`/v2/corpora/${key}/documents/before`)).status).toBe(204);
    expect(await replaced(key, [attribute('tags', 'list[text]')])).toHaveLength(1);
    expect((await api.read(listPath(key, "'x' IN doc.tags"))).documents.map(({ id }: { id: string }) => id)).toEqual([
      'after',
    ]);
  });

  test('stored values of another type count as missing', async () => {
    const key = uniqueName('kb');
    await api.create('/v2/corpora', { key });
    const values = { number: 5, digits: '5', word: 'five' };
    for (const [id, size] of Object.entries(values)) {
      const document = { id, type: 'core', metadata: { size }, document_parts: [{ text: 'x' }] };
      await api.create(`/v2/corpora/${key}/documents`, document);
    }
    await replaced(key, [attribute('size', 'integer')]);
    const idsOf = async (filter: string) =>
      (await api.read(listPath(key, filter))).documents.map(({ id }: { id: string }) => id);
    expect(await idsOf('doc.size = 5')).toEqual(['digits', 'number']);
    expect(await idsOf('doc.size IS NULL')).toEqual(['word']);
  });

  test.each([
    ['no list', {}, 'body.filter_attributes'],
    ['null', { filter_attributes: null }, 'body.filter_attributes'],
    ['a type that is none', { filter_attributes: [attribute('a', 'real')] }, 'body.filter_attributes[0].type'],
    [
      'a name twice in a level',
      { filter_attributes: [attribute('a', 'text'), attribute('a', 'text', 'part'), attribute('a', 'integer')] },
      'body.filter_attributes[2].name',
    ],
  ])('%s is refused, without a job', async (_, body, field) => {
    const key = uniqueName('kb');
    await api.create('/v2/corpora', { key });
    const answer = await api.post(`/v2/corpora/${key}/replace_filter_attributes`, body);
    expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, [field]]);
    expect((await api.read(`/v2/jobs?corpus_key=${key}`)).jobs).toEqual([]);
  });

  test('an unknown corpus is a 404', async () => {
    const answer = await api.post('/v2/corpora/nowhere/replace_filter_attributes', { filter_attributes: [] });
    expect([answer.status, answer.body.id]).toEqual([404, 'nowhere']);
  });
});
