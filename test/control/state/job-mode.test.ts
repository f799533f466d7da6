import { describe, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { emulatorForFile, inNewAccount, startForTest } from '../../support/emulator.ts';
import { endedJob } from '../../support/jobs/jobs.ts';

const api = emulatorForFile();

async function newAccount(): Promise<Client> {
  const own = inNewAccount(api);
  await own.create('/v2/corpora', { key: 'c' });
  return own;
}

const startJob = async (own: Client): Promise<string> =>
  (await own.post('/v2/corpora/c/replace_filter_attributes', { filter_attributes: [] })).body.job_id;

const INSTANT = { mode: 'instant', indexing: { mode: 'instant' }, pending_documents: 0 };

describe('jobs of an account', () => {
  test('are done at once by default', async () => {
    const own = await newAccount();
    expect(await own.read('/_emulator/jobs/mode')).toEqual(INSTANT);
    expect((await endedJob(own, await startJob(own))).state).toBe('completed');
  });

  test('go on a turn at a time when they are stepped, and only those of the account', async () => {
    const [own, other] = [await newAccount(), await newAccount()];
    expect((await own.put('/_emulator/jobs/mode', { mode: 'stepped' })).body).toMatchObject({ mode: 'stepped' });
    const id = await startJob(own);
    const state = async () => (await own.read(`/v2/jobs/${id}`)).state;
    expect((await endedJob(other, await startJob(other))).state).toBe('completed');
    expect(await state()).toBe('queued');
    expect((await own.post('/_emulator/jobs/advance')).body).toMatchObject({ taken: 1, waiting: true });
    expect(await state()).toBe('started');
    expect((await own.post('/_emulator/jobs/advance', { steps: 10 })).body).toMatchObject({ taken: 1, waiting: false });
    expect(await state()).toBe('completed');
    expect((await own.post('/_emulator/jobs/advance', {})).body).toMatchObject({ taken: 0, waiting: false });
  });

  test('wait no longer when they are to be instant again', async () => {
    const own = await newAccount();
    await own.put('/_emulator/jobs/mode', { mode: 'stepped' });
    const id = await startJob(own);
    await own.put('/_emulator/jobs/mode', { mode: 'instant' });
    expect((await endedJob(own, id)).state).toBe('completed');
  });

  test('wait by the clock when they are delayed', async () => {
    const own = await startForTest();
    await own.create('/v2/corpora', { key: 'c' });
    await own.post('/_emulator/clock', { frozen: true });
    await own.put('/_emulator/jobs/mode', { mode: 'delayed', delay_ms: 60_000 });
    const id = await startJob(own);
    await own.post('/_emulator/clock', { advance: 59_999 });
    expect((await own.read(`/v2/jobs/${id}`)).state).toBe('queued');
    await own.post('/_emulator/clock', { advance: 1 });
    for (let state = 'queued'; state === 'queued'; ) ({ state } = await own.read(`/v2/jobs/${id}`));
    await own.post('/_emulator/clock', { advance: 'PT1M' });
    expect((await endedJob(own, id)).state).toBe('completed');
  });

  test('are done after a short delay without anybody’s doing', async () => {
    const own = await newAccount();
    await own.put('/_emulator/jobs/mode', { mode: 'delayed', delay_ms: 5 });
    expect((await endedJob(own, await startJob(own))).state).toBe('completed');
  });

  test('a reset takes waiting jobs along, and what was said of them', async () => {
    const own = await newAccount();
    await own.put('/_emulator/jobs/mode', { mode: 'stepped' });
    await startJob(own);
    await own.post('/_emulator/reset');
    expect((await own.post('/_emulator/jobs/advance')).body).toMatchObject({ taken: 0, waiting: false });
    expect(await own.read('/_emulator/jobs/mode')).toEqual(INSTANT);
  });

  test('a mode has a name', async () => {
    const own = await newAccount();
    expect(await own.put('/_emulator/jobs/mode', { mode: 'lazy' })).toMatchObject({ status: 400 });
  });
});
