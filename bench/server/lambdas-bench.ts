/** Lambda tools: the first call of an emulator, calls after it, and what others wait while a hundred run at once. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { report } from '../figures.ts';
import { builtPackage, startEmulatorProcess, temporaryFolder } from './processes/emulator.ts';

const COLD = 5;
const CALLS = 300;
const AT_ONCE = 100;

const headers = { 'x-api-key': 'any', 'content-type': 'application/json' };
const code = `
def process(revenue: int, industry: str = "other") -> dict:
    return {"score": min(revenue // 10_000, 50) + len(industry)}`;

type Emulator = Awaited<ReturnType<typeof startEmulatorProcess>>;

async function post({ url }: Emulator, path: string, body: object) {
  const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${text}`);
  return JSON.parse(text);
}

/** Milliseconds that a call takes, as its caller sees it. */
async function call(emulator: Emulator, id: string): Promise<number> {
  const started = performance.now();
  const { type } = await post(emulator, `/v2/tools/${id}/test`, { input: { revenue: 100_000 } });
  if (type !== 'success') throw new Error('the lambda failed');
  return performance.now() - started;
}

const newLambda = async (emulator: Emulator): Promise<string> =>
  (await post(emulator, '/v2/tools', { type: 'lambda', name: 'score', description: 'Scores.', code })).id;

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

// The first one may have to make the memory that others begin with.
const cold: number[] = [];
for (let n = 0; n <= COLD; n += 1) {
  const emulator = await startEmulatorProcess(builtPackage(), temporaryFolder());
  const started = performance.now();
  await newLambda(emulator);
  if (n > 0) cold.push(performance.now() - started);
  await emulator.stop();
}
report({
  name: 'the first code of an emulator is read',
  unit: 'ms',
  measured: median(cold),
  judgedBy: 'value',
  bound: 'at most',
  target: 1500,
});

const emulator = await startEmulatorProcess(builtPackage(), temporaryFolder());
const id = await newLambda(emulator);
const warm: number[] = [];
for (let n = 0; n < CALLS; n += 1) warm.push(await call(emulator, id));
report({
  name: 'a call of a lambda',
  unit: 'ms',
  measured: median(warm.slice(50)),
  judgedBy: 'value',
  bound: 'at most',
  target: 5,
});

const others = new Worker(new URL('../corpora/watch-others.ts', import.meta.url), {
  workerData: `${emulator.url}/v2/agents`,
});
await Promise.all(Array.from({ length: AT_ONCE }, () => call(emulator, id)));
others.postMessage('done');
const [waits] = (await once(others, 'message')) as [number[]];
report({
  name: `others wait while ${AT_ONCE} lambdas are called at once`,
  unit: 'ms',
  measured: Math.max(...waits),
  judgedBy: 'value',
  bound: 'at most',
  target: 50,
});
await others.terminate();
await emulator.stop();
