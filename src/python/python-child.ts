/**
 * What the process of an interpreter runs: CPython in WebAssembly, locked in (docs/behaviour/lambdas.md, Sandbox). It reads
 * tasks from its standard input and writes what came of them to its standard output, a line of JSON each, and waits for
 * every answer where it stands: so nothing of a call is left to go on after it. It imports nothing of ours.
 */
import { Buffer } from 'node:buffer';
import * as fs from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the process is told in its argument. */
export interface ChildSettings {
  /** The folder of the package. */
  pyodide: string;
  /** What runs the code, where a snapshot is to be made of it; undefined where there is one to begin from. */
  host: readonly string[] | undefined;
}

/** What the parent writes. `limit` is in bytes, `now` in milliseconds since 1970. */
export type ToChild =
  | { kind: 'describe'; code: string; now: number; limit: number }
  | { kind: 'run'; code: string; args: object; now: number; limit: number }
  | { output: unknown }
  | { error: string };

/** What the process writes. */
export type FromChild =
  | { kind: 'ready' }
  /** Code asks for a tool, and waits. */
  | { kind: 'tool'; request: { list: true } | { name: string; args: Record<string, unknown> } }
  /** `heap` is what the interpreter's memory has grown to, `used` how much of it was taken at most, in bytes. */
  | { kind: 'done'; heap: number; used: number; result: unknown };

const SNAPSHOT = 3;
const PAGE = 65_536;

const { pyodide: folder, host } = JSON.parse(process.argv[2]!) as ChildSettings;
let limit = Number.POSITIVE_INFINITY;

// Messages

const chunk = new Uint8Array(PAGE);
let unread = Buffer.alloc(0);

/** The next line. Ends the process with its parent. */
function readLine(): Buffer {
  const parts = [unread];
  for (let from = 0; ; ) {
    const last = parts.at(-1)!;
    const end = last.indexOf(10, from);
    if (end >= 0) {
      unread = last.subarray(end + 1);
      return Buffer.concat([...parts.slice(0, -1), last.subarray(0, end)]);
    }
    const count = fs.readSync(0, chunk);
    if (count === 0) leave(0);
    parts.push(Buffer.from(chunk.subarray(0, count)));
    from = 0;
  }
}

function writeLine(text: string): void {
  const bytes = Buffer.from(`${text}\n`);
  for (let at = 0; at < bytes.length; ) at += fs.writeSync(1, bytes, at);
}

// Before the interpreter is there: what its package asks of Node, less than Node has.

const leave = process.exit.bind(process) as (code: number) => never;
const own = pathToFileURL(join(folder, '/')).href;
const NEEDED = ['url', 'fs', 'fs/promises', 'vm', 'path', 'crypto', 'module', 'tty'].map((name) => `node:${name}`);
/** Asked for when the package is loaded, for what is never done here: something harmless is given. */
const NOT_GIVEN = ['node:child_process', 'ws'];
let isLocked = false;
registerHooks({
  resolve(name, context, next) {
    if (!isLocked && NOT_GIVEN.includes(name)) return next('node:path', context);
    const isNeeded = NEEDED.includes(name) || new URL(name, context.parentURL).href.startsWith(own);
    if (!isLocked && isNeeded) return next(name, context);
    throw new Error('Operation not permitted');
  },
});
// A binding is asked for to know what flags of files are called.
Object.assign(process, { binding: () => ({ fs: fs.constants }), argv: ['python'] });
const grow = WebAssembly.Memory.prototype.grow;
WebAssembly.Memory.prototype.grow = function (pages) {
  if (this.buffer.byteLength + pages * PAGE > limit) throw new RangeError('The limit of memory is reached.');
  return grow.call(this, pages);
};

const { loadPyodide } = (await import(pathToFileURL(join(folder, 'pyodide.mjs')).href)) as typeof import('pyodide');
const python = await loadPyodide({
  indexURL: folder,
  jsglobals: Object.create(null),
  env: { HOME: '/home/pyodide', PYTHONHASHSEED: '0', LANG: 'C.UTF-8' },
  stdin: () => null,
  stdout: () => {},
  stderr: () => {},
  ...(host === undefined ? { _loadSnapshot: fs.readFileSync(SNAPSHOT) } : { _makeSnapshot: true }),
} as Parameters<typeof loadPyodide>[0]);

