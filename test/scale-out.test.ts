/** examples/scale-out: nginx, as Debian has it, before three emulators. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PACKAGE_ROOT } from '../src/package-root.ts';
import { createClient } from './support/client.ts';
import { startProcess, temporaryFolder } from './support/process.ts';

const hasNginx = spawnSync('nginx', ['-v']).status === 0;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

const startReplica = (name: string, port: number, folder: string) =>
  startProcess(['--replica', name, '--port', `${port}`, '--data-dir', join(folder, name), '--isolation', 'key']);

/** The example's own configuration, on ports that are free. */
async function startNginx(folder: string, ports: Record<string, number>) {
  const port = await freePort();
  const text = readFileSync(join(PACKAGE_ROOT, 'examples/scale-out/nginx.conf'), 'utf8')
    .replace('127.0.0.1:8328', `127.0.0.1:${port}`)
    .replace(/127\.0\.0\.1:833(\d)/g, (_, number: string) => `127.0.0.1:${ports[`r${number}`]}`);
  writeFileSync(join(folder, 'nginx.conf'), text);
  const nginx = spawn('nginx', ['-p', folder, '-c', 'nginx.conf'], { stdio: ['ignore', 'ignore', 'inherit'] });
  onTestFinished(async () => {
    nginx.kill('SIGQUIT');
    await once(nginx, 'exit');
  });
  return `http://127.0.0.1:${port}`;
}

test('accounts are spread, keys lead back to theirs, and a replica that was killed comes back with its data', async ({
  skip,
}) => {
  if (!hasNginx) console.info('Skipped: scale-out: there is no nginx here; .ci/run installs it.');
  skip(!hasNginx, 'there is no nginx here; .ci/run installs it');
  const folder = temporaryFolder();
  const ports: Record<string, number> = { r1: await freePort(), r2: await freePort(), r3: await freePort() };
  const replicas = Object.fromEntries(
    await Promise.all(
      Object.entries(ports).map(async ([name, port]) => [name, await startReplica(name, port, folder)] as const),
    ),
  );
  const url = await startNginx(folder, ports);
  const api = createClient(() => url);
  await expect
    .poll(() =>
      api.get('/replicas/r1/ready').then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200);

  /** What each key's account has: a corpus that is called like the key, made over nginx. */
  const keys = Array.from({ length: 30 }, (_, index) => `key-${index}`);
  const asked = (key: string, path: string) => api.get(path, { headers: { 'x-api-key': key } });
  for (const key of keys) {
    const created = await api.post('/v2/corpora', { key }, { headers: { 'x-api-key': key } });
    expect(created.status).toBe(201);
  }
  const corporaOf = async (key: string) =>
    (await asked(key, '/v2/corpora')).body.corpora.map((one: { key: string }) => one.key);
  for (const key of keys) expect(await corporaOf(key)).toEqual([key]);

  const home: Record<string, string> = {};
  for (const [name, replica] of Object.entries(replicas)) {
    for (const key of keys) {
      const { body } = await replica.get('/v2/corpora', { headers: { 'x-api-key': key } });
      if (body.corpora.length > 0) home[key] = name;
    }
  }
  expect(new Set(Object.values(home))).toEqual(new Set(['r1', 'r2', 'r3']));

  // A key that was made in an account leads to it, in either header.
  for (const name of ['r1', 'r2', 'r3']) {
    const owner = keys.find((key) => home[key] === name)!;
    const request = { name: 'made', api_roles: ['owner'] };
    const { body } = await api.post('/v2/api_keys', request, { headers: { 'x-api-key': owner } });
    expect(body.secret_key).toMatch(new RegExp(`^z[a-z]+_${name}_[0-9A-Za-z]{40}$`));
    expect(await corporaOf(body.secret_key)).toEqual([owner]);
    const bearer = await fetch(`${url}/v2/corpora`, { headers: { authorization: `Bearer ${body.secret_key}` } });
    expect(await bearer.json()).toMatchObject({ corpora: [{ key: owner }] });
  }

  const lost = keys.find((key) => home[key] === 'r2')!;
  const other = keys.find((key) => home[key] === 'r3')!;
  replicas.r2!.child.kill('SIGKILL');
  await replicas.r2!.exited;
  const down = await asked(lost, '/v2/corpora');
  expect([down.status, down.body]).toEqual([
    503,
    { messages: [expect.stringContaining('does not answer')], request_id: expect.any(String) },
  ]);
  expect(await corporaOf(other)).toEqual([other]);
  expect((await api.get('/replicas/r2/ready')).status).toBe(503);
  await startReplica('r2', ports.r2!, folder);
  expect(await corporaOf(lost)).toEqual([lost]);
}, 60_000);
