/** One process with an interpreter in it (docs/behaviour/lambdas.md, Sandbox): how it is started, asked and ended. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { setPriority } from 'node:os';
import { extname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ChildSettings, FromChild, ToChild } from './python-child.ts';
import { openSnapshot, type PythonPackage } from './snapshot.ts';

/** What of an interpreter's work there is: its result, and the memory it took. */
export type Done = Extract<FromChild, { kind: 'done' }>;

export type ToolRequest = Extract<FromChild, { kind: 'tool' }>['request'];
export type ToolAnswer = { output: unknown } | { error: string };

export interface PythonProcess {
  /** Bytes that its memory has grown to; it never shrinks. */
  readonly heap: number;
  /** One task at a time. Throws ProcessEnded. */
  ask(task: ToChild, answer: (request: ToolRequest) => Promise<ToolAnswer>): Promise<Done>;
  /** At once, whatever it does. */
  end(): void;
}

/** The process is gone before it answered. What it wrote of why, which may name folders, is the cause. */
export class ProcessEnded extends Error {
  override name = 'ProcessEnded';
}

/** The program beside this module: as source, or as its own entry of the bundle (`rolldown.config.ts`). */
const PROGRAM = join(import.meta.dirname, `python-child${extname(import.meta.filename)}`);

const MEGABYTE = 1024 * 1024;
/** Bytes of one message: they are parsed at once. */
const LONGEST_MESSAGE = 4 * MEGABYTE;
const LONGEST_COMPLAINT = 2000;

/** Of Node: no files but those named, no processes, no text that becomes code. Nothing of the environment. */
const flagsFor = (folder: string) => [
  '--permission',
  `--allow-fs-read=${folder}`,
  `--allow-fs-read=${PROGRAM}`,
  '--disallow-code-generation-from-strings',
  '--max-old-space-size=256',
  '--no-warnings',
];

/** Throws ProcessEnded when it cannot be started. */
export async function startPython(python: PythonPackage, timeoutMs: number): Promise<PythonProcess> {
  const snapshot = openSnapshot(python);
  try {
    const started = await start(python, snapshot, timeoutMs);
    snapshot.keep();
    return started;
  } catch (error) {
    snapshot.discard();
    if (snapshot.isNew) throw error;
    // One that cannot be used is made anew.
    return startPython(python, timeoutMs);
  }
}

async function start(
  { folder, host }: PythonPackage,
  { descriptor, isNew }: { descriptor: number; isNew: boolean },
  timeoutMs: number,
): Promise<PythonProcess> {
  const settings: ChildSettings = { pyodide: folder, host: isNew ? host : undefined };
  const child = spawn(process.execPath, [...flagsFor(folder), PROGRAM, JSON.stringify(settings)], {
    env: {},
    stdio: ['pipe', 'pipe', 'pipe', descriptor],
  });
  closeSync(descriptor);
  yieldToOthers(child);
  const messages = messagesOf(child);
  let heap = 0;
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  try {
    await messages.next();
  } finally {
    clearTimeout(timer);
  }
  hold(child, false);

  return {
    get heap() {
      return heap;
    },
    async ask(task, answer) {
      hold(child, true);
      try {
        send(child, task);
        for (;;) {
          const message = await messages.next();
          if (message.kind === 'tool') send(child, await answer(message.request));
          if (message.kind !== 'done') continue;
          heap = message.heap;
          return message;
        }
      } finally {
        hold(child, false);
      }
    },
    end: () => void child.kill('SIGKILL'),
  };
}

/** A third of a core is left where everything is busy. */
const A_LITTLE_LOWER = 5;

/** Those who wait for other answers come first. */
function yieldToOthers({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, A_LITTLE_LOWER);
  } catch {
    // It has ended, or may not be changed.
  }
}

/** Whether this process waits for the child before it ends. */
function hold(child: ChildProcess, isHeld: boolean): void {
  for (const one of [child, child.stdin, child.stdout, child.stderr]) {
    const { ref, unref } = one as unknown as Record<'ref' | 'unref', () => void>;
    (isHeld ? ref : unref).call(one);
  }
}

/** What cannot be written any more is told by the end of the process. */
function send(child: ChildProcess, message: ToChild): void {
  child.stdin!.write(`${JSON.stringify(message)}\n`);
}

/** The messages of a child, one for each time that it is asked for one. */
function messagesOf(child: ChildProcess): { next(): Promise<FromChild> } {
  let parts: Buffer[] = [];
  let length = 0;
  let complaint = '';
  let ended: ProcessEnded | undefined;
  const lines: Buffer[] = [];
  let wake = () => {};

  const end = (reason: string) => {
    ended ??= new ProcessEnded(reason, { cause: complaint });
    child.kill('SIGKILL');
    wake();
  };
  child.stdin!.on('error', () => {});
  child.once('error', (error) => end(`The interpreter did not start: ${error.message}`));
  child.once('close', () => end('The interpreter has ended.'));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(0, LONGEST_COMPLAINT);
  });
  (child.stdout as Readable).on('data', (chunk: Buffer) => {
    for (let from = 0; from < chunk.length; ) {
      const at = chunk.indexOf(10, from);
      const to = at < 0 ? chunk.length : at;
      parts.push(chunk.subarray(from, to));
      length += to - from;
      if (length > LONGEST_MESSAGE) return end(`The result is larger than ${LONGEST_MESSAGE / MEGABYTE} MB.`);
      from = to + 1;
      if (at < 0) continue;
      lines.push(Buffer.concat(parts));
      parts = [];
      length = 0;
      wake();
    }
  });

  return {
    async next() {
      while (lines.length === 0) {
        if (ended) throw ended;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return JSON.parse(lines.shift()!.toString()) as FromChild;
    },
  };
}
