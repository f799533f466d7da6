import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readCommand } from '../../src/command-line.ts';
import { OPTIONS, SNAPSHOT_OPTIONS } from '../../src/flags.ts';
import { explain } from '../../src/run.ts';
import { type StartOptions, startEmulator } from '../../src/start-emulator.ts';
import { runProcess, startProcess, temporaryFolder } from '../support/process.ts';
import { serve } from '../upstream/support/serve.ts';

const VERSION = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;

const isOneLine = (text: string) => /^vectara-emulator: [^\n]+\n$/.test(text);

const refusalOf = (args: string[], environment: Record<string, string> = {}): string => {
  try {
    return `accepted as ${JSON.stringify(readCommand(args, environment))}`;
  } catch (error) {
    return (error as Error).message;
  }
};

test.each([['--help'], ['-h'], ['help'], ['--prot', '1', '-h'], ['exec', '--help'], ['snapshot', 'save', '-h']])(
  '%s … shows the help, whatever else is there',
  (...args) => expect(readCommand(args, { VECTARA_EMULATOR_PROT: '1' })).toEqual({ run: 'help' }),
);

test('the help names every flag with its default, every command, and the rule of the variables', async () => {
  const { code, stdout, stderr } = await runProcess(['-h']);
  expect([code, stderr]).toEqual([0, '']);
  for (const { flag } of [...OPTIONS, ...SNAPSHOT_OPTIONS]) expect(stdout).toContain(`--${flag}`);
  for (const short of ['-p,', '-h,', '-v,']) expect(stdout).toContain(short);
  for (const word of ['8328', '127.0.0.1', '.vectara-emulator', 'live', 'info']) expect(stdout).toContain(`(${word})`);
  for (const word of ['start', 'exec [flags] -- CMD', 'snapshot list', 'mcp [flags]']) expect(stdout).toContain(word);
  for (const word of ['VECTARA_EMULATOR_DATA_DIR', 'VECTARA_EMULATOR_API_KEY']) expect(stdout).toContain(word);
  // No colours where nobody sees them, and nothing that a terminal of usual width would break twice.
  expect(stdout).not.toContain('\u001b');
  expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThan(130);
});

