/** What was acknowledged is done, once, even if the process is killed before or amid it (docs/behaviour/jobs.md, Jobs). */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createClient, type Json } from '../../support/client.ts';
import { createCorpus } from '../../support/corpus.ts';
import { startForTest } from '../../support/emulator.ts';
import { endedJob, startSteppedForTest } from '../../support/jobs/jobs.ts';
import { temporaryFolder } from '../../support/process.ts';

const HELD = join(import.meta.dirname, '../../support/jobs/held-jobs-process.ts');
/** More than one step deletes. */
const DOCUMENTS = 60;

/** An emulator whose jobs stop after some turns, in a process of its own. */
async function startDoomed(dataDir: string, freeTurns: number) {
  const child = spawn(process.execPath, [HELD, dataDir, String(freeTurns)], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const url = String(line).trim();
  const kill = async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  };
  return { ...createClient(() => url), kill };
}

test('killed between acknowledgement and start', async () => {
  const dataDir = temporaryFolder();
  const doomed = await startDoomed(dataDir, 0);
  await doomed.create('/v2/corpora', { key: 'kb' });
  await doomed.create('/v2/corpora/kb/documents', {
    id: 'd',
    type: 'core',
    metadata: { year: 2024 },
    document_parts: [{ text: 'Text.' }],
  });
  const filter_attributes = [{ name: 'year', level: 'document', type: 'integer' }];
  const asked = await doomed.post('/v2/corpora/kb/replace_filter_attributes', { filter_attributes });
  const { job_id } = asked.body;
  const queued = await doomed.read(`/v2/jobs/${job_id}`);
  expect(queued.state).toBe('queued');
  await doomed.kill();

  const api = await startForTest({ dataDir });
  expect(await endedJob(api, job_id)).toMatchObject({ state: 'completed', created_at: queued.created_at });
  expect((await api.read('/v2/corpora/kb')).filter_attributes).toMatchObject(filter_attributes);
  const found = await api.read(`/v2/corpora/kb/documents?metadata_filter=${encodeURIComponent('doc.year = 2024')}`);
  expect(found.documents).toHaveLength(1);
});

test('killed after the first of several steps: nothing is done twice, nothing is left out', async () => {
  const dataDir = temporaryFolder();
  const doomed = await startDoomed(dataDir, 2);
  await doomed.create('/v2/corpora', { key: 'kb' });
  const ids = Array.from({ length: DOCUMENTS }, (_, index) => `d${index}`);
  const create = (id: string) =>
    doomed.create('/v2/corpora/kb/documents', { id, type: 'core', document_parts: [{ text: `The text of ${id}.` }] });
  await Promise.all([...ids, 'other'].map(create));
  const asked = await doomed.delete(`/v2/corpora/kb/documents?document_ids=${[...ids, 'nobody'].join(',')}`);
  expect(asked.status).toBe(202);
  const countOf = async () => (await doomed.read('/v2/corpora/kb')).limits.used_docs;
  let left = await countOf();
  while (left === DOCUMENTS + 1) left = await countOf();
  expect(left).toBeGreaterThan(1);
  expect((await doomed.read(`/v2/jobs/${asked.body.job_id}`)).state).toBe('started');
  await doomed.kill();

  const api = await startForTest({ dataDir });
  const job = await endedJob(api, asked.body.job_id);
  expect(job).toMatchObject({ state: 'completed', comment: `${DOCUMENTS} deleted, 0 skipped, 1 failed.` });
  expect((await api.read('/v2/corpora/kb/documents?limit=1000')).documents.map(({ id }: { id: string }) => id)).toEqual(
    ['other'],
  );
  const found = await api.post('/v2/corpora/kb/query', { query: 'text', search: { limit: 100 } });
  expect(found.body.search_results.map(({ document_id }: { document_id: string }) => document_id)).toEqual(['other']);
});

test('closed amid a job', async () => {
  const dataDir = temporaryFolder();
  const held = await startSteppedForTest({ dataDir });
  await held.create('/v2/corpora', { key: 'kb' });
  const filter_attributes = [{ name: 'year', level: 'document', type: 'integer' }];
  const { job_id } = (await held.post('/v2/corpora/kb/replace_filter_attributes', { filter_attributes })).body;
  held.advance();
  const started = await held.read(`/v2/jobs/${job_id}`);
  expect(started.state).toBe('started');
  await held.close();
  held.advance();

  const api = await startForTest({ dataDir });
  expect(await endedJob(api, job_id)).toMatchObject({ state: 'completed', started_at: started.started_at });
  expect((await api.read('/v2/corpora/kb')).filter_attributes).toMatchObject(filter_attributes);
});

test('two that somebody waits for are told of, and both do their work after the next start', async () => {
  const dataDir = temporaryFolder();
  const first = await startForTest({ dataDir, upstream: 'simulate', graceMs: 400 });
  await first.put('/_emulator/jobs/mode', { mode: 'stepped', indexing: { mode: 'instant' } });
  const corpus = await createCorpus(first, ['one', 'two', 'three']);
  const path = (id: string) => `/v2/corpora/${corpus}/documents?async=false&document_ids=${id}`;
  const waiting = ['doc-0', 'doc-1'].map((id) => first.delete(path(id)));
  await expect.poll(async () => (await first.read('/v2/jobs')).jobs.length).toBe(2);
  await first.close();
  for (const { status, text } of await Promise.all(waiting)) {
    expect([status, text]).toEqual([504, expect.stringMatching(/The job job_.* goes on/)]);
  }
  const second = await startForTest({ dataDir, upstream: 'simulate' });
  await second.put('/_emulator/jobs/mode', { mode: 'instant' });
  const idsLeft = async () =>
    (await second.read(`/v2/corpora/${corpus}/documents`)).documents.map(({ id }: Json) => id);
  await expect.poll(idsLeft).toEqual(['doc-2']);
});
