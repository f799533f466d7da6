/** How much later the chunks of a paced stream arrive than through a bare relay. */
import { report } from '../figures.ts';
import { median, quantile } from '../statistics.ts';
import { readStream } from './read-stream.ts';
import { startRelays } from './relayed.ts';

const WARM_UPS = 1;
const ROUNDS = 7;
const PACE = { chunks: 100, every: 15 };

const relays = await startRelays();

/** The 95th percentile over all chunks of `streams` read at once. */
async function slowChunks(url: string, streams: number): Promise<number> {
  const read = await Promise.all(Array.from({ length: streams }, () => readStream(url, PACE)));
  const delays = read.flatMap((stream) => stream.delays);
  if (delays.length !== streams * PACE.chunks) throw new Error(`${url}: ${delays.length} chunks arrived`);
  return quantile(delays, 0.95);
}

for (const streams of [1, 10]) {
  const rounds: { ours: number; bare: number }[] = [];
  for (let round = -WARM_UPS; round < ROUNDS; round++) {
    const pair = { ours: await slowChunks(relays.ours, streams), bare: await slowChunks(relays.bare, streams) };
    if (round >= 0) rounds.push(pair);
  }
  report({
    name: `delay of a streamed chunk, p95, ${streams === 1 ? 'one stream' : `${streams} streams`}`,
    unit: 'ms',
    measured: median(rounds.map(({ ours }) => ours)),
    baseline: median(rounds.map(({ bare }) => bare)),
    compared: median(rounds.map(({ ours, bare }) => ours - bare)),
    judgedBy: 'difference',
    bound: 'at most',
    target: 1,
  });
}
await relays.stop();
