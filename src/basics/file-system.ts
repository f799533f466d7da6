/** What the program has of the file system that more than one part of it needs. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const OWNER_ONLY = 0o700;

/** A folder that cannot be made or is none; the message can be shown as it is. */
export class FolderUnusable extends Error {
  override name = 'FolderUnusable';
  constructor(folder: string, error: unknown) {
    super(`The folder ${folder} cannot be used: ${whyUnusable(error)}.`, { cause: error });
  }
}

/** Makes a folder, with those above it, for its owner alone. Throws FolderUnusable. */
export function makeFolder(folder: string): void {
  try {
    makeWithParents(folder);
  } catch (error) {
    throw new FolderUnusable(folder, error);
  }
}

/** Node's own `recursive` never ends where a file system has no room for folders, as /proc, and says ENOENT. */
function makeWithParents(folder: string): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  if (!existsSync(parent)) makeWithParents(parent);
  mkdirSync(folder, { mode: OWNER_ONLY });
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** What the system says about a file or folder, as words that go on a sentence. */
export function whyUnusable(error: unknown): string {
  const { code = '', syscall, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' && syscall === 'mkdir') return 'nothing can be made there';
  return REASONS[code] ?? message;
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EEXIST: 'a file of that name is in its place',
  EISDIR: 'it is a folder',
  ERR_FS_EISDIR: 'it is a folder',
  ENOTDIR: 'a file is where its path has a folder',
  EROFS: 'it is on a disk that is read-only',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links lead in a circle',
};