test('--version and -v', async () => {
  expect(await runProcess(['-v'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: '' });
  for (const word of ['--version', 'version']) expect(readCommand([word], {})).toEqual({ run: 'version' });
});

describe('what was typed wrong ends in one line that says what is nearest, or what there is', () => {
  test.each<[string[], string[]]>([
    [['--prot', '1'], ['unknown flag --prot; did you mean --port?']],
    [['--Port', '1'], ['--port']],
    [['--dataDir', 'x'], ['--data-dir DIR?']],
    [['-port', '1'], ['unknown flag -port; did you mean --port?']],
    [['-z'], ['unknown flag -z', '--help']],
    [['--in-memory'], ['--ephemeral?']],
    [['--verbose'], ['--log-level']],
    [['--api-key', 'zut_secret'], ['VECTARA_EMULATOR_API_KEY']],
    [['serve'], ['"serve"', 'did you mean start?']],
    [['snapshto'], ['did you mean snapshot?']],
    [
      ['--otlp', 'collector:4318'],
      ['--otlp', 'http://127.0.0.1:4318'],
    ],
    [['--otlp', 'http://me:secret@collector'], ['OTEL_EXPORTER_OTLP_HEADERS']],
    [['start', 'now'], ['"now"']],
    [['--port'], ['--port needs a value']],
    [['--port', '--ephemeral'], ['--port needs a value']],
    [['--port='], ['--port needs a value']],
    [['--data-dir', ''], ['--data-dir needs a value']],
    [
      ['--port', '65536'],
      ['"65536"', 'from 0 to 65535'],
    ],
    [
      ['-p', 'http'],
      ['--port "http"', 'from 0 to 65535'],
    ],
    [
      ['-p', '-1'],
      ['--port "-1"', 'from 0 to 65535'],
    ],
    [
      ['--host', 'http://localhost'],
      ['"http://localhost"', '127.0.0.1'],
    ],
    [
      ['--host', 'localhost:80'],
      ['"localhost:80"', '--port'],
    ],
    [['--ephemeral=perhaps'], ['"perhaps"', 'true or false']],
    [['--ephemeral', 'true'], ['--ephemeral=true']],
    [
      ['--upstream', 'mock'],
      ['"mock"', 'live, simulate'],
    ],
    [['--upstream', 'simulated'], ['did you mean simulate?']],
    [
      ['--log-level', 'loud'],
      ['"loud"', 'trace, debug, info, warn, error, fatal, silent'],
    ],
    [
      ['--control-hosts', 'vectara:80'],
      ['"vectara:80"', 'no port'],
    ],
    [
      ['--hosts', 'vectara:80'],
      ['"vectara:80"', 'no port'],
    ],
    [
      ['--cors-origins', 'https://app.example, app.example'],
      ['"app.example"', 'https://app.example'],
    ],
    [
      ['--upstream-hosts', 'api.openai.com,!10.0.0.0/40'],
      ['"!10.0.0.0/40"', '32 bits'],
    ],
    [
      ['--upstream-hosts', 'https://api.openai.com'],
      ['"https://api.openai.com"', 'no name, address or range', 'metadata'],
    ],
    [
      ['--largest-answer', '0'],
      ['"0"', 'megabytes'],
    ],
    [
      ['--grace', 'soon'],
      ['"soon"', 'seconds'],
    ],
    [
      ['--seed-env', 'openai'],
      ['"openai"', 'OPENAI_API_KEY'],
    ],
    [['--control-token', 'à la carte'], ['--control-token should be ASCII']],
    [['exec'], ['exec needs a command', '-- npm test']],
    [['exec', '--'], ['exec needs a command']],
    [['exec', '--prot', '1', '--', 'npm', 'test'], ['did you mean --port?']],
    [['--', 'npm', 'test'], ['exec -- npm test']],
    [['snapshot'], ['use: snapshot save|load|delete NAME']],
    [['snapshot', 'save'], ['use: snapshot save|load|delete NAME']],
    [['snapshot', 'list', 'x'], ['use: snapshot save|load|delete NAME']],
    [['snapshot', 'burn', 'x'], ['use: snapshot save|load|delete NAME']],
    [['snapshot', 'list', '--ulr', 'x'], ['did you mean --url?']],
    [
      ['snapshot', 'list', '--url', 'localhost:8328'],
      ['"localhost:8328"', 'http://127.0.0.1:8328'],
    ],
  ])('%j', (args, parts) => {
    const message = refusalOf(args);
    for (const part of parts) expect(message).toContain(part);
    expect(message).not.toMatch(/\n|accepted|zut_secret|carte|\?\.$/);
  });

  test.each<[Record<string, string>, string[]]>([
    [{ VECTARA_EMULATOR_PROT: '1' }, ['unknown variable VECTARA_EMULATOR_PROT; did you mean VECTARA_EMULATOR_PORT?']],
    [{ VECTARA_EMULATR_PORT: '1' }, ['did you mean VECTARA_EMULATOR_PORT?']],
    [{ vectara_emulator_port: '1' }, ['did you mean VECTARA_EMULATOR_PORT?']],
    [{ VECTARA_EMULATOR_DATADIR: 'x' }, ['did you mean VECTARA_EMULATOR_DATA_DIR?']],
    [{ VECTARA_EMULATOR_WHATEVER: 'x' }, ['VECTARA_EMULATOR_WHATEVER', 'VECTARA_EMULATOR_SEED']],
    [{ VECTARA_EMULATOR_PORT: '-1' }, ['VECTARA_EMULATOR_PORT', '"-1"', 'from 0 to 65535']],
    [{ VECTARA_EMULATOR_UPSTREAM: 'mock' }, ['VECTARA_EMULATOR_UPSTREAM', '"mock"', 'live, simulate']],
    [{ VECTARA_EMULATOR_EPHEMERAL: 'perhaps' }, ['VECTARA_EMULATOR_EPHEMERAL', '"perhaps"', 'true or false']],
    [{ VECTARA_EMULATOR_API_KEY: 'zut secret' }, ['VECTARA_EMULATOR_API_KEY', 'ASCII']],
  ])('%j', (environment, parts) => {
    for (const args of [[], ['exec', '--', 'true'], ['snapshot', 'list']]) {
      if (args[0] === 'snapshot' && !Object.keys(environment).some((name) => /PROT|EMULATR|DATADIR/.test(name)))
        continue;
      const message = refusalOf(args, environment);
      for (const part of parts) expect(message).toContain(part);
      expect(message).not.toMatch(/\n|accepted|zut secret/);
    }
  });

  test('variables that others made, or that orchestrators make of a service of our name, are let be', () => {
    const environment = {
      VECTARA_API_KEY: 'zut_mine',
      VECTARA_CUSTOMER_ID: '1',
      VECTARA_EMULATOR: '/usr/bin/vectara-emulator',
      VECTARA_EMULATOR_SERVICE_HOST: '10.0.0.1',
      VECTARA_EMULATOR_SERVICE_PORT: '8328',
      VECTARA_EMULATOR_PORT: 'tcp://10.0.0.1:8328',
      VECTARA_EMULATOR_PORT_8328_TCP_ADDR: '10.0.0.1',
    };
    expect(readCommand([], environment)).toEqual(readCommand([], {}));
  });

  test('on standard error, with exit code 2', async () => {
    const { code, stdout, stderr } = await runProcess(['--upstream', 'mock']);
    expect([code, stdout]).toEqual([2, '']);
    expect(isOneLine(stderr), stderr).toBe(true);
    expect(stderr).toContain('live, simulate');
  });
});

describe('what cannot be used ends in one line', () => {
  const refusal = async (options: StartOptions) =>
    startEmulator(options).then(
      ({ close }) => close().then(() => 'it started'),
      (error) => explain(error),
    );
  const folder = () => {
    const made = temporaryFolder();
    writeFileSync(join(made, 'file'), '');
    return made;
  };

  test('a seed', async () => {
    const at = folder();
    expect(await refusal({ seed: `${at}/no.yaml` })).toBe(
      `The seed ${at}/no.yaml cannot be read: there is no such file.`,
    );
    expect(await refusal({ seed: at })).toBe(`The seed ${at} cannot be read: it is a folder.`);
  });

  test.each(['dataDir', 'recordings'] as const)('%s', async (name) => {
    const file = join(folder(), 'file');
    const inPlace = `The folder ${file} cannot be used: a file of that name is in its place.`;
    expect(await refusal({ upstream: 'record', [name]: file })).toBe(inPlace);
    const onPath = `The folder ${file}/x/y cannot be used: a file is where its path has a folder.`;
    expect(await refusal({ upstream: 'record', [name]: `${file}/x/y` })).toBe(onPath);
    // Node itself would try for ever.
    const nowhere = '/proc/emulator/data';
    if (process.platform !== 'linux') return;
    expect(await refusal({ upstream: 'record', [name]: nowhere })).toBe(
      `The folder ${nowhere} cannot be used: nothing can be made there.`,
    );
  });

  test('a port, and an address', async () => {
    const port = Number(new URL((await serve(() => {})).url).port);
    expect(await refusal({ port })).toContain(`port ${port} is taken; choose another with --port`);
    expect(await refusal({ host: '192.0.2.1' })).toContain('--host');
    expect(await refusal({ host: 'no-such-machine.invalid' })).toContain('--host');
  });

  test('on standard error, with exit code 1', async () => {
    const { code, stdout, stderr } = await runProcess(['--ephemeral', '-p', '0', '--seed', 'nope.yaml']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe('vectara-emulator: The seed nope.yaml cannot be read: there is no such file.\n');
  });
});

describe('flags and variables', () => {
  test('defaults', () => {
    expect(readCommand([], {})).toEqual({
      run: 'serve',
      readyFile: undefined,
      config: {
        port: 8328,
        host: '127.0.0.1',
        dataDir: '.vectara-emulator',
        upstream: 'live',
        recordings: '.vectara-emulator/recordings',
        seed: undefined,
        upstreamHosts: [],
        webHosts: [],
        largestAnswer: 16 * 2 ** 20,
        requestTimeoutMs: 120_000,
        graceMs: 10_000,
        seedEnv: [],
        seedIds: undefined,
        strictScripts: false,
        strictFields: false,
        magicFaults: false,
        builtInPace: undefined,
        maxDocumentParts: 250_000,
        auth: 'open',
        isolation: 'shared',
        apiKey: undefined,
        corsOrigins: [],
        hosts: [],
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
      VECTARA_EMULATOR_CORS_ORIGINS: 'https://app.example, HTTPS://Docs.Example',
      VECTARA_EMULATOR_HOSTS: 'emulator',
      VECTARA_EMULATOR_CONTROL_HOSTS: 'vectara, Emulator.Test',
      VECTARA_EMULATOR_CONTROL_TOKEN: 'let-me-in',
      VECTARA_EMULATOR_SEED: 'seed.yaml',
      VECTARA_EMULATOR_UPSTREAM_HOSTS: 'api.openai.com, !private',
      VECTARA_EMULATOR_WEB_HOSTS: 'docs.example',
      VECTARA_EMULATOR_LARGEST_ANSWER: '2',
      VECTARA_EMULATOR_REQUEST_TIMEOUT: '30',
      VECTARA_EMULATOR_GRACE: '2.5',
      VECTARA_EMULATOR_SEED_ENV: 'OPENAI_API_KEY, OTHER',
      VECTARA_EMULATOR_SEED_IDS: 'one',
      VECTARA_EMULATOR_STRICT_SCRIPTS: 'true',
      VECTARA_EMULATOR_MAGIC_FAULTS: 'yes',
      VECTARA_EMULATOR_BUILT_IN_PACE: '40',
      VECTARA_EMULATOR_MAX_DOCUMENT_PARTS: '9',
      VECTARA_EMULATOR_READY_FILE: 'ready.json',
    };
    const config = {
      port: 1,
      host: '::1',
      dataDir: '/d',
      upstream: 'simulate',
      recordings: '/r',
      seed: 'seed.yaml',
      upstreamHosts: ['api.openai.com', '!private'],
      webHosts: ['docs.example'],
      largestAnswer: 2 * 2 ** 20,
      requestTimeoutMs: 30_000,
      graceMs: 2500,
      seedEnv: ['OPENAI_API_KEY', 'OTHER'],
      seedIds: 'one',
      strictScripts: true,
      strictFields: false,
      magicFaults: true,
      builtInPace: 40,
      maxDocumentParts: 9,
      logLevel: 'warn',
      auth: 'strict',
      isolation: 'key',
      apiKey: 'zut_owner',
      corsOrigins: ['https://app.example', 'https://docs.example'],
      hosts: ['emulator'],
      controlHosts: ['vectara', 'emulator.test'],
      controlToken: 'let-me-in',
    };
    const readyFile = 'ready.json';
    expect(readCommand([], environment)).toEqual({ run: 'serve', config, readyFile });
    expect(readCommand(['start', '--port', '2', '--upstream=live'], environment)).toEqual({
      run: 'serve',
      config: { ...config, port: 2, upstream: 'live' },
      readyFile,
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

test('a flag is written in any of the usual ways', () => {
  for (const args of [['--port', '9'], ['--port=9'], ['-p', '9'], ['-p9'], ['-p=9'], ['--port', '8', '--port', '9']]) {
    expect(readCommand(args, {})).toMatchObject({ config: { port: 9 } });
  }
  for (const args of [['--ephemeral'], ['--ephemeral=true'], ['--no-ephemeral', '--ephemeral']]) {
    expect(readCommand(args, {})).toMatchObject({ config: { dataDir: undefined } });
  }
  expect(readCommand(['--no-ephemeral'], { VECTARA_EMULATOR_EPHEMERAL: 'true' })).toMatchObject({
    config: { dataDir: '.vectara-emulator' },
  });
  for (const host of ['[::1]', '::', 'fe80::1%eth0', 'localhost', '10.0.0.1']) {
    expect(readCommand(['--host', host], {})).toMatchObject({ config: { host: host.replace(/[[\]]/g, '') } });
  }
});

test('exec serves the command alone, unless it is told otherwise, and takes no flag of the command', () => {
  const own = { port: 0, dataDir: undefined, logLevel: 'warn' };
  for (const args of [
    ['exec', '--', 'npm', 'test', '-p', '1'],
    ['exec', 'npm', 'test', '-p', '1'],
  ]) {
    expect(readCommand(args, {})).toMatchObject({ run: 'exec', command: ['npm', 'test', '-p', '1'], config: own });
  }
  const told = ['exec', '--port=9', '--data-dir', 'd', '--log-level', 'info', '--', 'true'];
  expect(readCommand(told, {})).toMatchObject({ config: { port: 9, dataDir: 'd', logLevel: 'info' } });
  expect(readCommand(['exec', '--', '--help'], {})).toMatchObject({ run: 'exec', command: ['--help'] });
  expect(readCommand(['exec', '--', 'exec', '--', 'x'], {})).toMatchObject({ command: ['exec', '--', 'x'] });
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
  expect(stdout).not.toContain('\u001b');
  expect(stdout).not.toContain('token');
  expect(output.stderr).not.toContain('Warning');
});
