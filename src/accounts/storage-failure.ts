import { FolderUnusable } from '../basics/file-system.ts';
import { type ApiError, insufficientStorage, unavailable } from '../errors.ts';
import { DatabaseUnusable } from './open-database.ts';

const FULL = 'The disk is full. Nothing of this request was stored; make room and send it again.';
const TOO_MANY_FILES =
  'The emulator may not open more files. Raise the limit of open files (ulimit -n), or use fewer accounts at a time.';
const READ_ONLY = 'The data folder cannot be written: its disk is read-only, or its rights have changed.';
const UNREADABLE = 'The disk failed to read or write. Nothing of this request was stored.';
const DAMAGED =
  'The database of this account is damaged. POST /_emulator/reset replaces it by an empty one, and a snapshot can be loaded into that.';

const BY_CODE: Record<string, () => ApiError> = {
  ENOSPC: () => insufficientStorage(FULL),
  EDQUOT: () => insufficientStorage(FULL),
  EFBIG: () => insufficientStorage(FULL),
  SQLITE_FULL: () => insufficientStorage(FULL),
  EMFILE: () => unavailable(TOO_MANY_FILES),
  ENFILE: () => unavailable(TOO_MANY_FILES),
  SQLITE_CANTOPEN: () => unavailable(TOO_MANY_FILES),
  EROFS: () => unavailable(READ_ONLY),
  EACCES: () => unavailable(READ_ONLY),
  EPERM: () => unavailable(READ_ONLY),
  EISDIR: () => unavailable(READ_ONLY),
  ENOTDIR: () => unavailable(READ_ONLY),
  ENOENT: () => unavailable(READ_ONLY),
  SQLITE_READONLY: () => unavailable(READ_ONLY),
  EIO: () => unavailable(UNREADABLE),
  SQLITE_IOERR: () => unavailable(UNREADABLE),
  SQLITE_CORRUPT: () => unavailable(DAMAGED),
  SQLITE_NOTADB: () => unavailable(DAMAGED),
};

/**
 * What a full, failing or read-only disk or a damaged database did to a request, as the answer that says what helps.
 * Undefined for every other error. Never with a path of this machine.
 */
export function storageFailure(error: unknown): ApiError | undefined {
  if (error instanceof DatabaseUnusable) return byCode(error.cause) ?? unavailable(error.reason, error);
  if (error instanceof FolderUnusable) return byCode(error.cause) ?? unavailable(READ_ONLY, error);
  return byCode(error);
}

function byCode(error: unknown): ApiError | undefined {
  const { code, name, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  if (typeof code !== 'string' || (name !== 'SqliteError' && syscall === undefined)) return undefined;
  // Codes of SQLite have details behind the second underscore: SQLITE_IOERR_WRITE.
  const known = BY_CODE[code] ?? BY_CODE[code.split('_', 2).join('_')];
  return known && Object.assign(known(), { cause: error });
}
