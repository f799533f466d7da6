/**
 * What the journal costs: the same requests to one server, in many short turns with it on and with it off. Turns of a tenth
 * of a second keep whatever else the machine does out of the comparison.
 */
import { readFileSync } from 'node:fs';
import { Pool } from 'undici';
import { report } from '../figures.ts';
import { median } from '../statistics.ts';
import { builtPackage, startEmulatorProcess, temporaryFolder } from './processes/emulator.ts';

const CONNECTIONS = 10;
const WARM_UP_TURNS = 20;
const ROUNDS = 60;

const emulator = await startEmulatorProcess(await builtPackage(), temporaryFolder());
const pool = new Pool(emulator.url, { connections: CONNECTIONS });
const headers = { 'x-api-key': 'any', 'content-type': 'application/json' };

type Method = 'GET' | 'POST' | 'PUT';

async function call(method: Method, path: string, json?: string): Promise<void> {
  const { statusCode, body } = await pool.request({ method, path, headers, body: json ?? null });
  if (statusCode > 299) throw new Error(`${path}: ${statusCode} ${await body.text()}`);
  await body.dump();
}

const setJournal = (enabled: boolean) => call('PUT', '/_emulator/journal/settings', JSON.stringify({ enabled }));

/** Requests answered per second. */
async function turn(requests: number, send: () => Promise<void>): Promise<number> {
  let left = requests;
  const started = performance.now();
  const worker = async () => {
    while (left-- > 0) await send();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
  return (requests / (performance.now() - started)) * 1000;
}

async function compare(name: string, requests: number, send: () => Promise<void>): Promise<void> {
  const rounds: { on: number; off: number }[] = [];
  for (let round = -WARM_UP_TURNS; round < ROUNDS; round++) {
    const taken = { on: 0, off: 0 };
    for (const state of round % 2 === 0 ? (['on', 'off'] as const) : (['off', 'on'] as const)) {
      await setJournal(state === 'on');
      taken[state] = await turn(requests, send);
    }
    if (round >= 0) rounds.push(taken);
  }
  report({
    name: `${name}, journal on`,
    unit: 'req/s',
    measured: median(rounds.map(({ on }) => on)),
    baseline: median(rounds.map(({ off }) => off)),
    compared: median(rounds.map(({ on, off }) => on / off)),
    judgedBy: 'ratio',
    bound: 'at least',
    target: 0.95,
  });
}

const texts = readFileSync(new URL('../retrieval/data/paraphrases.tsv', import.meta.url), 'utf8').split(/[\t\n]/);
const document_parts = texts.filter((text) => text.trim() !== '').map((text) => ({ text }));
await call('POST', '/v2/corpora', JSON.stringify({ key: 'bench' }));
await call('POST', '/v2/corpora/bench/documents', JSON.stringify({ id: 'texts', type: 'core', document_parts }));
const query = JSON.stringify({
  query: 'How do bridges stand?',
  search: { corpora: [{ corpus_key: 'bench' }] },
  generation: {},
  save_history: false,
});

await compare('GET /v2/llms', 1000, () => call('GET', '/v2/llms'));
await compare('POST /v2/query, built-in model', 100, () => call('POST', '/v2/query', query));
await pool.close();
await emulator.stop();
