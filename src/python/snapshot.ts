/**
 * The memory of an interpreter that has loaded what calls need, which the next one begins with: to load it takes seconds.
 * It is made once for each version of Python and kept in a folder that only its owner can read or write.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What an interpreter is made of. */
export interface PythonPackage {
  folder: string;
  /** The sources of what runs the code, which share one namespace. */
  host: string[];
  /** The file of its snapshot. */
  snapshot: string;
}

/** Python is not there. */
export class PythonMissing extends Error {
  override name = 'PythonMissing';
  constructor() {
    super('Lambda tools run in Python, which the optional package pyodide brings: npm install pyodide');
  }
}

/** Throws PythonMissing. `cache` is a folder, made where it is not there. */
export function findPython(cache: string | undefined): PythonPackage {
  const sources = join(import.meta.dirname, 'host');
  const host = readdirSync(sources)
    .filter((name) => name.endsWith('.py'))
    .sort()
    .map((name) => readFileSync(join(sources, name), 'utf8'));
  const manifest = findManifest();
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const digest = createHash('sha256').update(host.join('\0')).digest('hex').slice(0, 12);
  return { folder: dirname(manifest), host, snapshot: join(ownFolder(cache), `python-${version}-${digest}.snapshot`) };
}

function findManifest(): string {
  try {
    return createRequire(import.meta.url).resolve('pyodide/package.json');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new PythonMissing();
  }
}

const OWNER_ONLY = 0o700;

/** Where nothing can be kept it is a folder that nobody finds again. */
function ownFolder(folder = join(homedir(), '.cache', 'vectara-emulator')): string {
  try {
    mkdirSync(folder, { recursive: true, mode: OWNER_ONLY });
    return folder;
  } catch {
    return mkdtempSync(join(tmpdir(), 'vectara-emulator-'));
  }
}

export interface Snapshot {
  descriptor: number;
  /** It is empty, and to be written. */
  isNew: boolean;
  /** It can be used. */
  keep(): void;
  discard(): void;
}

/** The one that is there, or a new one, which nobody else sees before it is kept. */
export function openSnapshot({ snapshot: file }: PythonPackage): Snapshot {
  const kept = openOwn(file);
  if (kept !== undefined) {
    return { descriptor: kept, isNew: false, keep() {}, discard: () => rmSync(file, { force: true }) };
  }
  const draft = `${file}.${randomUUID()}`;
  return {
    descriptor: openSync(draft, 'wx', 0o600),
    isNew: true,
    keep: () => renameSync(draft, file),
    discard: () => rmSync(draft, { force: true }),
  };
}

/** Undefined where there is none, and for one that others can have written. */
function openOwn(file: string): number | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return undefined;
  }
  const { uid, mode } = fstatSync(descriptor);
  const isOwn = process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0);
  if (isOwn) return descriptor;
  closeSync(descriptor);
  return undefined;
}
