import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readCommand } from '../../src/config.ts';
import { runProcess, startProcess, temporaryFolder } from '../support/process.ts';
import { serve } from '../upstream/support/serve.ts';

const FLAGS = ['port', 'host', 'data-dir', 'ephemeral', 'upstream', 'log-level', 'help', 'version'];
const VERSION = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;

const isOneLine = (text: string) => /^vectara-emulator: [^\n]+\n$/.test(text);

test('--help names every flag with its variable and its default', async () => {
  const { code, stdout, stderr } = await runProcess(['--help', '--port', 'ignored']);
  expect([code, stderr]).toEqual([0, '']);
  for (const flag of FLAGS) expect(stdout).toContain(`--${flag}`);
  for (const flag of FLAGS.slice(0, 6)) {
    expect(stdout).toContain(`VECTARA_EMULATOR_${flag.toUpperCase().replace('-', '_')}`);
  }
  for (const fallback of ['8328', '127.0.0.1', '.vectara-emulator', 'live', 'info']) expect(stdout).toContain(fallback);
});

test('--version', async () => {
  expect(await runProcess(['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
});

describe('what cannot be used ends in one line that names the choices', () => {
  test.each<[string[], Record<string, string>, string[]]>([
    [['--prot', '1'], {}, ['--prot', ...FLAGS.map((flag) => `--${flag}`)]],
    [['-p', '1'], {}, ['-p', '--port']],
    [['serve'], {}, ['serve', '--port']],
    [['--port'], {}, ['--port', 'argument missing']],
    [['--port', '--ephemeral'], {}, ['--port']],
    [['--ephemeral=yes'], {}, ['--ephemeral']],
    [['--port', '65536'], {}, ['"65536"', 'from 0 to 65535']],
    [['--port', 'http'], {}, ['"http"', 'from 0 to 65535']],
    [['--upstream', 'mock'], {}, ['"mock"', 'live, simulate']],
    [['--log-level', 'loud'], {}, ['"loud"', 'trace, debug, info, warn, error, fatal, silent']],
    [[], { VECTARA_EMULATOR_PORT: '-1' }, ['VECTARA_EMULATOR_PORT', '"-1"', 'from 0 to 65535']],
    [[], { VECTARA_EMULATOR_UPSTREAM: 'mock' }, ['VECTARA_EMULATOR_UPSTREAM', '"mock"', 'live, simulate']],
    [[], { VECTARA_EMULATOR_EPHEMERAL: 'perhaps' }, ['VECTARA_EMULATOR_EPHEMERAL', '"perhaps"', 'true or false']],
  ])('%j %j', (args, environment, parts) => {
    let message = '';
    try {
      readCommand(args, environment);
    } catch (error) {
      message = (error as Error).message;
    }
    for (const part of parts) expect(message).toContain(part);
    expect(message).not.toContain('\n');
  });

  test('on standard error, with exit code 1', async () => {
    const { code, stdout, stderr } = await runProcess(['--upstream', 'mock']);
    expect([code, stdout]).toEqual([1, '']);
    expect(isOneLine(stderr), stderr).toBe(true);
    expect(stderr).toContain('live, simulate');
  });

  test('a port that is taken', async () => {
    const { url } = await serve(() => {});
    const { code, stderr } = await runProcess(['--ephemeral', '--port', new URL(url).port]);
    expect(code).toBe(1);
    expect(isOneLine(stderr), stderr).toBe(true);
    expect(stderr).toContain(`port ${new URL(url).port} is taken`);
  });

  test('an address that is not ours', async () => {
    const { code, stderr } = await runProcess(['--ephemeral', '--port', '0', '--host', '192.0.2.1']);
    expect(code).toBe(1);
    expect(isOneLine(stderr), stderr).toBe(true);
    expect(stderr).toContain('--host');
  });
});

describe('flags and variables', () => {
  test('defaults', () => {
    expect(readCommand([], {})).toEqual({
      run: 'serve',
      config: {
        port: 8328,
        host: '127.0.0.1',
        dataDir: '.vectara-emulator',
        upstream: 'live',
        recordings: '.vectara-emulator/recordings',
        seed: undefined,
        seedIds: undefined,
        strictScripts: false,
        magicFaults: false,
        builtInPace: undefined,
        auth: 'open',
        isolation: 'shared',
        apiKey: undefined,
        controlHosts: [],
        controlToken: undefined,
        logLevel: 'info',
      },
    });
  });

  test('every flag is a variable; flags win; an empty variable is none', () => {
    const environment = {
      VECTARA_EMULATOR_PORT: '1',
      VECTARA_EMULATOR_HOST: '::1',
      VECTARA_EMULATOR_DATA_DIR: '/d',
      VECTARA_EMULATOR_UPSTREAM: 'simulate',
      VECTARA_EMULATOR_LOG_LEVEL: 'warn',
      VECTARA_EMULATOR_EPHEMERAL: '',
      VECTARA_EMULATOR_AUTH: 'strict',
      VECTARA_EMULATOR_ISOLATION: 'key',
      VECTARA_EMULATOR_API_KEY: 'zut_owner',
      VECTARA_EMULATOR_RECORDINGS: '/r',
      VECTARA_EMULATOR_CONTROL_HOSTS: 'vectara, Emulator.Test',
      VECTARA_EMULATOR_CONTROL_TOKEN: 'let-me-in',
      VECTARA_EMULATOR_SEED: 'seed.yaml',
      VECTARA_EMULATOR_SEED_IDS: 'one',
      VECTARA_EMULATOR_STRICT_SCRIPTS: 'true',
      VECTARA_EMULATOR_MAGIC_FAULTS: 'yes',
      VECTARA_EMULATOR_BUILT_IN_PACE: '40',
    };
    const config = {
      port: 1,
      host: '::1',
      dataDir: '/d',
      upstream: 'simulate',
      recordings: '/r',
      seed: 'seed.yaml',
      seedIds: 'one',
      strictScripts: true,
      magicFaults: true,
      builtInPace: 40,
      logLevel: 'warn',
      auth: 'strict',
      isolation: 'key',
      apiKey: 'zut_owner',
      controlHosts: ['vectara', 'emulator.test'],
      controlToken: 'let-me-in',
    };
    expect(readCommand([], environment)).toEqual({ run: 'serve', config });
    expect(readCommand(['--port', '2', '--upstream=live'], environment)).toEqual({
      run: 'serve',
      config: { ...config, port: 2, upstream: 'live' },
    });
  });

  test('ephemeral is a data folder that is none', () => {
    for (const word of ['true', '1', 'yes', 'TRUE']) {
      expect(readCommand([], { VECTARA_EMULATOR_EPHEMERAL: word })).toMatchObject({ config: { dataDir: undefined } });
    }
    expect(readCommand(['--ephemeral', '--data-dir', 'x'], {})).toMatchObject({ config: { dataDir: undefined } });
    expect(readCommand(['--data-dir', 'x'], { VECTARA_EMULATOR_EPHEMERAL: 'false' })).toMatchObject({
      config: { dataDir: 'x' },
    });
  });
});

test('what is printed at start: once, and everything to paste', async () => {
  const folder = temporaryFolder();
  const { url, output } = await startProcess(['--upstream', 'simulate', '--data-dir', 'data'], { cwd: folder });
  expect(new URL(url).port).not.toBe('0');
  const { stdout } = output;
  expect(stdout.match(/^ {2}API .*$/gm)).toHaveLength(1);
  expect(stdout).toContain(`${url}/docs`);
  expect(stdout).toContain(`${folder}/data`);
  expect(stdout).toMatch(/Upstream\s+simulate/);
  expect(stdout).toContain(`curl ${url}/v2/llms -H 'x-api-key:`);
  expect(stdout).toContain(`VectaraEnvironment(default="${url}", auth="${url}")`);
  expect(stdout).toContain(`environment: { default: "${url}", auth: "${url}" }`);
  expect(stdout).toContain(`base_url="${url}/v2/llms"`);
  expect(stdout).toContain(`baseURL: "${url}/v2/llms"`);
  expect(output.stderr).not.toContain('Warning');
});
