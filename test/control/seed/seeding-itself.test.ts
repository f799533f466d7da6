/** Filling an account is nobody's call: nothing goes wrong with it on purpose, and no journal tells of it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Json } from '../../support/client.ts';
import { startForTest } from '../../support/emulator.ts';

async function startWith(seed: string) {
  const folder = mkdtempSync(join(tmpdir(), 'seeding-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'seed.yaml');
  writeFileSync(file, seed);
  return startForTest({ seed: file });
}

test('faults of a seed are for the calls that come after it', async () => {
  const api = await startWith(`
corpora: [{ key: c }]
faults: [{ id: down, fault: { type: status, code: 503 } }]
api_keys: [{ name: k, api_roles: [owner], secret_key: zut_faulty_key }]
`);
  expect((await api.get('/v2/corpora')).status).toBe(503);
  expect((await api.post('/_emulator/reset')).body).toMatchObject({ reset_to: 'seed' });
  await api.delete('/_emulator/faults/down');
  expect((await api.get('/v2/corpora/c', { headers: { 'x-api-key': 'zut_faulty_key' } })).status).toBe(200);
});

test('the journal begins with the first call of a client', async () => {
  const api = await startWith('llms: [{ name: l, type: openai-compatible, model: m, uri: "http://127.0.0.1:9/v1" }]');
  await api.get('/v2/llms');
  await api.post('/_emulator/reset');
  await api.get('/v2/corpora');
  const { entries } = await api.read('/_emulator/journal');
  expect(entries.map(({ operation }: Json) => operation)).toEqual(['listCorpora', 'listLLMs']);
});
