/**
 * What a run of Vitest with eight files of one trivial test takes, compared with a run of one file: with the fixture's shared
 * server, with a server for each file, and without any emulator, which is what Vitest itself takes. Of the built package.
 */
import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PACKAGE_ROOT } from '../../src/package-root.ts';
import { report } from '../figures.ts';
import { builtPackage, temporaryFolder } from '../server/processes/emulator.ts';
import { median } from '../statistics.ts';

const ROUNDS = 3;
const FILES = 8;
const run = promisify(execFile);
builtPackage();
const fixture = JSON.stringify(join(PACKAGE_ROOT, 'dist/vitest.js'));

const withEmulator = (options: string) => `
  import { emulatorTest } from ${fixture};
  import { expect } from 'vitest';
  emulatorTest(${options})('lists', async ({ emulator }) => {
    const { status } = await fetch(emulator.url + '/v2/corpora', { headers: emulator.headers });
    expect(status).toBe(200);
  });`;

const TESTS = {
  'a shared server': withEmulator(''),
  'a server each': withEmulator('{ ownServer: true }'),
  'no emulator': `import { expect, test } from 'vitest'; test('adds', () => expect(1 + 1).toBe(2));`,
};

function project(files: number, text: string): string {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  symlinkSync(join(PACKAGE_ROOT, 'node_modules'), join(folder, 'node_modules'));
  for (let index = 0; index < files; index += 1) writeFileSync(join(folder, `file-${index}.test.mjs`), text);
  return folder;
}

/** In milliseconds. */
async function timeOf(folder: string): Promise<number> {
  const started = performance.now();
  const vitest = join(PACKAGE_ROOT, 'node_modules/vitest/vitest.mjs');
  await run(process.execPath, [vitest, 'run', '--root', folder, '--testTimeout=60000'], { cwd: folder });
  return performance.now() - started;
}

const kinds = Object.entries(TESTS).map(([name, text]) => ({
  name,
  one: { folder: project(1, text), took: [] as number[] },
  many: { folder: project(FILES, text), took: [] as number[] },
}));
for (let round = 0; round < ROUNDS; round += 1) {
  for (const { one, many } of kinds) for (const each of [one, many]) each.took.push(await timeOf(each.folder));
}
const [shared, own, vitest] = kinds.map(({ one, many }) => ({ one: median(one.took), many: median(many.took) }));
report({
  name: `${FILES} test files with a shared server, compared with one`,
  unit: 'ms',
  measured: shared!.many,
  baseline: shared!.one,
  judgedBy: 'ratio',
  bound: 'at most',
  target: 2,
});
report({
  name: `${FILES} test files with a shared server, with one each`,
  unit: 'ms',
  measured: shared!.many,
  baseline: own!.many,
  judgedBy: 'ratio',
  bound: 'at most',
  target: 0.75,
});
console.log(`Without an emulator Vitest's ${FILES} files take ${(vitest!.many / vitest!.one).toFixed(2)} times one.`);
