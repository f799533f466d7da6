/** What 500 API scripts add to a query that none of them answers, and what passing a call to another server adds to it. */
import { Pool } from 'undici';
import { report } from '../figures.ts';
import { median } from '../statistics.ts';
import { builtPackage, startEmulatorProcess, temporaryFolder } from './processes/emulator.ts';
import { startProcess } from './processes/start-process.ts';

const WARM_UP = 100;
const ROUNDS = 600;
const SCRIPTS = 500;

const headers = { 'x-api-key': 'any', 'content-type': 'application/json' };
type Call = (method: 'GET' | 'POST', path: string, body?: object) => Promise<void>;

function client(url: string, account: string): Call {
  const pool = new Pool(url, { connections: 1 });
  return async (method, path, json) => {
    const { statusCode, body } = await pool.request({
      method,
      path,
      headers: { ...headers, 'x-emulator-account': account },
      body: json ? JSON.stringify(json) : null,
    });
    const text = await body.text();
    if (statusCode > 299) throw new Error(`${method} ${path}: ${statusCode} ${text}`);
  };
}

const timed = async (work: () => Promise<void>) => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

/** One after the other, so that whatever else the machine does strikes both alike. */
async function alternate(one: () => Promise<void>, other: () => Promise<void>) {
  const taken: { measured: number; baseline: number }[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const pair = { measured: 0, baseline: 0 };
    for (const which of round % 2 === 0 ? (['measured', 'baseline'] as const) : (['baseline', 'measured'] as const)) {
      pair[which] = await timed(which === 'measured' ? one : other);
    }
    if (round >= 0) taken.push(pair);
  }
  return { measured: median(taken.map((pair) => pair.measured)), baseline: median(taken.map((pair) => pair.baseline)) };
}

const vectara = await startEmulatorProcess(builtPackage(), temporaryFolder());
const emulator = await startProcess([
  ...[builtPackage(), '--port', '0', '--data-dir', temporaryFolder()],
  ...['--vectara', vectara.url],
]);

const document_parts = Array.from({ length: 200 }, (_, i) => ({
  text: `Bridge ${i} stands on ${i + 2} pillars of stone.`,
}));
const query = { query: 'How do bridges stand?', search: { corpora: [{ corpus_key: 'bench' }] }, generation: {} };
const [plain, scripted] = ['plain', 'scripted'].map((account) => client(emulator.url, account)) as [Call, Call];
for (const call of [plain, scripted]) {
  await call('POST', '/v2/corpora', { key: 'bench' });
  await call('POST', '/v2/corpora/bench/documents', { id: 'texts', type: 'core', document_parts });
}
for (let i = 0; i < SCRIPTS; i++) {
  await scripted('POST', '/_emulator/api-scripts', {
    match: {
      operation: 'query',
      headers: i % 2 ? { 'user-agent': { exists: false } } : {},
      body: { holds: { query: `Question ${i}`, search: { limit: i } } },
    },
    answer: { body: {} },
  });
}
report({
  name: `a query beside ${SCRIPTS} API scripts that look at its body`,
  unit: 'ms',
  ...(await alternate(
    () => scripted('POST', '/v2/query', query),
    () => plain('POST', '/v2/query', query),
  )),
  judgedBy: 'ratio',
  bound: 'at most',
  target: 1.05,
});

const direct = client(vectara.url, 'default');
await direct('POST', '/_emulator/api-scripts', { match: { operation: 'getPipeline' }, answer: { body: { key: 'p' } } });
report({
  name: 'a call that is passed to Vectara, beside the call itself',
  unit: 'ms',
  ...(await alternate(
    () => plain('GET', '/v2/pipelines/p'),
    () => direct('GET', '/v2/pipelines/p'),
  )),
  judgedBy: 'difference',
  bound: 'at most',
  target: 1,
});
await Promise.all([emulator.stop(), vectara.stop()]);
process.exit();
