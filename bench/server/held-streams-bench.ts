/** Many streams held open for half a minute: none may be lost, and their memory must come back. */
import { setTimeout as delay } from 'node:timers/promises';
import { report } from '../figures.ts';
import { readStream } from './read-stream.ts';
import { startRelays } from './relayed.ts';

const STREAMS = 500;
const PACE = { chunks: 30, every: 1000 };
/** Idle connections to the upstream are kept for a few seconds. */
const SETTLING_MS = 6000;
const MB = 1 << 20;

const relays = await startRelays({ measuresMemory: true });
await readStream(relays.ours, { chunks: 5, every: 10 });
const before = await relays.emulator.rssCollected();

const streams = await Promise.all(Array.from({ length: STREAMS }, () => readStream(relays.ours, PACE)));
const whole = streams.filter(({ delays, complete }) => complete && delays.length === PACE.chunks).length;
await delay(SETTLING_MS);
const after = await relays.emulator.rssCollected();
await relays.stop();

const name = `${STREAMS} streams held open for 30 s`;
report({ name, unit: 'streams', measured: whole, judgedBy: 'value', bound: 'at least', target: STREAMS });
report({
  name: `${name}: memory after, against before`,
  unit: 'MB',
  measured: after / MB,
  baseline: before / MB,
  judgedBy: 'ratio',
  bound: 'at most',
  target: 1.2,
});
