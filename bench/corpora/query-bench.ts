/**
 * A whole query over 10,000 parts: default reranking and the built-in model, then with a live upstream, whose own time is
 * taken off. Prints where the time goes, from the spans of the query history.
 */
import { report } from '../figures.ts';
import { builtPackage, registerPlainLlm, startEmulatorProcess, temporaryFolder } from '../server/processes/emulator.ts';
import { startProcess } from '../server/processes/start-process.ts';
import { median, quantile, times } from '../statistics.ts';
import { coreDocument, query } from './corpus-texts.ts';

const DOCUMENTS = 100;
const PARTS_A_DOCUMENT = 100;
const QUERIES = 300;

const emulator = await startEmulatorProcess(await builtPackage(), temporaryFolder());
const upstream = await startProcess([new URL('../server/processes/plain-upstream.ts', import.meta.url).pathname]);
await registerPlainLlm(emulator.url, upstream.url);

const headers = { 'x-api-key': 'any', 'content-type': 'application/json' };
async function call(url: string, body?: unknown): Promise<Record<string, unknown>> {
  const method = body === undefined ? 'GET' : 'POST';
  const response = await fetch(url, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}
const ask = (generation: object, save_history = false) =>
  call(`${emulator.url}/v2/corpora/bench/query`, { query: query(), save_history, generation });

await call(`${emulator.url}/v2/corpora`, { key: 'bench' });
for (let index = 0; index < DOCUMENTS; index++) {
  await call(`${emulator.url}/v2/corpora/bench/documents`, coreDocument(index, PARTS_A_DOCUMENT));
}
const live = { model_parameters: { llm_name: 'plain' } };
await times(30, () => ask({}));
await times(30, () => ask(live));

const value = { judgedBy: 'value', bound: 'at most', unit: 'ms' } as const;
const builtIn = await times(QUERIES, () => ask({}));
report({ ...value, name: 'query, default reranker, built-in model, p50', measured: median(builtIn), target: 10 });
report({ ...value, name: 'the same, p99', measured: quantile(builtIn, 0.99), target: 30 });

const direct = await times(QUERIES, () =>
  call(`${upstream.url}/v1/chat/completions`, { model: 'plain', messages: [{ role: 'user', content: 'x' }] }),
);
const relayed = await times(QUERIES, () => ask(live));
report({
  ...value,
  name: 'query with a live upstream, its own time taken off, p50',
  measured: median(relayed),
  baseline: median(direct),
  judgedBy: 'difference',
  target: 12,
});

// Stage by stage, in whole milliseconds as the history keeps them; the mean over many shows fractions.
await times(50, () => ask({}, true));
const { queries } = (await call(`${emulator.url}/v2/queries?limit=50`)) as { queries: { id: string }[] };
const sums = new Map<string, number>();
for (const { id } of queries) {
  const { spans } = (await call(`${emulator.url}/v2/queries/${id}`)) as {
    spans: { type: string; latency_millis: number }[];
  };
  for (const { type, latency_millis } of spans) sums.set(type, (sums.get(type) ?? 0) + latency_millis / queries.length);
}
console.log(`stages, mean ms: ${[...sums].map(([type, mean]) => `${type} ${mean.toFixed(2)}`).join(', ')}`);
await Promise.all([emulator.stop(), upstream.stop()]);
