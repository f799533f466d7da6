/** Jobs from queued to their end, turn by turn (docs/behaviour/jobs.md, Jobs). */
import { expect, test } from 'vitest';
import type { Client, Json } from '../../support/client.ts';
import { startSteppedForTest } from '../../support/jobs/jobs.ts';

const attribute = (name: string) => ({ name, level: 'document', type: 'text' });

const replaceAttributes = async (api: Client, key: string, names: string[]): Promise<string> => {
  const asked = await api.post(`/v2/corpora/${key}/replace_filter_attributes`, {
    filter_attributes: names.map(attribute),
  });
  return asked.body.job_id;
};

const namesOf = async (api: Client, key: string): Promise<string[]> =>
  (await api.read(`/v2/corpora/${key}`)).filter_attributes.map(({ name }: Json) => name);

test('queued, started, completed: the effect comes with the last', async () => {
  let time = Date.parse('2026-05-28T23:28:32.552Z');
  const api = await startSteppedForTest({ now: () => time });
  await api.create('/v2/corpora', { key: 'kb' });
  const id = await replaceAttributes(api, 'kb', ['year']);
  expect(id).toMatch(/^job_[\w-]+$/);
  const queued = { id, type: 'replace_filter_attributes', corpus_keys: ['kb'], created_at: '2026-05-28T23:28:32.552Z' };
  expect(await api.read(`/v2/jobs/${id}`)).toEqual({ ...queued, state: 'queued' });

  time += 1000;
  expect(api.advance()).toBe(true);
  const started = { ...queued, started_at: '2026-05-28T23:28:33.552Z' };
  expect(await api.read(`/v2/jobs/${id}`)).toEqual({ ...started, state: 'started' });
  expect(await namesOf(api, 'kb')).toEqual([]);

  time += 1000;
  expect(api.advance()).toBe(true);
  const completed = { ...started, state: 'completed', completed_at: '2026-05-28T23:28:34.552Z' };
  expect(await api.read(`/v2/jobs/${id}`)).toEqual(completed);
  expect((await api.read('/v2/jobs')).jobs).toEqual([completed]);
  expect(await namesOf(api, 'kb')).toEqual(['year']);
  expect(api.advance()).toBe(false);
});

test('one after another, in the order in which they were asked for', async () => {
  const api = await startSteppedForTest();
  await api.create('/v2/corpora', { key: 'kb' });
  const first = await replaceAttributes(api, 'kb', ['one']);
  const second = await replaceAttributes(api, 'kb', ['two']);
  const states = async () => [
    (await api.read(`/v2/jobs/${first}`)).state,
    (await api.read(`/v2/jobs/${second}`)).state,
  ];
  const seen: unknown[] = [await states()];
  while (api.advance()) seen.push(await states());
  expect(seen).toEqual([
    ['queued', 'queued'],
    ['started', 'queued'],
    ['completed', 'queued'],
    ['completed', 'started'],
    ['completed', 'completed'],
  ]);
  expect(await namesOf(api, 'kb')).toEqual(['two']);
});

test('a job whose corpus is gone fails, stays readable, and does not touch a new corpus of that key', async () => {
  const api = await startSteppedForTest();
  await api.create('/v2/corpora', { key: 'kb' });
  const lost = await replaceAttributes(api, 'kb', ['year']);
  await api.delete('/v2/corpora/kb');
  await api.create('/v2/corpora', { key: 'kb', filter_attributes: [attribute('kept')] });
  const later = await replaceAttributes(api, 'kb', ['kept', 'added']);
  api.advance();
  api.advance();
  expect(await api.read(`/v2/jobs/${lost}`)).toMatchObject({
    state: 'failed',
    corpus_keys: ['kb'],
    comment: "Corpus 'kb' was not found.",
    completed_at: expect.any(String),
  });
  expect(await namesOf(api, 'kb')).toEqual(['kept']);
  while (api.advance());
  expect((await api.read(`/v2/jobs/${later}`)).state).toBe('completed');
  expect(await namesOf(api, 'kb')).toEqual(['added', 'kept']);
});
