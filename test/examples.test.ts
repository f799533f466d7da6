/** The examples, each as its reader would run it. */
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { PACKAGE_ROOT } from '../src/package-root.ts';
import { emulatorForFile } from './support/emulator.ts';
import { temporaryFolder } from './support/process.ts';

const run = promisify(execFile);
const EXAMPLES = join(PACKAGE_ROOT, 'examples');

/** A copy of the project with what `npm install` of the published package would put beside it. */
function installed(example: string): string {
  const folder = temporaryFolder();
  cpSync(join(EXAMPLES, example), folder, { recursive: true });
  for (const name of ['package.json', ...manifest.files]) {
    cpSync(join(PACKAGE_ROOT, name), join(folder, 'node_modules/vectara-emulator', name), { recursive: true });
  }
  for (const name of ['vitest', ...Object.keys(manifest.dependencies)]) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(PACKAGE_ROOT, 'node_modules', name), link);
  }
  return folder;
}

test('the TypeScript project passes its own tests with the package as it is built', async () => {
  const vitest = join(PACKAGE_ROOT, 'node_modules/vitest/vitest.mjs');
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  const folder = installed('typescript');
  const report = join(folder, 'report.json');
  await run(process.execPath, [vitest, 'run', '--reporter=json', `--outputFile=${report}`], {
    cwd: folder,
    env: environment,
  });
  expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({
    success: true,
    numPassedTests: 2,
    numTotalTests: 2,
  });
});

describe('against a running emulator', () => {
  const api = emulatorForFile({ upstream: 'simulate' });
  const environment = () => ({ ...process.env, VECTARA_URL: api.url });

  test('the curl script', async () => {
    const { stdout } = await run('bash', [join(EXAMPLES, 'curl/query.sh')], { env: environment() });
    expect(JSON.parse(stdout)).toMatchObject({
      summary: 'It was built in 1811 [1].',
      search_results: [{ document_id: 'bell-rock' }],
    });
  });

  test('the Python script', async ({ skip }) => {
    const reason = missingPython();
    if (reason) console.info(`The Python example is skipped: ${reason}`);
    skip(reason !== undefined, reason);
    const { stdout } = await run('python3', [join(EXAMPLES, 'python/query.py')], { env: environment() });
    expect(stdout).toMatch(/^It was built in 1811 \[1\]\.\n {2}\d\.\d\d bell-rock: The Bell Rock/);
  });
});

function missingPython(): string | undefined {
  try {
    execFileSync('python3', ['-c', 'import requests'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'there is no python3 with `requests` here.';
  }
}
