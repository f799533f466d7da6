/** When documents become searchable, and what becomes of those that wait. */
import { describe, expect, test } from 'vitest';
import type { Json } from '../../support/client.ts';
import { emulatorForFile, startForTest } from '../../support/emulator.ts';
import { endedJob } from '../../support/jobs/jobs.ts';
import { temporaryFolder } from '../../support/process.ts';
import { ATTRIBUTES, add, advance, found, INSTANT, listed, newAccount, pending, STEPPED, setMode } from './indexing.ts';

const api = emulatorForFile();

describe('delayed', () => {
  test('each document is searchable so long after it came, by the emulator’s clock', async () => {
    const own = await startForTest();
    await own.create('/v2/corpora', { key: 'c' });
    await own.post('/_emulator/clock', { frozen: true });
    await setMode(own, { mode: 'delayed', delay_ms: 60_000 });
    await add(own, 'a');
    await own.post('/_emulator/clock', { advance: 20_000 });
    await add(own, 'b');
    await own.post('/_emulator/clock', { advance: 39_999 });
    expect(await found(own)).toEqual([]);
    await own.post('/_emulator/clock', { advance: 1 });
    expect(await found(own)).toEqual(['a']);
    expect(await pending(own)).toBe(1);
    await own.post('/_emulator/clock', { advance: 20_000 });
    expect(await pending(own)).toBe(0);
    expect(await found(own)).toEqual(['a', 'b']);
  });

  test('a job finds what was due before it', async () => {
    const own = await startForTest();
    await own.create('/v2/corpora', { key: 'c', filter_attributes: ATTRIBUTES });
    await own.post('/_emulator/clock', { frozen: true });
    await setMode(own, { mode: 'instant', indexing: { mode: 'delayed', delay_ms: 1000 } });
    await add(own, 'a');
    await own.post('/_emulator/clock', { advance: 1000 });
    const { body } = await own.delete('/v2/corpora/c/documents?metadata_filter=doc.year%20%3D%202020');
    expect((await endedJob(own, body.job_id)).state).toBe('completed');
    expect(await listed(own)).toEqual([]);
  });

  test('comes to pass by itself, and can be hurried', async () => {
    const own = await newAccount(api, { mode: 'delayed', delay_ms: 5 });
    await add(own, 'a');
    while ((await listed(own, 'doc.year = 2020')).length === 0);
    expect(await found(own)).toEqual(['a']);
    await setMode(own, { mode: 'delayed', delay_ms: 3_600_000 });
    await add(own, 'b');
    expect(await found(own)).toEqual(['a']);
    expect(await advance(own)).toMatchObject({ taken: 1, pending_documents: 0 });
    expect(await found(own)).toEqual(['a', 'b']);
  });
});

describe('the mode', () => {
  test('of documents is that of jobs, unless it is given', async () => {
    const own = await newAccount(api, INSTANT);
    expect(await setMode(own, { mode: 'delayed', delay_ms: 7 })).toEqual({
      mode: 'delayed',
      delay_ms: 7,
      indexing: { mode: 'delayed', delay_ms: 7 },
      pending_documents: 0,
    });
    expect(await setMode(own, { mode: 'stepped', indexing: { mode: 'instant', delay_ms: 7 } })).toEqual({
      mode: 'stepped',
      indexing: { mode: 'instant' },
      pending_documents: 0,
    });
    await add(own, 'a');
    expect(await found(own)).toEqual(['a']);
    expect((await own.put('/_emulator/jobs/mode', { mode: 'instant', indexing: { mode: 'lazy' } })).status).toBe(400);
  });

  test('jobs do not wait for documents that are stepped alone', async () => {
    const own = await newAccount(api, { mode: 'instant', indexing: STEPPED });
    await add(own, 'a');
    const { body } = await own.post('/v2/corpora/c/replace_filter_attributes', { filter_attributes: ATTRIBUTES });
    expect((await endedJob(own, body.job_id)).state).toBe('completed');
    expect(await found(own)).toEqual([]);
    await advance(own);
    expect(await found(own, 'doc.year = 2020')).toEqual(['a']);
  });

  test('instant makes everything searchable that waits', async () => {
    const own = await newAccount(api, STEPPED);
    await add(own, 'a');
    await add(own, 'b');
    expect(await found(own)).toEqual([]);
    expect(await setMode(own, INSTANT)).toMatchObject({ pending_documents: 0 });
    expect(await found(own)).toEqual(['a', 'b']);
  });

  test('of one account is not that of another', async () => {
    await newAccount(api, STEPPED);
    const other = await newAccount(api, INSTANT);
    await add(other, 'a');
    expect(await found(other)).toEqual(['a']);
  });

  test('can be given to the whole emulator', async () => {
    const own = await startForTest({ jobs: { mode: 'instant', indexing: { mode: 'stepped' } } });
    await own.create('/v2/corpora', { key: 'c' });
    await add(own, 'a');
    expect([await found(own), await pending(own)]).toEqual([[], 1]);
  });
});

