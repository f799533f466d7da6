import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { banner } from './banner.ts';
import { ConfigError, helpText, readCommand } from './config.ts';
import { PACKAGE_ROOT } from './package-root.ts';

const PARENT_WATCH_MS = 250;

/** Reads the command line and does what it says; serves until SIGTERM or SIGINT. */
export async function run(args: string[], environment: Record<string, string | undefined>): Promise<void> {
  try {
    const command = readCommand(args, environment);
    if (command.run === 'help') return void process.stdout.write(helpText());
    if (command.run === 'version') return void process.stdout.write(`${packageVersion()}\n`);
    if (command.run === 'snapshot') {
      const { runSnapshotCommand } = await import('./snapshot-command.ts');
      const text = await runSnapshotCommand(command.snapshot).catch(({ message }) => {
        throw new ConfigError(message);
      });
      return void process.stdout.write(text);
    }
    // Loaded only now, so that help and refusals come at once.
    const { startEmulator } = await import('./start-emulator.ts');
    const emulator = await startEmulator({ ...command.config, environment });
    const stop = closeOnSignal(emulator.close);
    if (environment.npm_lifecycle_event !== undefined) stopWithoutParent(stop);
    process.stdout.write(banner(emulator.url, command.config, emulator.ownerKey));
  } catch (error) {
    process.stderr.write(`vectara-emulator: ${explain(error as Error & { code?: string; port?: number })}\n`);
    process.exitCode = 1;
  }
}

/** The first signal closes gracefully, a second one at once. */
function closeOnSignal(close: () => Promise<void>): () => void {
  let closing = false;
  const stop = () => {
    if (closing) process.exit(1);
    closing = true;
    void close().then(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  return stop;
}

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

function explain(error: Error & { code?: string; port?: number }): string {
  if (['ConfigError', 'DatabaseUnusable', 'RecordingUnusable', 'SeedInvalid'].includes(error.name))
    return error.message;
  if (error.code === 'EADDRINUSE')
    return `port ${error.port} is taken; choose another with --port, or 0 for a free one.`;
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN')
    return `the address given by --host is not one of this machine's.`;
  if (error.code === 'EACCES' && error.port)
    return `port ${error.port} needs more rights; choose one above 1023 with --port.`;
  return error.stack ?? error.message;
}

const packageVersion = (): string => JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')).version;
