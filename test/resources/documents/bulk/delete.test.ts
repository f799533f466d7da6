/** Deleting many documents at once (docs/behaviour/documents.md, Bulk deletion). */
import { describe, expect, test } from 'vitest';
import { emulatorForFile } from '../../../support/emulator.ts';
import { endedJob } from '../../../support/jobs/jobs.ts';
import { addDocument, bulkPath, corpusOfYears, idsOf } from './corpus.ts';

const api = emulatorForFile();
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const TIMES = { cutoff_at: TIME, cutoff_timestamp: TIME };
const JOB_ID = expect.stringMatching(/^job_[\w-]+$/);

describe('async, which is the default', () => {
  test.each<Record<string, string>>([{}, { async: 'true' }, { async: 'True' }])('by ids, %j', async (mode) => {
    const key = await corpusOfYears(api, [1, 2, 3]);
    const answer = await api.delete(bulkPath(key, { document_ids: 'd0,d2', ...mode }));
    expect(answer.status).toBe(202);
    expect(answer.body).toEqual({ type: 'async', response_type: 'async', job_id: JOB_ID, ...TIMES });
    expect(await endedJob(api, answer.body.job_id)).toMatchObject({
      type: 'bulk_delete_documents',
      state: 'completed',
      corpus_keys: [key],
      comment: '2 deleted, 0 skipped, 0 failed.',
    });
    expect(await idsOf(api, key)).toEqual(['d1']);
  });

  test('by filter, with the cut-off under both names', async () => {
    const key = await corpusOfYears(api, [1, 2, 3]);
    const answer = await api.delete(bulkPath(key, { metadata_filter: 'doc.year > 1' }));
    expect(answer.status).toBe(202);
    const { cutoff_at } = answer.body;
    const times = { cutoff_at: TIME, cutoff_timestamp: cutoff_at };
    expect(answer.body).toEqual({ type: 'async', response_type: 'async', job_id: JOB_ID, ...times });
    await endedJob(api, answer.body.job_id);
    expect(await idsOf(api, key)).toEqual(['d0']);
  });
});

describe('async=false', () => {
  const success = { type: 'success', response_type: 'success', job_id: JOB_ID };

  test('by ids: an unknown id is a failure, a doubled one counts once, empty ones do not count', async () => {
    const key = await corpusOfYears(api, [1, 2]);
    const answer = await api.delete(bulkPath(key, { document_ids: 'd1,nobody,d1,,', async: 'false' }));
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ...success, ...TIMES, deleted_count: 1, skipped_count: 0, failed_count: 1 });
    expect(await idsOf(api, key)).toEqual(['d0']);
    expect((await api.read(`/v2/jobs/${answer.body.job_id}`)).state).toBe('completed');
  });

  test('by filter', async () => {
    const key = await corpusOfYears(api, [1, 2, 3]);
    const answer = await api.delete(bulkPath(key, { metadata_filter: 'doc.year < 3', async: 'false' }));
    const times = { cutoff_at: TIME, cutoff_timestamp: TIME };
    expect(answer.body).toEqual({ ...success, ...times, deleted_count: 2, skipped_count: 0, failed_count: 0 });
    expect(await idsOf(api, key)).toEqual(['d2']);
  });

  test('a filter that nothing meets', async () => {
    const key = await corpusOfYears(api, [1]);
    const answer = await api.delete(bulkPath(key, { metadata_filter: 'doc.year = 9', async: 'false' }));
    expect(answer.body).toMatchObject({ deleted_count: 0, skipped_count: 0, failed_count: 0 });
  });

  test('ids win over a filter, which is not even read', async () => {
    const key = await corpusOfYears(api, [1, 2, 3]);
    const query = { document_ids: 'd0', metadata_filter: 'doc.nothing =', async: 'false' };
    const answer = await api.delete(bulkPath(key, query));
    expect(answer.body).toEqual({ ...success, ...TIMES, deleted_count: 1, skipped_count: 0, failed_count: 0 });
    expect(await idsOf(api, key)).toEqual(['d1', 'd2']);
  });

  test('what is deleted is gone from search, sizes and lists; its id is free again', async () => {
    const key = await corpusOfYears(api, [1, 2]);
    const search = async () =>
      (await api.post(`/v2/corpora/${key}/query`, { query: 'text' })).body.search_results.map(
        ({ document_id }: { document_id: string }) => document_id,
      );
    expect((await search()).sort()).toEqual(['d0', 'd1']);
    await api.delete(bulkPath(key, { document_ids: 'd0', async: 'false' }));
    expect(await search()).toEqual(['d1']);
    expect((await api.post(`/v2/corpora/${key}/compute_size`)).body).toMatchObject({ used_docs: 1, used_parts: 1 });
    await addDocument(api, key, 'd0', { year: 5 });
    expect((await search()).sort()).toEqual(['d0', 'd1']);
  });

  test('more documents than one step takes, some of them unlike the others', async () => {
    const key = await corpusOfYears(
      api,
      Array.from({ length: 110 }, (_, index) => index),
    );
    const answer = await api.delete(bulkPath(key, { metadata_filter: 'doc.year >= 2', async: 'false' }));
    expect(answer.body).toMatchObject({ deleted_count: 108, skipped_count: 0, failed_count: 0 });
    expect(await idsOf(api, key)).toEqual(['d0', 'd1']);
  });
});

describe('refusals', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, index) => index.toString(36)).join(',');

  test.each<[string, Record<string, string>, string]>([
    ['neither ids nor filter', {}, 'query'],
    ['no ids and a blank filter', { document_ids: '', metadata_filter: '  ' }, 'query'],
    ['a filter that cannot be read', { metadata_filter: 'doc.year =' }, 'query.metadata_filter'],
    ['a filter of parts', { metadata_filter: 'part.page = 1' }, 'query.metadata_filter'],
    ['more than 10000 ids', { document_ids: ids(10_001) }, 'query.document_ids'],
    ['async that is neither', { document_ids: 'd0', async: 'maybe' }, 'query.async'],
  ])('%s', async (_, query, field) => {
    const key = await corpusOfYears(api, [1]);
    const answer = await api.delete(bulkPath(key, query));
    expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, [field]]);
    expect(await idsOf(api, key)).toEqual(['d0']);
  });

  test('10000 ids are not too many, long ones neither', async () => {
    const key = await corpusOfYears(api, [1]);
    const many = `d0,${ids(9_999).replaceAll(',', '-a-longer-identifier,')}`;
    const answer = await api.delete(bulkPath(key, { document_ids: many, async: 'false' }));
    expect(answer.body).toMatchObject({ deleted_count: 1, failed_count: 9_999 });
  });

  test('an unknown corpus, and one that is disabled', async () => {
    expect((await api.delete(bulkPath('nowhere', { document_ids: 'd0' }))).status).toBe(404);
    const key = await corpusOfYears(api, [1]);
    await api.patch(`/v2/corpora/${key}`, { enabled: false });
    const answer = await api.delete(bulkPath(key, { document_ids: 'd0' }));
    expect([answer.status, answer.body.messages]).toEqual([400, [`INVALID_ARGUMENT: Corpus '${key}' is disabled.`]]);
  });
});
