import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { DEFAULT_ACCOUNT } from './accounts/account-name.ts';
import { banner } from './banner.ts';
import { type ExecCommand, type McpCommand, readCommand, type ServeCommand } from './command-line.ts';
import type { ConfigError } from './config.ts';
import { helpText } from './flags.ts';
import { PACKAGE_ROOT } from './package-root.ts';
import { clearReadyFile, writeReadyFile } from './ready-file.ts';

const PARENT_WATCH_MS = 250;
const IDLE_MS = 1000;
/** The share of its time that the process works. */
const BUSY = 0.1;
/** As Vite, Docker and the shells have it: 2 is for what was typed, 1 for what went wrong. */
const WRONG_USAGE = 2;

type Environment = Record<string, string | undefined>;

/** Reads the command line and does what it says; serves until SIGTERM or SIGINT. */
export async function run(args: string[], environment: Environment): Promise<void> {
  try {
    const command = readCommand(args, environment);
    switch (command.run) {
      case 'help':
        return void process.stdout.write(helpText(packageVersion(), process.stdout));
      case 'version':
        return void process.stdout.write(`${packageVersion()}\n`);
      case 'snapshot': {
        const { runSnapshotCommand } = await import('./snapshot-command.ts');
        return void process.stdout.write(await runSnapshotCommand(command.snapshot));
      }
      case 'transfer': {
        const { runTransfer } = await import('./transfer-command.ts');
        const tell = (line: string) => void process.stderr.write(`${line}\n`);
        return void process.stdout.write(await runTransfer(command.transfer, tell));
      }
      case 'drift': {
        const { runDrift } = await import('./drift-command.ts');
        const { text, isAlike } = await runDrift(command.drift, () => {});
        process.stdout.write(text);
        process.exitCode = isAlike ? 0 : 1;
        return;
      }
      case 'serve':
        return await serve(command, environment);
      case 'exec':
        return await exec(command, environment);
      case 'mcp':
        return await mcp(command, environment);
    }
  } catch (error) {
    process.stderr.write(`vectara-emulator: ${explain(error as Error & { code?: string; port?: number })}\n`);
    process.exitCode = (error as ConfigError).name === 'ConfigError' ? WRONG_USAGE : 1;
  }
}

async function serve(command: ServeCommand, environment: Environment): Promise<void> {
  const { emulator, close, config } = await open(command, environment);
  let closing = false;
  // The first signal closes gracefully, a second one at once.
  const stop = () => {
    if (closing) process.exit(1);
    closing = true;
    void close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  if (environment.npm_lifecycle_event !== undefined) stopWithoutParent(stop);
  process.stdout.write(banner(emulator, config, process.stdout));
  returnMemoryWhenIdle();
}

/**
 * Gives back what only the start needed: a tenth of the process's memory (npm run bench -- startup), which V8 would keep
 * until much more is asked for. It takes a pause of up to 100 ms, so it comes after the first second without much to do.
 */
function returnMemoryWhenIdle(before = performance.eventLoopUtilization()): void {
  setTimeout(() => {
    const now = performance.eventLoopUtilization();
    if (performance.eventLoopUtilization(now, before).utilization > BUSY) return returnMemoryWhenIdle(now);
    setFlagsFromString('--expose-gc');
    runInNewContext('gc')({ type: 'major', flavor: 'last-resort' });
  }, IDLE_MS).unref();
}

async function exec(command: ExecCommand, environment: Environment): Promise<void> {
  const { runBeside } = await import('./exec-command.ts');
  const { emulator, close, config } = await open(command, environment);
  const { child, ended } = await runBeside(command.command, emulator, config, environment).catch(async (error) => {
    await close();
    throw error;
  });
  if (environment.npm_lifecycle_event !== undefined) stopWithoutParent(() => child.kill('SIGTERM'));
  const code = await ended;
  await close();
  process.exit(code);
}

/** Standard output is the protocol's. */
async function mcp({ url, account, ...given }: McpCommand, environment: Environment): Promise<void> {
  const { findEmulator, serveOverStdio } = await import('./mcp-command.ts');
  const running = await findEmulator({ url, readyFile: given.readyFile, port: given.config.port });
  const started = running === undefined ? await open(given, environment) : undefined;
  const target = running ?? started!.emulator.url;
  const end = async () => {
    await started?.close();
    process.exit();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void end());
  process.stderr.write(`vectara-emulator: tools of ${target}${started ? ', started for them' : ''}\n`);
  const { controlToken } = started?.config ?? given.config;
  await serveOverStdio({ url: target, account, controlToken }).catch(async (error) => {
    await started?.close();
    throw error;
  });
  await end();
}

/** Starts the emulator, and writes the ready file once it answers. */
async function open({ config: given, readyFile }: Omit<ServeCommand, 'run'>, environment: Environment) {
  if (readyFile !== undefined) clearReadyFile(readyFile);
  const config = { ...given, controlToken: given.controlToken ?? makeControlToken(given.host) };
  // Loaded only now, so that help and refusals come at once.
  const { startEmulator } = await import('./start-emulator.ts');
  const emulator = await startEmulator({ ...config, environment });
  if (readyFile === undefined) return { emulator, config, close: emulator.close };
  const { url } = emulator;
  try {
    const ready = { url, pid: process.pid, account: DEFAULT_ACCOUNT, control: `${url}/_emulator` };
    const remove = writeReadyFile(readyFile, ready);
    const close = () => {
      remove();
      return emulator.close();
    };
    return { emulator, config, close };
  } catch (error) {
    await emulator.close();
    throw error;
  }
}

/**
 * What keeps strangers out where other machines may reach it: without a token none of them could use the console, a
 * container's host among them. Undefined where only this machine can.
 */
const makeControlToken = (host: string): string | undefined =>
  isOnlyThisMachine(host) ? undefined : randomBytes(16).toString('hex');

const isOnlyThisMachine = (host: string): boolean => /^(localhost$|127\.|::1$|::ffff:127\.)/i.test(host);

/** npm passes a signal to the shell it started, not to what runs in that shell, which would be left behind. */
function stopWithoutParent(stop: () => void): void {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, PARENT_WATCH_MS);
  watch.unref();
}

/** Errors whose message says all there is to say. */
const EXPLAINED = [
  'AuthorityUnusable',
  'ConfigError',
  'DriftFailed',
  'DatabaseUnusable',
  'ExporterMissing',
  'FolderUnusable',
  'McpFailed',
  'ReadyFileUnusable',
  'RecordingUnusable',
  'SeedInvalid',
  'SeedUnreadable',
  'SnapshotFailed',
  'TlsPortUnusable',
  'TransferFailed',
];

/** What went wrong at start, in one line for whoever typed the command; with a stack only where it is our fault. */
export function explain(error: Error & { code?: string; port?: number }): string {
  if (EXPLAINED.includes(error.name)) return error.message;
  switch (error.code) {
    case 'EADDRINUSE':
      return `port ${error.port} is taken; choose another with --port, or 0 for a free one.`;
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'EAI_AGAIN':
    case 'EINVAL':
    case 'ENOTFOUND':
      return `the address given by --host is not one of this machine's.`;
    case 'EACCES':
      if (error.port) return `port ${error.port} needs more rights; choose one above 1023 with --port.`;
  }
  return error.stack ?? error.message;
}

const packageVersion = (): string => JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')).version;