if (host !== undefined) {
  for (const source of host) python.runPython(source, { filename: 'host.py' });
  fs.writeFileSync(SNAPSHOT, python.makeMemorySnapshot());
}
fs.closeSync(SNAPSHOT);

// What code sees of files: those of the interpreter, to be read.

/** Of Emscripten's system of files, which its package does not describe. */
interface Files {
  ErrnoError: new (code: number) => Error;
  open(path: unknown, flags: number | string, ...rest: unknown[]): unknown;
  registerDevice(device: number, operations: object): void;
  makedev(major: number, minor: number): number;
  mkdev(path: string, device: number): void;
  streams: unknown[];
  closeStream(descriptor: number): void;
}
const files = python.FS as unknown as Files;

let asked = '';
let answer = Buffer.alloc(0);
const decoder = new TextDecoder();
const door = files.makedev(64, 0);
files.registerDevice(door, {
  open() {
    asked = '';
    answer = Buffer.alloc(0);
  },
  write(_stream: unknown, memory: Int8Array, offset: number, length: number) {
    asked += decoder.decode(memory.slice(offset, offset + length), { stream: true });
    if (asked.endsWith('\n')) {
      writeLine(JSON.stringify({ kind: 'tool', request: JSON.parse(asked) }));
      answer = Buffer.concat([readLine(), Buffer.from('\n')]);
      asked = '';
    }
    return length;
  },
  read(_stream: unknown, memory: Int8Array, offset: number, length: number) {
    const part = answer.subarray(0, length);
    memory.set(part, offset);
    answer = answer.subarray(part.length);
    return part.length;
  },
});
files.mkdev('/dev/tool', door);

const READ_ONLY = 69;
const deny = () => {
  throw new files.ErrnoError(READ_ONLY);
};
const { open } = files;
const CHANGES =
  'mkdir mkdev mknod symlink rename rmdir unlink chmod chown truncate ftruncate utime mount unmount'.split(' ');
Object.assign(files, {
  ...Object.fromEntries(CHANGES.map((name) => [name, deny])),
  open(path: unknown, flags: number | string, ...rest: unknown[]) {
    const isReading = flags === 'r' || (typeof flags === 'number' && (flags & 0o3) === 0 && (flags & 0o1100) === 0);
    if (!isReading && !(typeof path === 'string' && path.startsWith('/dev/'))) deny();
    return open.call(files, path, flags, ...rest);
  },
});

// No way out: nothing more is loaded, and of Node's own there is only what the interpreter goes on to need.

const serve = python.globals.get('serve') as (request: string) => string;
python.runPython('lock()');
isLocked = true;
const { versions } = process;
const left = {
  versions,
  argv: [],
  env: {},
  exitCode: 0,
  hrtime: process.hrtime,
  exit: leave,
  on: () => {},
  platform: '',
};
for (const name of ['process', 'fetch', 'WebSocket', 'EventSource', 'require', 'navigator', 'module', 'Buffer']) {
  Reflect.deleteProperty(globalThis, name);
}
Object.assign(globalThis, { process: left });

// Work

const machine = (python as unknown as { _module: { HEAPU8: Uint8Array; _sbrk(by: number): number } })._module;
const memory = machine.HEAPU8.slice(0, machine._sbrk(0));
const isOpen = files.streams.map(Boolean);

/** What a call leaves is undone: its memory is what it was before, and zero beyond; what it opened is closed. */
function restore(): void {
  for (const [descriptor, stream] of files.streams.entries()) {
    if (stream && !isOpen[descriptor]) files.closeStream(descriptor);
  }
  const top = machine._sbrk(0);
  machine.HEAPU8.set(memory);
  if (top > memory.length) machine.HEAPU8.fill(0, memory.length, top);
}

/** What an interpreter raises beside what its code raises is its end. */
function attempt(task: string): string {
  try {
    return serve(task);
  } catch {
    return leave(1);
  }
}

writeLine(JSON.stringify({ kind: 'ready' } satisfies FromChild));
for (;;) {
  const line = readLine().toString();
  const task = JSON.parse(line) as { limit: number; now: number };
  limit = task.limit;
  const began = performance.now();
  Date.now = () => task.now + performance.now() - began;
  const result = attempt(line);
  const used = machine._sbrk(0);
  writeLine(`{"kind":"done","heap":${machine.HEAPU8.length},"used":${used},"result":${result}}`);
  restore();
}
