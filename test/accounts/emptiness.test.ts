/** What counts as content of an account: a new account is made like an empty one that was filled from a seed. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Client } from '../support/client.ts';
import { startForTest } from '../support/emulator.ts';
import { temporaryFolder } from '../support/process.ts';

const inOther = { headers: { 'x-emulator-account': 'somebody-else' } };

/** Does something with a corpus that outlives it; then the emulator is stopped and started again with a seed. */
async function restartedWithSeed(leaveSomething: (api: Client) => Promise<unknown>) {
  const folder = temporaryFolder();
  const dataDir = join(folder, 'data');
  const seed = join(folder, 'seed.yaml');
  writeFileSync(seed, 'corpora: [{ key: seeded }]');
  const before = await startForTest({ dataDir });
  await before.create('/v2/corpora', { key: 'gone' });
  await leaveSomething(before);
  await before.delete('/v2/corpora/gone');
  await before.close();
  return startForTest({ dataDir, seed });
}

test('a question that is left in the history is nobody else’s', async () => {
  const api = await restartedWithSeed((before) =>
    before.post('/v2/query', {
      query: 'whose secret is this?',
      search: { corpora: [{ corpus_key: 'gone' }] },
      save_history: true,
    }),
  );
  expect((await api.read('/v2/queries')).queries).toHaveLength(1);
  expect((await api.get('/v2/queries', inOther)).body.queries).toEqual([]);
  expect((await api.get('/v2/corpora', inOther)).body.corpora).toMatchObject([{ key: 'seeded' }]);
});

test('a job that is left is nobody else’s', async () => {
  const api = await restartedWithSeed((before) =>
    before.delete('/v2/corpora/gone/documents?document_ids=none&async=false'),
  );
  expect((await api.read('/v2/jobs')).jobs).toHaveLength(1);
  expect((await api.get('/v2/jobs', inOther)).body.jobs).toEqual([]);
});
