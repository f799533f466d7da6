/** The README's every command, run as it is written, in its order. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { PACKAGE_ROOT } from '../src/package-root.ts';
import { temporaryFolder } from './support/process.ts';

const run = promisify(execFile);
const ADDRESS = 'http://127.0.0.1:8328';
/** What .ci/run itself runs: installing and the suite take minutes. */
const RUN_BY_CI = ['npm ci && npm start', 'npm test'];

/** The commands of the shell blocks; one may be several lines. Comments are taken off. */
const COMMANDS = [...readFileSync(join(PACKAGE_ROOT, 'README.md'), 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)].flatMap(
  ([, block]) => block!.split(/\n(?=curl|npm|npx|docker)/).map((command) => command.replace(/ {2,}# .*$/m, '').trim()),
);

let folder = '';

test('those that .ci/run runs are there', () => {
  const script = readFileSync(join(PACKAGE_ROOT, '.ci/run'), 'utf8');
  expect(COMMANDS.slice(0, RUN_BY_CI.length)).toEqual(RUN_BY_CI);
  for (const part of ['npm ci', 'suite test']) expect(script).toContain(part);
});

test('the others, one after the other', async () => {
  folder = projectThatHasIt();
  let url: string | undefined;
  expect(COMMANDS.length).toBeGreaterThan(8);
  for (const command of COMMANDS.slice(RUN_BY_CI.length)) {
    if (command.startsWith('npm start')) {
      url = await start(command);
    } else if (command.startsWith('curl')) {
      expect(command).toContain(ADDRESS);
      expect(url, 'a server is started before').toBeDefined();
      const { stdout } = await shell(command.replaceAll(ADDRESS, url!));
      if (command.includes('stream_response')) expect(stdout).toMatch(/199 steps[\s\S]*event:\w*end\b/);
      else expect(() => JSON.parse(stdout), stdout).not.toThrow();
    } else {
      expect(command).toMatch(/^npx vectara-emulator /);
      const { stdout } = await shell(command);
      expect(stdout).toContain('the test saw 200');
    }
  }
});

/** With the failing of a refused request, which curl keeps quiet about. */
const shell = (command: string) =>
  run('bash', ['-euc', `curl() { command curl -sS --fail-with-body "$@"; }\n${command}`], {
    cwd: folder,
    env: environment(),
  });

const environment = (more: Record<string, string> = {}) => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VECTARA|VITEST|npm)_/.test(name))),
  PATH: `${join(PACKAGE_ROOT, 'node_modules/.bin')}:${process.env.PATH}`,
  ...more,
});

/** As it is written, but on a free port and in memory. Gives the address that it prints. */
async function start(command: string): Promise<string> {
  const free = { VECTARA_EMULATOR_PORT: '0', VECTARA_EMULATOR_EPHEMERAL: 'true', VECTARA_EMULATOR_LOG_LEVEL: 'warn' };
  const child = spawn('bash', ['-c', `exec ${command}`], {
    cwd: PACKAGE_ROOT,
    env: environment(free),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await closed;
  });
  let printed = '';
  return new Promise((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      printed += text;
      const found = /API\s+(http:\S+)\n/.exec(printed)?.[1];
      if (found) resolve(found);
    });
    child.once('close', () => reject(new Error(`${command} ended: ${printed}`)));
  });
}

/** A project that has the package, and a test that asks the emulator something. */
function projectThatHasIt(): string {
  const made = temporaryFolder();
  const modules = join(made, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(PACKAGE_ROOT, join(modules, 'vectara-emulator'));
  // As npm links a package's program, which it also makes one that may be run.
  const program = join(PACKAGE_ROOT, 'dist/main.js');
  writeFileSync(join(modules, '.bin/vectara-emulator'), `#!/bin/sh\nexec node '${program}' "$@"\n`, { mode: 0o755 });
  const asks = `fetch(process.env.VECTARA_BASE_URL + '/v2/llms', { headers: { 'x-api-key': process.env.VECTARA_API_KEY } })
    .then(({ status }) => console.log('the test saw', status));`;
  writeFileSync(join(made, 'ask.cjs'), asks);
  writeFileSync(join(made, 'package.json'), JSON.stringify({ name: 'a-project', scripts: { test: 'node ask.cjs' } }));
  return made;
}
