/**
 * The process of the emulator that all test files of a run share, started by run-server.ts: takes options as JSON from
 * standard input, says in the file that is its first argument where it listens, and ends with the process that is its second.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { startEmulator } from '../start-emulator.ts';
import { isRunning, type StartOfServer } from './run-server.ts';

const WATCH_MS = 200;

const [file, run] = process.argv.slice(2);
if (file === undefined || run === undefined) throw new Error('usage: serve-run FILE PROCESS < options.json');

try {
  const { url, close } = await startEmulator(JSON.parse(await text(process.stdin)));
  say({ url, pid: process.pid });
  const watch = setInterval(() => {
    if (isRunning(Number(run))) return;
    clearInterval(watch);
    rmSync(dirname(file), { recursive: true, force: true });
    void close();
  }, WATCH_MS);
} catch (error) {
  say({ error: error instanceof Error ? error.message : String(error) });
}

/** Whoever looks for the file finds all of it or none. */
function say(server: StartOfServer): void {
  writeFileSync(`${file}.part`, JSON.stringify(server));
  renameSync(`${file}.part`, file as string);
}
