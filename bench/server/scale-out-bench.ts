/** examples/scale-out: requests a second of three emulators behind nginx against one behind it. On two cores three cannot do three times as much. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { report } from '../figures.ts';
import { median } from '../statistics.ts';
import { throughput } from './load.ts';
import { builtPackage, temporaryFolder } from './processes/emulator.ts';
import { startProcess } from './processes/start-process.ts';

const ROUNDS = 5;
const SECONDS = 4;
const CONFIGURATION = join(import.meta.dirname, '../../examples/scale-out/nginx.conf');

if (spawnSync('nginx', ['-v']).status !== 0) {
  console.log('scale-out: there is no nginx here');
  process.exit(0);
}
const folder = temporaryFolder();
const entry = builtPackage();
const replicas = await Promise.all(
  ['r1', 'r2', 'r3'].map((name) =>
    startProcess([
      entry,
      '--replica',
      name,
      '--port',
      '0',
      '--ephemeral',
      '--isolation',
      'key',
      '--log-level',
      'silent',
    ]),
  ),
);
const urls = replicas.map(({ url }) => url);
const three = await startNginx('three', urls);
const one = await startNginx('one', [urls[0]!, urls[0]!, urls[0]!]);

const keys = await oneKeyEach();
for (const key of keys) await fill(one.url, key);
const loadOf = (url: string, key: string) => ({
  url: `${url}/v2/corpora/kb/query`,
  method: 'POST' as const,
  headers: { 'x-api-key': key, 'content-type': 'application/json' },
  body: JSON.stringify({ query: 'When was the lighthouse built?', search: { limit: 10 } }),
});
const all = async (url: string) => {
  const each = await Promise.all(keys.map((key) => throughput(loadOf(url, key), SECONDS)));
  return each.reduce((sum, rate) => sum + rate, 0);
};
await all(three.url);
await all(one.url);
const rounds: { three: number; one: number }[] = [];
for (let round = 0; round < ROUNDS; round++) rounds.push({ three: await all(three.url), one: await all(one.url) });
report({
  name: 'queries behind nginx, three replicas against one',
  unit: 'req/s',
  measured: median(rounds.map((round) => round.three)),
  baseline: median(rounds.map((round) => round.one)),
  compared: median(rounds.map((round) => round.three / round.one)),
  judgedBy: 'ratio',
  bound: 'at least',
  target: 1.1,
});
for (const { stop } of [three, one]) await stop();
await Promise.all(replicas.map(({ stop }) => stop()));

async function startNginx(name: string, to: string[]) {
  const own = join(folder, name);
  mkdirSync(own);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  const text = readFileSync(CONFIGURATION, 'utf8')
    .replace('127.0.0.1:8328', `127.0.0.1:${port}`)
    .replace(/127\.0\.0\.1:833(\d)/g, (_, number: string) => new URL(to[Number(number) - 1]!).host);
  writeFileSync(join(own, 'nginx.conf'), text);
  const nginx = spawn('nginx', ['-p', own, '-c', 'nginx.conf'], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  while (
    !(await fetch(`${url}/replicas/r1/ready`).then(
      ({ ok }) => ok,
      () => false,
    ))
  );
  const stop = async () => {
    nginx.kill('SIGQUIT');
    await once(nginx, 'exit');
  };
  return { url, stop };
}

/** Keys whose accounts, filled over nginx, are on different replicas. */
async function oneKeyEach(): Promise<string[]> {
  const found = new Map<string, string>();
  for (let index = 0; found.size < urls.length; index += 1) {
    const key = `key-${index}`;
    await fill(three.url, key);
    for (const url of urls) {
      const answer = await fetch(`${url}/v2/corpora`, { headers: loadHeaders(key) });
      const { corpora } = (await answer.json()) as { corpora: object[] };
      if (corpora.length > 0) found.set(url, key);
    }
  }
  return [...found.values()];
}

async function fill(url: string, key: string): Promise<void> {
  const post = (path: string, body: object) =>
    fetch(url + path, { method: 'POST', headers: loadHeaders(key), body: JSON.stringify(body) });
  await post('/v2/corpora', { key: 'kb' });
  const document_parts = Array.from({ length: 2000 }, (_, index) => ({
    text: `Lighthouse ${index} was built in ${1000 + index}.`,
  }));
  await post('/v2/corpora/kb/documents', { id: 'd', type: 'core', document_parts });
}

function loadHeaders(key: string) {
  return { 'x-api-key': key, 'content-type': 'application/json' };
}