describe('pending documents', () => {
  test('are there after a restart', async () => {
    const dataDir = temporaryFolder();
    const before = await startForTest({ dataDir });
    await before.create('/v2/corpora', { key: 'c' });
    await setMode(before, STEPPED);
    await add(before, 'a');
    await add(before, 'b');
    await advance(before);
    await before.close();
    const own = await startForTest({ dataDir });
    expect([await pending(own), await found(own)]).toEqual([1, ['a']]);
    await advance(own);
    expect(await found(own)).toEqual(['a', 'b']);
  });

  test('are searchable after a restart that knows no mode but instant', async () => {
    const dataDir = temporaryFolder();
    const before = await startForTest({ dataDir, jobs: { mode: 'stepped' } });
    await before.create('/v2/corpora', { key: 'c' });
    await add(before, 'a');
    expect(await found(before)).toEqual([]);
    await before.close();
    expect(await found(await startForTest({ dataDir }))).toEqual(['a']);
  });

  test('are pending in a snapshot, and go with a reset', async () => {
    const own = await newAccount(api, STEPPED);
    await add(own, 'a');
    await own.create('/_emulator/snapshots', { name: 'waiting' });
    await advance(own);
    expect(await found(own)).toEqual(['a']);
    expect((await own.post('/_emulator/snapshots/waiting/load')).status).toBe(200);
    expect([await pending(own), await found(own)]).toEqual([1, []]);
    await advance(own);
    expect(await found(own)).toEqual(['a']);
    await own.post('/_emulator/snapshots/waiting/load');
    await own.post('/_emulator/reset');
    expect(await own.read('/_emulator/jobs/mode')).toEqual({ ...INSTANT, indexing: INSTANT, pending_documents: 0 });
  });

  test('never come from a seed', async () => {
    const own = await newAccount(api, STEPPED);
    const documents = [{ id: 'seeded', type: 'core', document_parts: [{ text: 'A heron.' }] }];
    const seeded = await own.post('/_emulator/seed', { corpora: [{ key: 'c', documents }] });
    expect(seeded.status, seeded.text).toBe(200);
    await add(own, 'later');
    expect(await found(own)).toEqual(['seeded']);
  });

  test('are told of by the journal', async () => {
    const own = await newAccount(api, INSTANT);
    await add(own, 'a');
    await setMode(own, STEPPED);
    await add(own, 'b');
    await add(own, 'c');
    const explain = async () => {
      await own.delete('/_emulator/journal');
      await found(own);
      const { id, notes } = await own.read('/_emulator/journal/wait?operation=query');
      const search = notes.find(({ kind }: Json) => kind === 'search');
      return { search, text: (await own.get(`/_emulator/journal/${id}/explain`)).text };
    };
    const { search, text } = await explain();
    expect(search.pending_documents).toEqual({ c: 2 });
    expect(text).toContain('2 documents of corpus "c" are stored but not indexed yet');
    await advance(own, 2);
    const later = await explain();
    expect(later.search).not.toHaveProperty('pending_documents');
    expect(later.text).not.toContain('not indexed yet');
  });
});
