/** The examples, each as its reader would run it. */
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, type TestContext, test } from 'vitest';
import { parse } from 'yaml';
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
  for (const name of ['package.json', ...manifest.files.filter((file) => !file.startsWith('!'))]) {
    cpSync(join(PACKAGE_ROOT, name), join(folder, 'node_modules/vectara-emulator', name), { recursive: true });
  }
  chmodSync(join(folder, 'node_modules/vectara-emulator/dist/main.js'), 0o755);
  mkdirSync(join(folder, 'node_modules/.bin'));
  symlinkSync('../vectara-emulator/dist/main.js', join(folder, 'node_modules/.bin/vectara-emulator'));
  for (const name of ['vitest', 'playwright-core', ...Object.keys(manifest.dependencies)]) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(PACKAGE_ROOT, 'node_modules', name), link);
  }
  return folder;
}

test('the TypeScript project passes its own tests with the package as it is built', async () => {
  const vitest = join(PACKAGE_ROOT, 'node_modules/vitest/vitest.mjs');
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^VITEST(_\w+_ID|_MODE)?$/.test(name)),
  );
  const folder = installed('typescript');
  const report = join(folder, 'report.json');
  // The emulator is started in the time of its first test; five seconds are few where compilers run beside it.
  const flags = ['--testTimeout=60000', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  await run(process.execPath, [vitest, 'run', ...flags], { cwd: folder, env: environment }).catch((error) => {
    throw new Error(`${error.message}${error.stdout}${error.stderr}`);
  });
  expect(JSON.parse(readFileSync(report, 'utf8'))).toMatchObject({
    success: true,
    numPassedTests: 3,
    numTotalTests: 3,
  });
});

