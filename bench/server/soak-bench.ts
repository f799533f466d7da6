/** A hundred thousand calls of an ordinary kind: what is held in memory, once the garbage is collected, does not grow. */
import { Pool } from 'undici';
import { report } from '../figures.ts';
import { startProcess } from './processes/start-process.ts';

const CALLS = Number(process.env.SOAK_CALLS ?? 100_000);
const LEGS = 5;
const AT_ONCE = 8;
const MB = 2 ** 20;

const server = await startProcess(['dist/main.js', '--port', '0', '--ephemeral', '--upstream', 'simulate'], {
  measuresMemory: true,
});
const pool = new Pool(server.url, { connections: AT_ONCE });
let failures = 0;

async function call(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<void> {
  const headers = { 'x-api-key': 'k', 'content-type': 'application/json' };
  const answer = await pool.request({ method, path, headers, body: body ? JSON.stringify(body) : null });
  await answer.body.dump();
  if (answer.statusCode >= 400) failures += 1;
}

const search = { corpora: [{ corpus_key: 'c' }] };
await call('POST', '/v2/corpora', { key: 'c' });
await call('POST', '/v2/llms', { type: 'openai-compatible', name: 'l', model: 'm', uri: 'http://x.example/v1' });

/** Six calls: a document comes, is found, is asked about, and goes. */
async function round(number: number): Promise<void> {
  const id = `d${number}`;
  const part = { text: `Lamp ${number} of the lighthouse was lit in 1822 with the lens that Fresnel made.` };
  await call('POST', '/v2/corpora/c/documents', { id, type: 'core', document_parts: [part] });
  await call('GET', `/v2/corpora/c/documents/${id}`);
  await call('POST', '/v2/query', { query: 'Who made the lens?', search });
  await call('POST', '/v2/query', { query: 'Who made the lens?', search, generation: {}, stream_response: true });
  await call('POST', '/v2/llms/chat/completions', { model: 'l', messages: [{ role: 'user', content: 'Hello' }] });
  await call('DELETE', `/v2/corpora/c/documents/${id}`);
}

const CALLS_A_ROUND = 6;
let next = 0;
const held: number[] = [];
for (let leg = 1; leg <= LEGS; leg++) {
  const last = Math.ceil((CALLS / CALLS_A_ROUND) * (leg / LEGS));
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < last) await round(next++);
    }),
  );
  held.push((await server.rssCollected()) / MB);
}
console.log(
  `${next * CALLS_A_ROUND} calls, ${failures} refused; MB after each fifth: ${held.map(Math.round).join(', ')}`,
);
report({
  name: 'memory after all of them, compared with after the first fifth',
  unit: 'MB',
  measured: held.at(-1)!,
  baseline: held[0]!,
  judgedBy: 'ratio',
  bound: 'at most',
  target: 1.1,
});
await pool.destroy();
await server.stop();
