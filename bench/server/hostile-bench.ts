/** A hundred thousand hostile requests, or as many as HOSTILE_REQUESTS says, on the package as it is built. */
import { attack, furnish } from '../../test/hostile/attack.ts';
import { report } from '../figures.ts';
import { startProcess } from './processes/start-process.ts';

const COUNT = Number(process.env.HOSTILE_REQUESTS ?? 100_000);
const SEED = Number(process.env.HOSTILE_SEED ?? Date.now() % 1_000_000);
const LONGEST_MS = 1000;

const server = await startProcess(['dist/main.js', '--port', '0', '--ephemeral', '--upstream', 'simulate']);
await furnish(server.url);
const before = server.rss();
const { wrong, byStatus, slowestMs, requests } = await attack(server.url, COUNT, SEED, LONGEST_MS);
console.log(
  `seed ${SEED}, ${requests} requests, by status ${JSON.stringify(byStatus)}, slowest ${Math.round(slowestMs)} ms`,
);
console.log(`memory before ${Math.round(before / 2 ** 20)} MB, after ${Math.round(server.rss() / 2 ** 20)} MB`);
for (const one of wrong) console.log(one);
report({
  name: 'hostile requests with a wrong answer',
  measured: wrong.length,
  unit: 'findings',
  judgedBy: 'value',
  bound: 'at most',
  target: 0,
});
await server.stop();
