/** Where the databases of accounts are while they are closed: in files, or in memory. */
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import { accountFileName, DEFAULT_ACCOUNT } from './account-name.ts';
import { createAccountTemplate } from './account-template.ts';
import type { Migration } from './migrations.ts';
import { DatabaseUnusable, openDatabase } from './open-database.ts';

export interface AccountStore {
  /** Opens the database of an account, or makes it. Throws DatabaseUnusable. */
  open(name: string): Database;
  close(name: string, db: Database): void;
  /** Deletes what is kept of a closed account. */
  remove(name: string): void;
}

const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;
/** What SQLite keeps beside a database. */
const COMPANIONS = ['', '-wal', '-shm', '-journal'];

export function openFileStore(dataDir: string, migrations: readonly Migration[]): AccountStore {
  const template = createAccountTemplate(migrations);
  const fileOf = (name: string) =>
    name === DEFAULT_ACCOUNT ? join(dataDir, 'default.sqlite') : join(dataDir, 'accounts', accountFileName(name));
  return {
    open(name) {
      const file = fileOf(name);
      if (!existsSync(file)) {
        makeFolder(dirname(file));
        writeFileSync(`${file}.new`, template.forFile(), { mode: OWNER_ONLY_FILE });
        renameSync(`${file}.new`, file);
      }
      return openDatabase(file, migrations);
    },
    close: (_, db) => void db.close(),
    remove(name) {
      for (const companion of COMPANIONS) rmSync(fileOf(name) + companion, { force: true });
    },
  };
}

/** Databases that are not open are kept compressed: an empty one takes a few kilobytes instead of three hundred. */
export function openMemoryStore(migrations: readonly Migration[]): AccountStore {
  const template = createAccountTemplate(migrations);
  const closed = new Map<string, Buffer>();
  return {
    open(name) {
      const kept = closed.get(name);
      closed.delete(name);
      return openDatabase(kept ? zstdDecompressSync(kept) : template.forMemory(), migrations);
    },
    close(name, db) {
      closed.set(name, zstdCompressSync(db.serialize()));
      db.close();
    },
    remove: (name) => void closed.delete(name),
  };
}

/** Makes a folder for its owner alone. Throws DatabaseUnusable. */
export function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
  } catch (error) {
    throw new DatabaseUnusable(folder, (error as Error).message);
  }
}
