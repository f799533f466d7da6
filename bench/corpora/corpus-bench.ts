/**
 * Ingest and hybrid search over HTTP, at 10,000 and 100,000 parts of 25 words; `VECTARA_BENCH_PARTS=1000000` goes on to a
 * million. Documents of 100 parts, data on disk, one process.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { report } from '../figures.ts';
import { builtPackage, startEmulatorProcess, temporaryFolder } from '../server/processes/emulator.ts';
import { median, quantile, times } from '../statistics.ts';
import { commonQuery, coreDocument, query } from './corpus-texts.ts';

const PARTS_A_DOCUMENT = 100;
const QUERIES = 60;
const AT_ONCE = 2;
const sizes = [10_000, 100_000, Number(process.env.VECTARA_BENCH_PARTS ?? 0)].filter(
  (size, i) => i < 2 || size > 100_000,
);
const QUERY_TARGETS = [5, 12, 80];

const emulator = await startEmulatorProcess(await builtPackage(), temporaryFolder());
const call = async (path: string, body?: unknown) => {
  const response = await fetch(emulator.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'x-api-key': 'any', 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
};

const filter_attributes = [{ name: 'year', level: 'document', type: 'integer' }];
await call('/v2/corpora', { key: 'bench', filter_attributes });

let documents = 0;
async function ingest(parts: number): Promise<void> {
  const until = documents + parts / PARTS_A_DOCUMENT;
  const writer = async () => {
    while (documents < until) await call('/v2/corpora/bench/documents', coreDocument(documents++, PARTS_A_DOCUMENT));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, writer));
}

/** How long other requests take while documents come in. */
async function ingestWatched(parts: number): Promise<{ seconds: number; others: number[] }> {
  const watcher = new Worker(new URL('./watch-others.ts', import.meta.url), { workerData: `${emulator.url}/v2/llms` });
  await once(watcher, 'online');
  const started = performance.now();
  await ingest(parts);
  const seconds = (performance.now() - started) / 1000;
  watcher.postMessage('stop');
  const [others] = await once(watcher, 'message');
  return { seconds, others };
}

const search = (text: string, metadata_filter?: string) =>
  call('/v2/query', {
    query: text,
    search: {
      corpora: [{ corpus_key: 'bench', lexical_interpolation: 0.025, metadata_filter }],
      reranker: { type: 'none' },
    },
  });

// The encoder is loaded by the first document, and routes are compiled by their first request; both have budgets of their own.
await call('/v2/llms');
await call('/v2/corpora', { key: 'warm' });
await call('/v2/corpora/warm/documents', coreDocument(0, 1));

const value = { judgedBy: 'value', bound: 'at most', unit: 'ms' } as const;
for (const [index, size] of sizes.entries()) {
  const wanted = size - documents * PARTS_A_DOCUMENT;
  const { seconds, others } = await ingestWatched(wanted);
  const name = `${size / 1000}k parts`;
  const rate = { ...value, unit: 'parts/s', bound: 'at least' } as const;
  report({ ...rate, name: `ingest up to ${name}`, measured: wanted / seconds, target: 8000 });
  report({ ...value, name: `GET /v2/llms meanwhile, p99`, measured: quantile(others, 0.99), target: 25 });
  await times(5, () => search(query()));
  const target = QUERY_TARGETS[index]!;
  const plain = await times(QUERIES, () => search(query()));
  report({ ...value, name: `hybrid query, ${name}, p50`, measured: median(plain), target });
  const filtered = await times(QUERIES, () => search(query(), 'doc.year = 2000'));
  report({
    ...value,
    name: `with a filter that keeps a tenth, p50`,
    measured: median(filtered),
    baseline: median(plain),
    judgedBy: 'ratio',
    target: 1.1,
  });
  if (size < 100_000) continue;
  const common = await times(QUERIES, () => search(commonQuery()));
  report({
    ...value,
    name: `eight common words, ${name}, p50`,
    measured: median(common),
    target: index === 1 ? 15 : 80,
  });
}

report({
  ...value,
  unit: 'MB',
  name: `memory at ${documents * PARTS_A_DOCUMENT} parts`,
  measured: emulator.rss() / 2 ** 20,
  target: 700,
});

await call('/v2/corpora', { key: 'small' });
let small = 0;
const single = await times(200, () => call('/v2/corpora/small/documents', coreDocument(small++, 1)));
report({ ...value, name: 'one small document, p50', measured: median(single), target: 3 });
await emulator.stop();
