/** What happens between a bulk request and its end: the cut-off, the deadline, changed attributes (docs/behaviour/documents.md, Bulk deletion). */
import { expect, test } from 'vitest';
import { startForTest } from '../../../support/emulator.ts';
import { endedJob, startSteppedForTest } from '../../../support/jobs/jobs.ts';
import { addDocument, bulkPath, corpusOfYears, idsOf } from './corpus.ts';

const T0 = Date.parse('2026-03-01T12:00:00.000Z');

test('documents created or changed after the cut-off are skipped', async () => {
  let time = T0;
  const api = await startSteppedForTest({ now: () => time });
  const key = await corpusOfYears(api, [1, 1, 1]);
  time = T0 + 1000;
  const asked = await api.delete(bulkPath(key, { metadata_filter: 'doc.year = 1' }));
  expect(asked.body.cutoff_at).toBe('2026-03-01T12:00:01.000Z');
  time = T0 + 1001;
  await addDocument(api, key, 'late', { year: 1 });
  await api.patch(`/v2/corpora/${key}/documents/d1`, { metadata: { topic: 'changed' } });
  await api.patch(`/v2/corpora/${key}/documents/d2`, { metadata: { year: 2 } });
  while (api.advance());
  const job = await api.read(`/v2/jobs/${asked.body.job_id}`);
  expect(job.comment).toBe('1 deleted, 2 skipped, 0 failed.');
  expect(await idsOf(api, key)).toEqual(['d1', 'd2', 'late']);
});

test('with ids there is no cut-off: what the id means when its turn comes is deleted', async () => {
  let time = T0;
  const api = await startSteppedForTest({ now: () => time });
  const key = await corpusOfYears(api, [1]);
  const asked = await api.delete(bulkPath(key, { document_ids: 'd0,late' }));
  time += 1000;
  await addDocument(api, key, 'late', {});
  while (api.advance());
  const job = await api.read(`/v2/jobs/${asked.body.job_id}`);
  expect(job.comment).toBe('2 deleted, 0 skipped, 0 failed.');
});

test('out of time: 504 names the job, which goes on', async () => {
  const api = await startSteppedForTest();
  const key = await corpusOfYears(api, [1, 2]);
  const path = bulkPath(key, { document_ids: 'd0', async: 'false' });
  const answer = await api.delete(path, { headers: { 'Request-Timeout-Millis': '50' } });
  expect(answer.status).toBe(504);
  const { jobs } = await api.read(`/v2/jobs?corpus_key=${key}`);
  expect(jobs).toHaveLength(1);
  expect(answer.body.messages).toEqual([expect.stringContaining(jobs[0].id)]);
  expect(await idsOf(api, key)).toEqual(['d0', 'd1']);
  while (api.advance());
  expect((await api.read(`/v2/jobs/${jobs[0].id}`)).state).toBe('completed');
  expect(await idsOf(api, key)).toEqual(['d1']);
});

test('a change of metadata that runs out of time goes on as well', async () => {
  const api = await startSteppedForTest();
  const key = await corpusOfYears(api, [1]);
  const path = bulkPath(key, { metadata_filter: 'doc.year = 1', async: 'false' });
  const answer = await api.patch(path, { metadata: { topic: 'x' } }, { headers: { 'Request-Timeout-Millis': '50' } });
  expect(answer.status).toBe(504);
  while (api.advance());
  expect((await api.read(`/v2/corpora/${key}/documents/d0`)).metadata).toEqual({ year: 1, topic: 'x' });
});

test('a client that leaves does not end the job', async () => {
  const api = await startSteppedForTest();
  const key = await corpusOfYears(api, [1, 2]);
  const leaving = new AbortController();
  const path = bulkPath(key, { document_ids: 'd0', async: 'false' });
  const left = api.delete(path, { signal: leaving.signal }).catch((error) => error.name);
  let jobs = [];
  while (jobs.length === 0) ({ jobs } = await api.read(`/v2/jobs?corpus_key=${key}`));
  leaving.abort();
  expect(await left).toBe('AbortError');
  while (api.advance());
  expect(await idsOf(api, key)).toEqual(['d1']);
});

test('a filter over attributes that a job before it takes away fails: 400 where one waits, else in the job', async () => {
  const api = await startForTest();
  const key = await corpusOfYears(api, [1, 2]);
  const replace = api.post(`/v2/corpora/${key}/replace_filter_attributes`, { filter_attributes: [] });
  await endedJob(api, (await replace).body.job_id);
  expect((await api.delete(bulkPath(key, { metadata_filter: 'doc.year = 1' }))).status).toBe(400);

  const held = await startSteppedForTest();
  const own = await corpusOfYears(held, [1, 2]);
  await held.post(`/v2/corpora/${own}/replace_filter_attributes`, { filter_attributes: [] });
  const asked = await held.delete(bulkPath(own, { metadata_filter: 'doc.year = 1' }));
  expect(asked.status).toBe(202);
  while (held.advance());
  const job = await held.read(`/v2/jobs/${asked.body.job_id}`);
  expect([job.state, job.comment]).toEqual(['failed', expect.stringContaining('Unrecognized references: doc.year')]);
  expect(await idsOf(held, own)).toEqual(['d0', 'd1']);
});

test('other requests are answered while a long job goes on', async () => {
  const api = await startForTest();
  const key = await corpusOfYears(
    api,
    Array.from({ length: 150 }, () => 1),
  );
  const deleted = api.delete(bulkPath(key, { metadata_filter: 'doc.year = 1', async: 'false' }));
  const seen = new Set<number>();
  let isDone = false;
  void deleted.then(() => {
    isDone = true;
  });
  while (!isDone) seen.add((await api.read(`/v2/corpora/${key}`)).limits.used_docs);
  expect((await deleted).body.deleted_count).toBe(150);
  expect(Math.min(...seen)).toBeLessThan(150);
  expect([...seen].filter((count) => count > 0 && count < 150)).not.toEqual([]);
});

test('closing lets a bulk request come to its end', async () => {
  const api = await startForTest();
  const key = await corpusOfYears(
    api,
    Array.from({ length: 120 }, () => 1),
  );
  const deleted = api.delete(bulkPath(key, { metadata_filter: 'doc.year = 1', async: 'false' }));
  let jobs = [];
  while (jobs.length === 0) ({ jobs } = await api.read(`/v2/jobs?corpus_key=${key}`));
  await api.close();
  expect((await deleted).body).toMatchObject({ type: 'success', deleted_count: 120 });
});
