import { expect, test } from 'vitest';
import { startForTest } from '../support/emulator.ts';
import { attack, furnish } from './attack.ts';

/** `npm run bench -- hostile` sends a hundred thousand. */
const REQUESTS = 1000;
/** Beside other tests; the command holds to one second. */
const LONGEST_MS = 10_000;

test('no request, however wrong, gets a 5xx of ours, hangs, or is answered as the documents do not say', async () => {
  const api = await startForTest({ upstream: 'simulate' });
  await furnish(api.url);
  const { wrong, byStatus } = await attack(api.url, REQUESTS, 1, LONGEST_MS);
  expect(wrong).toEqual([]);
  // Some of them are right, or nothing behind the door would have been tried.
  expect(byStatus['200']).toBeGreaterThan(REQUESTS / 20);
  expect(byStatus['400']).toBeGreaterThan(REQUESTS / 20);
});
