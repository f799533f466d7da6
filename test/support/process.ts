import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createClient } from './client.ts';

const MAIN = join(import.meta.dirname, '../../dist/main.js');

interface SpawnOptions {
  env?: Record<string, string>;
  cwd?: string;
  /** A file that standard error goes to. */
  stderr?: string;
  /** A limit that a shell sets first, for `ulimit`: `-n 64`. */
  limit?: string;
}

/** Starts the process, which ends with the test at the latest. */
export function spawnProcess(args: string[], { env = {}, cwd, stderr, limit }: SpawnOptions = {}) {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VECTARA_')));
  const command = [process.execPath, MAIN, ...args];
  const [file, ...rest] = limit === undefined ? command : ['sh', '-c', `ulimit ${limit}; exec "$0" "$@"`, ...command];
  const child = spawn(file!, rest, {
    cwd,
    env: { ...clean, ...env },
    stdio: ['ignore', 'pipe', stderr === undefined ? 'pipe' : openSync(stderr, 'w')],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout!.setEncoding('utf8').on('data', (text) => {
    output.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    output.stderr += text;
  });
  const exited = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    if (child.exitCode === null) child.kill('SIGKILL');
    await exited;
  });
  return { child, output, exited };
}

/** Runs the process to its end. */
export async function runProcess(args: string[], options: SpawnOptions = {}) {
  const { output, exited } = spawnProcess(args, options);
  return { code: await exited, ...output };
}

/** Starts the process on a free port and waits until it says where it listens. */
export async function startProcess(args: string[], options: SpawnOptions = {}) {
  const { child, output, exited } = spawnProcess(['--port', '0', ...args], options);
  const url = await listening(child, output);
  return { child, output, exited, ...createClient(() => url), url };
}

function listening(child: ChildProcess, output: { stdout: string; stderr: string }): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const url = /API\s+(http:\S+)/.exec(output.stdout)?.[1];
      if (url !== undefined && output.stdout.endsWith('\n\n')) resolve(url);
    };
    child.stdout?.on('data', look);
    child.once('close', () => reject(new Error(`the process ended: ${output.stdout}${output.stderr}`)));
  });
}

/** An empty folder, removed with the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'vectara-emulator-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
