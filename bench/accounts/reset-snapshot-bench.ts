/** Resetting accounts, and saving and loading snapshots, over HTTP with the data on disk. */
import { startEmulator } from '../../src/index.ts';
import { report } from '../figures.ts';
import { temporaryFolder } from '../server/processes/emulator.ts';
import { median } from '../statistics.ts';

const ROUNDS = 7;
const DOCUMENTS = 1000;
const PARTS_EACH = 10;

const emulator = await startEmulator({ upstream: 'simulate', dataDir: temporaryFolder() });

async function post(account: string, path: string, body: object): Promise<number> {
  const headers = { 'x-api-key': 'any', 'x-emulator-account': account, 'content-type': 'application/json' };
  const started = performance.now();
  const response = await fetch(emulator.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}: ${text}`);
  return performance.now() - started;
}

async function fill(account: string, parts: number): Promise<void> {
  await post(account, '/v2/corpora', { key: 'c' });
  for (let index = 0; index < DOCUMENTS; index++) {
    const document_parts = Array.from({ length: parts }, (_, part) => ({ text: `Part ${part} of document ${index}.` }));
    await post(account, '/v2/corpora/c/documents', { id: `d${index}`, type: 'core', document_parts });
  }
}

const bounded = (name: string, values: number[], target: number) =>
  report({ name, unit: 'ms', measured: median(values), judgedBy: 'value', bound: 'at most', target });

await fill('full', PARTS_EACH);
const [saved, loaded]: [number[], number[]] = [[], []];
for (let round = 0; round < ROUNDS; round++) {
  saved.push(await post('full', '/_emulator/snapshots', { name: 's', overwrite: true }));
  loaded.push(await post('full', '/_emulator/snapshots/s/load', {}));
}
bounded('saving a snapshot of 10,000 parts', saved, 250);
bounded('loading it', loaded, 250);

const reset: number[] = [];
for (let round = 0; round < ROUNDS; round++) {
  await post('full', '/_emulator/snapshots/s/load', {});
  reset.push(await post('full', '/_emulator/reset', {}));
}
bounded('reset of an account with 1,000 documents', reset, 20);
const fresh: number[] = [];
for (let round = 0; round < 50; round++) fresh.push(await post(`fresh-${round % 5}`, '/_emulator/reset', {}));
bounded('reset of a fresh account', fresh, 5);
await emulator.close();
