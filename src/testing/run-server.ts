/** One emulator for all test files of a run, found by a file that it writes; the first test file that needs it starts it. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { extname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isMainThread } from 'node:worker_threads';
import type { StartOptions } from '../start-emulator.ts';

export interface ServerOfRun {
  /** Without a slash at its end. */
  url: string;
  /** Of its process. */
  pid: number;
}

/** What the file says. */
export type StartOfServer = ServerOfRun | { error: string };

const PROGRAM = join(import.meta.dirname, `serve-run${extname(import.meta.filename)}`);
const READY_FILE = 'ready.json';
/** How long whoever finds that another one is starting it waits for the file. */
const LONGEST_START_MS = 30_000;
const LOOK_AGAIN_MS = 10;

/**
 * The emulator with these options that belongs to this run of the test runner. Throws what startEmulator()
 * would. The process ends with the run.
 */
export async function serverOfRun(options: StartOptions): Promise<ServerOfRun> {
  const run = processOfRun();
  const folder = join(ownFolder(), `${run}-${digestOf(options)}`);
  // A server that failed or is gone (the number of its run may be that of an earlier one) leaves its place behind.
  for (let place = 1; ; place += 1) {
    const here = `${folder}-${place}`;
    if (claim(here)) return start(here, run, options);
    const server = await serverIn(here);
    if (server !== undefined) return server;
  }
}

/** Whether a run's test files can share one: what it is given is data, and nobody listens to what it logs. */
export function canBeShared(options: StartOptions): boolean {
  const { logLevel = 'silent', logFile } = options;
  if (logLevel !== 'silent' && logFile === undefined) return false;
  return Object.values(options).every((value) => typeof value !== 'function');
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Test files run in processes or in threads of the runner's. */
const processOfRun = () => (isMainThread && process.send !== undefined ? process.ppid : process.pid);

/** In the folder for temporary files, and no other user's: who can write there decides which server tests talk to. */
function ownFolder(): string {
  const { uid, username } = userInfo();
  const folder = join(tmpdir(), `vectara-emulator-${uid === -1 ? username : uid}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || (uid !== -1 && found.uid !== uid)) {
    throw new Error(`${folder} belongs to somebody else; set TMPDIR to a folder of your own.`);
  }
  return folder;
}

/** Changes with the seed's file, too, so that a watching runner does not go on with an old seed. */
function digestOf(options: StartOptions): string {
  const { seed } = options;
  const changed = seed === undefined ? undefined : statSync(seed, { throwIfNoEntry: false })?.mtimeMs;
  const text = JSON.stringify([options, process.cwd(), process.execPath, changed]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** Whether it is this caller's to start a server here; one caller alone is told so. */
function claim(place: string): boolean {
  try {
    mkdirSync(place, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function start(place: string, run: number, options: StartOptions): Promise<ServerOfRun> {
  const file = join(place, READY_FILE);
  const child = spawn(process.execPath, [PROGRAM, file, String(run)], {
    // Of a process group of its own: an interrupt from the keyboard is for the runner, whose end it watches for.
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  let ended: string | undefined;
  child.once('error', ({ message }) => {
    ended = message;
  });
  child.once('exit', (code, signal) => {
    ended = `its process ended with ${signal ?? `code ${code}`}.`;
  });
  child.stdin.on('error', () => {}).end(JSON.stringify(options));
  child.unref();
  const server = await waitFor(file, () => ended);
  if ('url' in server) return server;
  throw new Error(`The emulator of this test run did not start: ${server.error}`);
}

/** Undefined when no server is going to answer there. */
async function serverIn(place: string): Promise<ServerOfRun | undefined> {
  const deadline = performance.now() + LONGEST_START_MS;
  const late = () => (performance.now() > deadline ? 'it was not ready in time.' : undefined);
  const server = await waitFor(join(place, READY_FILE), late);
  if ('error' in server) return undefined;
  // It is asked, since the number of a process that was killed stays taken until somebody looks after it.
  const answer = await fetch(new URL('/_emulator/health', server.url)).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok ? server : undefined;
}

/** What the file says, once it is there, or why it is not going to be. */
async function waitFor(file: string, hopeless: () => string | undefined): Promise<StartOfServer> {
  for (;;) {
    const error = hopeless();
    try {
      return JSON.parse(readFileSync(file, 'utf8'));
    } catch (problem) {
      if ((problem as NodeJS.ErrnoException).code !== 'ENOENT') throw problem;
    }
    if (error !== undefined) return { error };
    await pause(LOOK_AGAIN_MS);
  }
}
