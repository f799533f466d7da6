import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Json } from '../../support/client.ts';
import { emulatorForFile, startForTest } from '../../support/emulator.ts';
import { startWithHeldJobs } from '../../support/jobs/held-jobs.ts';
import { endedJob } from '../../support/jobs/jobs.ts';

const T0 = Date.parse('2026-01-01T00:00:00.000Z');
const at = (second: number) => new Date(T0 + second * 1000).toISOString();

describe('which jobs, in which order', () => {
  let held: Awaited<ReturnType<typeof startWithHeldJobs>>;
  const api = createClient(() => held.url);
  const ids: string[] = [];
  const numbersOf = (jobs: Json[]) => jobs.map(({ id }) => ids.indexOf(id));

  /** Jobs 0…5, one a second, alternately of corpora a and b; the first two are completed, the third is started. */
  beforeAll(async () => {
    let time = T0;
    held = await startWithHeldJobs({ now: () => time });
    for (const key of ['a', 'b', 'c', 'd']) await api.create('/v2/corpora', { key });
    for (let index = 0; index < 6; index++) {
      time = T0 + index * 1000;
      const path = `/v2/corpora/${index % 2 === 0 ? 'a' : 'b'}/replace_filter_attributes`;
      ids.push((await api.post(path, { filter_attributes: [] })).body.job_id);
    }
    for (let turn = 0; turn < 5; turn++) held.advance();
    time = T0 - 1000;
  });
  afterAll(() => held.close());

  test.each([
    ['?after=2025-12-31T23:59:59.999Z', [5, 4, 3, 2, 1, 0]],
    ['?corpus_key=a', [4, 2, 0]],
    ['?corpus_key=a&corpus_key=b', [5, 4, 3, 2, 1, 0]],
    ['?corpus_key=c', []],
    ['?state=completed', [1, 0]],
    ['?state=queued&state=started&corpus_key=a&corpus_key=b', [5, 4, 3, 2]],
    ['?state=failed', []],
    [`?after=${at(3)}`, [5, 4]],
    [`?after=${at(2.5)}`, [5, 4, 3]],
    [`?after=${encodeURIComponent('2026-01-01T01:00:03+01:00')}`, [5, 4]],
    [`?after=${at(1)}&corpus_key=b&state=queued`, [5, 3]],
    ['?limit=2&corpus_key=a&corpus_key=b', [5, 4]],
  ])('GET /v2/jobs%s', async (query, expected) => {
    expect(numbersOf((await api.read(`/v2/jobs${query}`)).jobs)).toEqual(expected);
  });

  test('pages keep the filters of the first and are not shifted by new jobs', async () => {
    const first = await api.read('/v2/jobs?limit=2&corpus_key=a&corpus_key=d');
    expect(numbersOf(first.jobs)).toEqual([4, 2]);
    await api.post('/v2/corpora/d/replace_filter_attributes', { filter_attributes: [] });
    const second = await api.read(`/v2/jobs?limit=2&page_key=${first.metadata.page_key}`);
    expect(numbersOf(second.jobs)).toEqual([0]);
    expect(second.metadata).toEqual({});
  });
});

describe('refusals', () => {
  const api = emulatorForFile();

  test.each([
    ['limit=0', 'query.limit'],
    ['limit=101', 'query.limit'],
    ['state=done', 'query.state[0]'],
    ['after=yesterday', 'query.after'],
    ['page_key=nonsense', 'query.page_key'],
  ])('?%s', async (query, field) => {
    const answer = await api.get(`/v2/jobs?${query}`);
    expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, [field]]);
  });

  test('an unknown job', async () => {
    const answer = await api.get(`/v2/jobs/${encodeURIComponent('job_a/b+c=')}`);
    expect(answer.status).toBe(404);
    expect(answer.body).toMatchObject({ id: 'job_a/b+c=', messages: ["Job 'job_a/b+c=' was not found."] });
  });
});

test('by itself a job runs on the next tick', async () => {
  const api = await startForTest();
  await api.create('/v2/corpora', { key: 'kb' });
  const { job_id } = (await api.post('/v2/corpora/kb/replace_filter_attributes', { filter_attributes: [] })).body;
  expect((await endedJob(api, job_id)).state).toBe('completed');
});
