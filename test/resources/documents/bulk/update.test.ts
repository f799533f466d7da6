/** Changing the metadata of many documents at once (docs/behaviour/documents.md, Bulk metadata updates). */
import { describe, expect, test } from 'vitest';
import { emulatorForFile } from '../../../support/emulator.ts';
import { endedJob } from '../../../support/jobs/jobs.ts';
import { addDocument, bulkPath, corpusOfYears } from './corpus.ts';

const api = emulatorForFile();
const metadataOf = async (key: string, id: string) => (await api.read(`/v2/corpora/${key}/documents/${id}`)).metadata;
const update = (key: string, query: Record<string, string>, body: object) =>
  api.patch(bulkPath(key, { async: 'false', ...query }), body);

test('async is the default: 202 with the job and the cut-off, without deprecated twins', async () => {
  const key = await corpusOfYears(api, [1, 2]);
  const body = { metadata: { topic: 'new' } };
  const answer = await api.patch(bulkPath(key, { metadata_filter: 'doc.year = 2' }), body);
  expect(answer.status).toBe(202);
  expect(answer.body).toEqual({
    type: 'async',
    job_id: expect.stringMatching(/^job_/),
    cutoff_at: expect.stringMatching(/Z$/),
  });
  const job = await endedJob(api, answer.body.job_id);
  expect(job).toMatchObject({ type: 'bulk_update_document_metadata', comment: '1 updated, 0 skipped, 0 failed.' });
  expect([await metadataOf(key, 'd0'), await metadataOf(key, 'd1')]).toEqual([{ year: 1 }, { year: 2, topic: 'new' }]);
});

test('sync by ids: counts; ids win over the filter', async () => {
  const key = await corpusOfYears(api, [1, 2]);
  const query = { document_ids: 'd0,nobody', metadata_filter: 'doc.year = 2' };
  const answer = await update(key, query, { metadata: { topic: 'x' } });
  expect(answer.status).toBe(200);
  const counts = { updated_count: 1, skipped_count: 0, failed_count: 1 };
  const cutoff_at = expect.any(String);
  expect(answer.body).toEqual({ type: 'success', job_id: expect.stringMatching(/^job_/), cutoff_at, ...counts });
  expect([await metadataOf(key, 'd0'), await metadataOf(key, 'd1')]).toEqual([{ year: 1, topic: 'x' }, { year: 2 }]);
});

describe('strategy', () => {
  const before = { year: 1, topic: 'old', more: { a: 1, b: 2 } };
  test.each([
    [undefined, { topic: 'new', more: { c: 3 } }, { year: 1, topic: 'new', more: { c: 3 } }],
    ['merge', { topic: null }, { year: 1, topic: null, more: { a: 1, b: 2 } }],
    ['merge', {}, before],
    ['replace', { topic: 'new' }, { topic: 'new' }],
    ['replace', {}, {}],
  ])('%s of %j', async (strategy, metadata, expected) => {
    const key = await corpusOfYears(api, []);
    await addDocument(api, key, 'd', before);
    expect((await update(key, { document_ids: 'd' }, { metadata, strategy })).body.updated_count).toBe(1);
    expect(await metadataOf(key, 'd')).toEqual(expected);
  });
});

test('filters see the new values at once; a filter may be over what is changed', async () => {
  const key = await corpusOfYears(
    api,
    Array.from({ length: 70 }, () => 1),
  );
  const answer = await update(key, { metadata_filter: 'doc.year = 1' }, { metadata: { year: 2 } });
  expect(answer.body).toMatchObject({ updated_count: 70, skipped_count: 0, failed_count: 0 });
  const count = async (filter: string) =>
    (await api.read(bulkPath(key, { metadata_filter: filter, limit: '1000' }))).documents.length;
  expect([await count('doc.year = 1'), await count('doc.year = 2')]).toEqual([0, 70]);
});

test('a document whose metadata would become too large fails and stays as it was', async () => {
  const key = await corpusOfYears(api, [1]);
  await addDocument(api, key, 'large', { old: 'x'.repeat(6_000_000) });
  const answer = await update(key, { document_ids: 'd0,large' }, { metadata: { added: 'y'.repeat(6_000_000) } });
  expect(answer.body).toMatchObject({ updated_count: 1, failed_count: 1 });
  expect(Object.keys(await metadataOf(key, 'large'))).toEqual(['old']);
});

describe('refusals', () => {
  const metadata = { topic: 'x' };
  test.each<[string, Record<string, string>, object, string]>([
    ['no metadata', { document_ids: 'd0' }, {}, 'body.metadata'],
    ['metadata of a wrong type', { document_ids: 'd0' }, { metadata: { year: 'soon' } }, 'body.metadata.year'],
    ['an unknown strategy', { document_ids: 'd0' }, { metadata, strategy: 'add' }, 'body.strategy'],
    ['neither ids nor filter', {}, { metadata }, 'query'],
    ['a filter that cannot be read', { metadata_filter: 'year = 1' }, { metadata }, 'query.metadata_filter'],
  ])('%s', async (_, query, body, field) => {
    const key = await corpusOfYears(api, [1]);
    const answer = await update(key, query, body);
    expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, [field]]);
    expect(await metadataOf(key, 'd0')).toEqual({ year: 1 });
  });

  test('no body at all, an unknown corpus, a disabled one', async () => {
    const key = await corpusOfYears(api, [1]);
    expect((await api.patch(bulkPath(key, { document_ids: 'd0' }))).status).toBe(400);
    expect((await update('nowhere', { document_ids: 'd0' }, { metadata })).status).toBe(404);
    await api.patch(`/v2/corpora/${key}`, { enabled: false });
    expect((await update(key, { document_ids: 'd0' }, { metadata })).status).toBe(400);
  });
});
