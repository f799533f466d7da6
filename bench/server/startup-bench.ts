/** From starting the process to its first answer, and what it holds in memory when idle. */
import { setTimeout as delay } from 'node:timers/promises';
import manifest from '../../package.json' with { type: 'json' };
import { report } from '../figures.ts';
import { median } from '../statistics.ts';
import { builtPackage, SOURCE, temporaryFolder } from './processes/emulator.ts';
import { startProcess } from './processes/start-process.ts';

const WARM_UPS = 2;
const ROUNDS = 9;
const SETTLING_MS = 2000;
const MB = 1 << 20;

const flags = () => ['--port', '0', '--data-dir', temporaryFolder()];
const here = (file: string) => new URL(`./processes/${file}`, import.meta.url).pathname;
/** What `npm start` runs, less npm itself: `node scripts/start.js`. */
const start = manifest.scripts.start.split(' ').slice(1);
builtPackage();
const CASES = {
  bare: { args: [here('bare-fastify.js')], path: '/' },
  start: { args: [...start, ...flags()], path: '/_emulator/ready' },
  source: { args: [SOURCE, ...flags()], path: '/_emulator/ready' },
  full: { args: [here('emulator-of-177-operations.ts')], path: '/_emulator/ready' },
};
type Case = keyof typeof CASES;

async function measureStart({ args, path }: (typeof CASES)[Case]) {
  const started = performance.now();
  const server = await startProcess(args);
  const response = await fetch(server.url + path);
  const ms = performance.now() - started;
  if (!response.ok) throw new Error(`${args[0]} answered ${response.status}`);
  await response.text();
  await delay(SETTLING_MS);
  const mb = server.rss() / MB;
  await server.stop();
  return { ms, mb };
}

const starts: Record<Case, { ms: number; mb: number }[]> = { bare: [], start: [], source: [], full: [] };
for (let round = -WARM_UPS; round < ROUNDS; round++) {
  for (const name of Object.keys(CASES) as Case[]) {
    const start = await measureStart(CASES[name]);
    if (round >= 0) starts[name].push(start);
  }
}

const msOf = (name: Case) => median(starts[name].map(({ ms }) => ms));
const mbOf = (name: Case) => median(starts[name].map(({ mb }) => mb));
const ratio = (name: Case) => median(starts[name].map(({ ms }, round) => ms / starts.bare[round]!.ms));
const atMost = { bound: 'at most' as const };

for (const [name, label, target] of [
  ['start', 'npm start', 2],
  ['source', 'start, source', 3],
  ['full', 'start, source with 177 operations', 3],
] as const) {
  const compared = ratio(name);
  report({
    name: label,
    unit: 'ms',
    measured: msOf(name),
    baseline: msOf('bare'),
    judgedBy: 'ratio',
    compared,
    ...atMost,
    target,
  });
}
for (const [name, label, target] of [
  ['start', 'idle memory, npm start', 100],
  ['source', 'idle memory, source', 120],
  ['full', 'idle memory, source with 177 operations', 120],
] as const) {
  report({
    name: label,
    unit: 'MB',
    measured: mbOf(name),
    baseline: mbOf('bare'),
    judgedBy: 'value',
    ...atMost,
    target,
  });
}
