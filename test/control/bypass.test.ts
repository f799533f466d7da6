import { expect, test } from 'vitest';
import { startForTest } from '../support/emulator.ts';

const BYPASS = { headers: { 'x-emulator-bypass': 'journal, faults' } };

test('x-emulator-bypass keeps a request out of the journal and away from faults, which do not count it', async () => {
  const api = await startForTest();
  await api.post('/_emulator/faults', { id: 'busy', when: { times: 1 }, fault: { type: 'status', code: 503 } });
  expect((await api.get('/v2/llms', BYPASS)).status).toBe(200);
  expect((await api.read('/_emulator/journal')).entries).toEqual([]);
  expect(await api.read('/_emulator/faults/busy')).toMatchObject({ times_matched: 0, times_fired: 0 });

  expect((await api.get('/v2/llms')).status).toBe(503);
  expect((await api.read('/_emulator/journal')).entries).toHaveLength(1);
});

test('each of the two can be left out alone', async () => {
  const api = await startForTest();
  await api.post('/_emulator/faults', { fault: { type: 'status', code: 503 } });
  expect((await api.get('/v2/llms', { headers: { 'x-emulator-bypass': 'journal' } })).status).toBe(503);
  expect((await api.get('/v2/llms', { headers: { 'x-emulator-bypass': 'faults' } })).status).toBe(200);
  expect((await api.read('/_emulator/journal')).entries).toMatchObject([{ status: 200 }]);
});

test('a name that means nothing is refused', async () => {
  const api = await startForTest();
  const { status, body } = await api.get('/v2/llms', { headers: { 'x-emulator-bypass': 'journals' } });
  expect([status, body.field_errors]).toEqual([
    400,
    { 'header.x-emulator-bypass': 'should name one or several of journal, faults, api-scripts.' },
  ]);
});
