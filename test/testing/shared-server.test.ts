/** The server that the files of a run share. The runs here are of Vitest itself, with the package as it is built. */
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { serverOfRun } from '../../src/testing/run-server.ts';
import { temporaryFolder } from '../support/process.ts';

interface Seen {
  url: string;
  apiKey: string;
}

/** Runs files, each with one test that says what it was given; `options` is the text of those of the file. */
async function runFiles(options: string[], flags: string[] = []) {
  const folder = temporaryFolder();
  const folderForServers = join(folder, 'tmp');
  mkdirSync(folderForServers);
  symlinkSync(join(PACKAGE_ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (const [index, given] of options.entries()) {
    const text = `
      import { writeFileSync } from 'node:fs';
      import { emulatorTest } from ${JSON.stringify(join(PACKAGE_ROOT, 'dist/vitest.js'))};
      import { expect } from 'vitest';
      emulatorTest(${given})('is served', async ({ emulator }) => {
        expect(await emulator.faults.list()).toEqual([]);
        await emulator.faults.add({ fault: { type: 'drop' } });
        const { url, apiKey } = emulator;
        writeFileSync(${JSON.stringify(join(folder, `seen-${index}.json`))}, JSON.stringify({ url, apiKey }));
      });`;
    writeFileSync(join(folder, `file-${index}.test.mjs`), text);
  }
  const env = { ...process.env, TMPDIR: folderForServers, TEMP: folderForServers };
  // Not what Vitest tells its workers: this one would take itself for one.
  const clean = Object.fromEntries(Object.entries(env).filter(([name]) => !/^VITEST(_\w+_ID|_MODE)?$/.test(name)));
  const vitest = join(PACKAGE_ROOT, 'node_modules/vitest/vitest.mjs');
  await promisify(execFile)(process.execPath, [vitest, 'run', '--root', folder, '--testTimeout=60000', ...flags], {
    cwd: folder,
    env: clean,
  });
  return options.map((_, index): Seen => JSON.parse(readFileSync(join(folder, `seen-${index}.json`), 'utf8')));
}

/** Whether anything listens there. */
const answers = (url: string) =>
  fetch(`${url}/_emulator/health`).then(
    ({ ok }) => ok,
    () => false,
  );

describe('the files of a run', () => {
  const accounts = (seen: Seen[]) => new Set(seen.map(({ apiKey }) => apiKey)).size;

  test('share a server when they give the same options, each test with an account of its own', async () => {
    const [first, second, other] = await runFiles(['', '', '{ strictScripts: true }']);
    expect(first!.url).toBe(second!.url);
    expect(other!.url).not.toBe(first!.url);
    expect(accounts([first!, second!, other!])).toBe(3);
    for (const { url } of [first!, other!]) await expect.poll(() => answers(url)).toBe(false);
  });

  test('which run in threads, too', async () => {
    const seen = await runFiles(['', ''], ['--pool=threads']);
    expect([new Set(seen.map(({ url }) => url)).size, accounts(seen)]).toEqual([1, 2]);
    await expect.poll(() => answers(seen[0]!.url)).toBe(false);
  });
});

describe('a server', () => {
  test('is started once by all who ask at the same time, and again when it is gone', async () => {
    const options = { upstream: 'simulate', environment: { NAME: 'once' } } as const;
    const [first, ...others] = await Promise.all([1, 2, 3].map(() => serverOfRun(options)));
    expect(others).toEqual([first, first]);
    process.kill(first!.pid, 'SIGKILL');
    await expect.poll(() => answers(first!.url)).toBe(false);
    const next = await serverOfRun(options);
    expect(next.pid).not.toBe(first!.pid);
    expect(await answers(next.url)).toBe(true);
  });

  test('that does not start says why, each time', async () => {
    for (const _ of [1, 2]) {
      await expect(serverOfRun({ seed: '/nowhere/seed.yaml' })).rejects.toThrow(/did not start: .*seed\.yaml/);
    }
  });
});