/** What a shell in the folder sees: the commands of its packages first, the Node of these tests, and no Vitest around it. */
function shellIn(folder: string, more: Record<string, string> = {}) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST(_\w+_ID|_MODE)?$|VECTARA_|npm_|NODE_)/.test(name),
  );
  const path = [join(folder, 'node_modules/.bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
  return { cwd: folder, env: { ...Object.fromEntries(kept), PATH: path, ...more } };
}

/** `npm test` there. */
async function npmTest(folder: string) {
  const { stdout, stderr } = await run('npm', ['test'], shellIn(folder));
  return stdout + stderr;
}

/** Says why in the log, too. */
function skipWithout(condition: unknown, what: string, { skip, task }: TestContext): void {
  if (!condition) console.info(`Skipped: ${task.name}: ${what}.`);
  skip(!condition, what);
}

describe('a recipe', () => {
  test('for node:test', async () => {
    expect(await npmTest(installed('node-test'))).toMatch(/pass 2\n[\s\S]*fail 0\n/);
  });

  test('for Jest', async (context) => {
    const jest = process.env.JEST_FOLDER ?? join(PACKAGE_ROOT, 'node_modules/jest');
    skipWithout(existsSync(jest), 'there is no Jest here; .ci/run installs it', context);
    const folder = installed('jest');
    symlinkSync(jest, join(folder, 'node_modules/jest'));
    expect(await npmTest(folder)).toMatch(/Tests: +2 passed, 2 total/);
  });

  test('for Playwright', async (context) => {
    const chromium = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
    skipWithout(existsSync(chromium), 'there is no Chromium here; .ci/run installs it', context);
    expect(await npmTest(installed('playwright'))).toMatch(/pass 1\n[\s\S]*fail 0\n/);
  });

  test('for pytest', async (context) => {
    const python = pythonWith('pytest');
    skipWithout(python, 'there is no python3 with pytest here; .ci/run installs it', context);
    const pytest = `${python} -m pytest -p no:cacheprovider`;
    const command = `vectara-emulator exec --upstream simulate --isolation key -- ${pytest}`;
    const { stdout } = await run('bash', ['-c', command], shellIn(installed('pytest')));
    expect(stdout).toMatch(/2 passed/);
  });

  test('for pytest, as a plugin that starts the emulator itself', async (context) => {
    const python = pythonWith('pytest');
    skipWithout(python, 'there is no python3 with pytest here; .ci/run installs it', context);
    const folder = installed('pytest');
    cpSync(join(EXAMPLES, 'python/pytest_vectara_emulator.py'), join(folder, 'pytest_vectara_emulator.py'));
    writeFileSync(join(folder, 'conftest.py'), 'pytest_plugins = ["pytest_vectara_emulator"]\n');
    writeFileSync(join(folder, 'test_answers.py'), PLUGIN_TEST);
    const { stdout } = await run(python!, ['-m', 'pytest', '-p', 'no:cacheprovider'], shellIn(folder));
    expect(stdout).toMatch(/2 passed/);
  });

  test('for GitHub Actions, as an action: its script', async () => {
    const { inputs, runs } = parse(readFileSync(join(PACKAGE_ROOT, 'action.yml'), 'utf8'));
    const [folder, temporary] = [installed('node-test'), temporaryFolder()];
    const files = { GITHUB_ENV: join(temporary, 'environment'), GITHUB_OUTPUT: join(temporary, 'output') };
    const start = (flags: string) => {
      const given = { EMULATOR_VERSION: inputs.version.default, EMULATOR_FLAGS: flags, RUNNER_TEMP: temporary };
      const shell = ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c', runs.steps[0].run];
      return run('bash', shell, shellIn(folder, { ...files, ...given }));
    };
    await start(`${inputs.flags.default} --built-in-pace "20"`);
    const lines = (file: string) => readFileSync(file, 'utf8').trim().split('\n');
    const [url, log] = lines(files.GITHUB_OUTPUT).map((line) => line.replace(/^\w+=/, ''));
    expect(lines(files.GITHUB_ENV)).toEqual([
      `VECTARA_BASE_URL=${url}`,
      'VECTARA_API_KEY=any',
      `OPENAI_BASE_URL=${url}/v2/llms`,
    ]);
    const { pid } = JSON.parse(readFileSync(join(dirname(log!), 'ready.json'), 'utf8'));
    onTestFinished(() => void process.kill(pid));
    expect(await (await fetch(`${url}/v2/corpora`, { headers: { 'x-api-key': 'any' } })).json()).toMatchObject({
      corpora: [],
    });
    await expect(start('--nope')).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining('--nope') });
  });

  test('for GitHub Actions: its steps, one after the other', async () => {
    const folder = installed('node-test');
    const [environment, temporary] = [join(folder, 'environment'), temporaryFolder()];
    const { jobs } = parse(readFileSync(join(EXAMPLES, 'github-actions/tests.yml'), 'utf8'));
    const output: Record<string, string> = {};
    // What the project depends on is there already.
    const steps = (jobs.tests.steps as { name?: string; run?: string }[]).filter((step) => step.run !== 'npm ci');
    for (const { name = 'unnamed', run: script } of steps) {
      if (script === undefined) continue;
      const lines = existsSync(environment) ? readFileSync(environment, 'utf8').trim().split('\n') : [];
      const given = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
      const shell = shellIn(folder, { ...given, GITHUB_ENV: environment, RUNNER_TEMP: temporary });
      const { stdout, stderr } = await run('bash', ['-e', '-o', 'pipefail', '-c', script], shell);
      output[name] = stdout + stderr;
    }
    expect(output['Tests with an emulator of their own']).toMatch(/pass 2\n/);
    expect(JSON.parse(output['A step that uses it']!)).toMatchObject({ corpora: [] });
    expect(output['What was asked of it']).toContain('listCorpora');
    expect(Object.keys(output)).toContain('Stop the emulator');
    await expect.poll(() => existsSync(join(temporary, 'emulator.json'))).toBe(false);
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

  test('the Python script', async (context) => {
    const python = pythonWith('requests');
    skipWithout(python, 'there is no python3 with requests here', context);
    const { stdout } = await run(python!, [join(EXAMPLES, 'python/query.py')], { env: environment() });
    expect(stdout).toMatch(/^It was built in 1811 \[1\]\.\n {2}\d\.\d\d bell-rock: The Bell Rock/);
  });
});

const PLUGIN_TEST = `
import pytest
from answers import answer
from pytest_vectara_emulator import EmulatorError

PART = {"text": "Everyone has thirty days of leave a year."}
HANDBOOK = {"key": "handbook", "documents": [{"id": "leave", "type": "core", "document_parts": [PART]}]}


def test_everything_a_test_wants(vectara):
    vectara.seed({"corpora": [HANDBOOK]})
    vectara.script({"match": {"messages": [{"contains": "leave"}]}, "answer": {"text": "Thirty days [1]."}})
    assert answer(vectara.url, vectara.api_key, "How much leave do I have?") == "Thirty days [1]."
    assert len(vectara.calls(operation="queryCorpus")) == 1
    vectara.assert_called({"filter": {"operation": "queryCorpus"}, "count": 1})
    with pytest.raises(EmulatorError):
        vectara.assert_called({"filter": {"operation": "queryCorpus"}, "count": 2})
    vectara.fault({"when": {"times": 1}, "fault": {"type": "rate_limit"}})
    assert answer(vectara.url, vectara.api_key, "Why?").startswith("Too many questions")


def test_knows_nothing_of_another(vectara):
    assert vectara.call("GET", "/v2/corpora")["corpora"] == []
    with pytest.raises(EmulatorError, match="cuont"):
        vectara.fault({"cuont": 1})
`;

/** The first python3 that can import the module: the one of the path, or Debian's, whose packages are apt's. */
function pythonWith(module: string): string | undefined {
  return ['python3', '/usr/bin/python3'].find((python) => {
    try {
      execFileSync(python, ['-c', `import ${module}`], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}
