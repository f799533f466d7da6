import { expect, onTestFinished, test } from 'vitest';
import { connectEmulator, startEmulator } from '../../src/index.ts';
import { startForTest } from '../support/emulator.ts';

test('the emulator’s own API as methods, each account for itself', async () => {
  const api = await startForTest({ upstream: 'simulate' });
  const own = connectEmulator(api.url, { account: 'own' });
  const other = connectEmulator(api.url, { account: 'other' });
  const ask = async (headers: Record<string, string>) => {
    const messages = [{ role: 'user', content: 'How is the weather?' }];
    return api.post('/v2/llms/chat/completions', { model: 'gpt-4o', messages }, { headers });
  };

  await own.scripts.add({ match: { messages: [{ contains: 'weather' }] }, answer: { text: 'It rains.' } });
  expect((await ask(own.headers)).body.choices[0].message.content).toBe('It rains.');
  expect((await ask(other.headers)).body.choices[0].message.content).not.toBe('It rains.');
  expect(await own.scripts.list()).toMatchObject([{ times_used: 1 }]);

  await own.faults.add({ where: { operation: 'createChatCompletion' }, fault: { type: 'status', code: 503 } });
  expect((await ask(own.headers)).status).toBe(503);
  expect(await own.faults.list()).toMatchObject([{ times_fired: 1 }]);
  await own.faults.clear();

  expect(await own.journal.list({ operation: 'createChatCompletion' })).toMatchObject([
    { status: 503 },
    { status: 200 },
  ]);
  await own.journal.clear();
  expect(await own.journal.list()).toEqual([]);

  await own.seed({ corpora: [{ key: 'seeded' }] });
  await own.snapshots.save('filled');
  await own.reset('empty');
  expect((await api.get('/v2/corpora/seeded', { headers: own.headers })).status).toBe(404);
  await own.snapshots.load('filled');
  expect((await api.get('/v2/corpora/seeded', { headers: own.headers })).status).toBe(200);

  await own.clock.freeze();
  await own.clock.set('2030-01-01T00:00:00Z');
  const { body: corpus } = await api.post('/v2/corpora', { key: 'later' }, { headers: own.headers });
  expect(corpus.created_at).toBe('2030-01-01T00:00:00.000Z');
  await own.clock.reset();

  await own.deleteAccount();
  expect((await api.get('/v2/corpora/seeded', { headers: own.headers })).status).toBe(404);
  await expect(own.snapshots.load('nothing')).rejects.toMatchObject({ name: 'EmulatorRefused', status: 404 });
});

test('an emulator in the own process has them for each of its accounts', async () => {
  const emulator = await startEmulator({ upstream: 'simulate' });
  onTestFinished(() => emulator.close());
  await emulator.account().seed({ corpora: [{ key: 'of-all' }] });
  await emulator.account('own').seed({ corpora: [{ key: 'own' }] });
  const corporaOf = async (headers: Record<string, string>) => {
    const response = await fetch(`${emulator.url}/v2/corpora`, { headers: { 'x-api-key': 'any', ...headers } });
    return ((await response.json()) as { corpora: { key: string }[] }).corpora.map(({ key }) => key);
  };
  expect(await corporaOf({})).toEqual(['of-all']);
  expect(await corporaOf(emulator.account('own').headers)).toEqual(['own']);
});
