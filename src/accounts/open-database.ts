import { closeSync, existsSync, openSync } from 'node:fs';
import Sqlite, { type Database } from 'better-sqlite3';
import { whyUnusable } from '../basics/file-system.ts';
import { compileStatementsLazily } from './lazy-statements.ts';
import { type Migration, migrate } from './migrations.ts';

/** 40 MB of log. Each checkpoint waits for the disk, and every request with it, so there are few of them. */
const CHECKPOINT_PAGES = 10_000;
const OWNER_ONLY = 0o600;
const SETTINGS = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
  PRAGMA foreign_keys = ON;
`;
/** How long an emulator that is just closing may still hold its database. */
const LOCK_WAIT_MS = 500;

/**
 * Opens a database, `:memory:`, a file, or the bytes of one to be held in memory, and brings it up to date.
 * Exclusive: a second emulator on the same file is refused rather than served stale answers. Every commit is in the
 * write-ahead log before it is acknowledged, so killing the process loses nothing that was answered.
 * Throws DatabaseUnusable, whose message can be shown as it is.
 */
export function openDatabase(file: string | Buffer, migrations: readonly Migration[]): Database {
  let db: Database | undefined;
  try {
    if (typeof file === 'string' && file !== ':memory:' && !existsSync(file)) createOwnerOnly(file);
    db = new Sqlite(file, { timeout: LOCK_WAIT_MS });
    db.exec(SETTINGS);
    migrate(db, migrations);
    compileStatementsLazily(db);
    return db;
  } catch (error) {
    db?.close();
    throw new DatabaseUnusable(file.toString().slice(0, 1000), reasonOf(error as Error & { code?: string }));
  }
}

/**
 * SQLite gives its log files the rights of the database file, so that one must be right from the start. Only a file
 * that is new may be opened here: closing any handle of a database would drop the locks this process holds on it.
 */
function createOwnerOnly(file: string): void {
  closeSync(openSync(file, 'ax', OWNER_ONLY));
}

export class DatabaseUnusable extends Error {
  override name = 'DatabaseUnusable';
  constructor(file: string, reason: string) {
    super(`The database ${file} cannot be used: ${reason}.`);
  }
}

function reasonOf({ code = '', message }: Error & { code?: string }): string {
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return 'it is damaged or not a database of the emulator; move it away to start afresh';
  }
  if (code.startsWith('SQLITE_BUSY'))
    return 'another emulator is using it; end that one, or choose another --data-dir or --ephemeral';
  return whyUnusable({ code, message });
}
