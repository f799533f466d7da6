/** `POST /v2/llms/chat/completions`, not streamed, against a bare relay to the same upstream. */
import { Agent } from 'undici';
import { report } from '../figures.ts';
import { median } from '../statistics.ts';
import { compareThroughput } from './load.ts';
import { CLIENT_HEADERS, chat, startRelays } from './relayed.ts';

const WARM_UPS = 500;
const ROUNDS = 3000;

const relays = await startRelays();
const load = { method: 'POST' as const, headers: CLIENT_HEADERS, body: chat() };
const figures = await compareThroughput({ ...load, url: relays.ours }, { ...load, url: relays.bare });
report({
  name: 'relayed chat completion',
  unit: 'req/s',
  ...figures,
  judgedBy: 'ratio',
  bound: 'at least',
  target: 0.6,
});

const agent = new Agent();
async function latency(url: string): Promise<number> {
  const { origin, pathname: path } = new URL(url);
  const started = performance.now();
  const { statusCode, body } = await agent.request({ origin, path, ...load });
  await body.text();
  if (statusCode !== 200) throw new Error(`${url} answered ${statusCode}`);
  return performance.now() - started;
}

const latencies: { ours: number; bare: number }[] = [];
for (let round = -WARM_UPS; round < ROUNDS; round++) {
  const pair = { ours: await latency(relays.ours), bare: await latency(relays.bare) };
  if (round >= 0) latencies.push(pair);
}
report({
  name: 'relayed chat completion, median latency',
  unit: 'ms',
  measured: median(latencies.map(({ ours }) => ours)),
  baseline: median(latencies.map(({ bare }) => bare)),
  judgedBy: 'difference',
  bound: 'at most',
  target: 1,
});
await Promise.all([agent.close(), relays.stop()]);
