import { expect, test } from 'vitest';
import { startForTest } from '../../support/emulator.ts';

test('an emulator that was left alone has nothing switched on', async () => {
  const api = await startForTest();
  expect(await api.read('/_emulator/state')).toMatchObject({
    account: 'default',
    auth: 'open',
    isolation: 'shared',
    upstream: { simulated: false, recordings: 'off' },
    clock: { frozen: false, offset_ms: 0 },
    jobs: { mode: 'instant' },
    faults: { count: 0, magic: false },
    scripts: { count: 0, strict: false },
    journal: { enabled: true },
  });
});

test('what was switched on shows, of the account that was asked for', async () => {
  const api = await startForTest({ upstream: 'simulate', strictScripts: true, magicFaults: true });
  const other = { headers: { 'x-emulator-account': 'other' } };
  await api.post('/_emulator/faults', { fault: { type: 'drop' } });
  await api.post('/_emulator/scripts', { answer: { text: 'Hello.' } });
  await api.post('/_emulator/clock', { set: '2030-01-31T12:00:00Z', frozen: true });
  await api.put('/_emulator/jobs/mode', { mode: 'stepped' });
  await api.put('/_emulator/journal/settings', { enabled: false });
  const shared = { upstream: { simulated: true }, clock: { now: '2030-01-31T12:00:00.000Z', frozen: true } };
  expect(await api.read('/_emulator/state')).toMatchObject({
    ...shared,
    jobs: { mode: 'stepped', indexing: { mode: 'stepped' }, pending_documents: 0 },
    faults: { count: 1, magic: true },
    scripts: { count: 1, strict: true },
    journal: { enabled: false },
  });
  expect((await api.get('/_emulator/state', other)).body).toMatchObject({
    ...shared,
    account: 'other',
    jobs: { mode: 'instant' },
    faults: { count: 0 },
    scripts: { count: 0 },
    journal: { enabled: true },
  });
});
