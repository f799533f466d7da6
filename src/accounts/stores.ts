/** Where the databases of accounts are while they are closed: in files under the data folder, or in memory. */

import { closeSync, existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import { makeFolder } from '../basics/file-system.ts';
import { accountFileName } from './account-file-name.ts';
import { DEFAULT_ACCOUNT } from './account-name.ts';
import { imageForFile } from './database-image.ts';
import { type Migration, openDatabase } from './open-database.ts';

interface AccountStore {
  /** Opens the database of an account, or makes it from `image`, or else empty. Throws DatabaseUnusable. */
  open(name: string, image: Buffer | undefined): Database;
  close(name: string, db: Database): void;
  /**
   * Makes ready what takes the place of an account's database, `image` or else an empty one. A failure leaves everything
   * as it is; the function that is returned closes the database, if it is open, and swaps them.
   */
  prepare(name: string, image: Buffer | undefined): (db: Database | undefined) => void;
  /** Throws what keeps databases from being written, as far as that shows without one. */
  tryOut(): void;
  /** Deletes what is kept of a closed account. */
  remove(name: string): void;
}

/** Databases that are not open are kept compressed: an empty one takes a few kilobytes instead of three hundred. */
export function openMemoryStore(migrations: readonly Migration[]): AccountStore {
  const template = createAccountTemplate(migrations);
  const closed = new Map<string, Buffer>();
  /** To be opened right away, so it is not worth compressing. */
  const replaced = new Map<string, Buffer>();
  return {
    open(name, image) {
      const kept = replaced.get(name) ?? (closed.has(name) ? zstdDecompressSync(closed.get(name)!) : undefined);
      replaced.delete(name);
      closed.delete(name);
      return openDatabase(kept ?? image ?? template(), migrations);
    },
    close(name, db) {
      closed.set(name, zstdCompressSync(db.serialize()));
      db.close();
    },
    prepare(name, image) {
      const next = image ?? template();
      return (db) => {
        db?.close();
        closed.delete(name);
        replaced.set(name, next);
      };
    },
    tryOut() {},
    remove: (name) => void closed.delete(name),
  };
}

/** An account that nobody has used yet, migrated once: copying it takes a fraction of a millisecond, migrating thirty. */
function createAccountTemplate(migrations: readonly Migration[]): () => Buffer {
  let made: Buffer | undefined;
  return () => {
    if (made) return made;
    const db = openDatabase(':memory:', migrations);
    made = db.serialize();
    db.close();
    return made;
  };
}

export const OWNER_ONLY_FILE = 0o600;
/** A few pages of a database. */
const TRIED_BYTES = 16_384;
/** What SQLite keeps beside a database. */
const COMPANIONS = ['', '-wal', '-shm', '-journal'];

/** At the end of the names of files that are being written, and that nobody misses where that was broken off. */
export const UNFINISHED = '.new';

/** Takes away what a process that was killed left unfinished under the data folder, which nobody else may be using. */
export function clearUnfinished(dataDir: string): void {
  for (const entry of readdirSync(dataDir, { recursive: true, withFileTypes: true })) {
    if (entry.isFile() && entry.name.endsWith(UNFINISHED)) removeFile(join(entry.parentPath, entry.name));
  }
}

/** Of no use to anybody; what stands in its way is reported by what failed before. */
function removeFile(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // A folder of that name, say.
  }
}

/** So that a file that was renamed is found under its new name after a loss of power, too. Windows has no such call. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Pages, of four kilobytes each, that are not worth rewriting a file for. */
const FEW_PAGES = 1000;

/** A file does not shrink when what is in it is deleted. Where most of it is empty it is written anew, when it is opened. */
function giveBackRoom(db: Database): void {
  const free = db.pragma('freelist_count', { simple: true }) as number;
  const all = db.pragma('page_count', { simple: true }) as number;
  if (free > FEW_PAGES && free > all / 2) db.exec('VACUUM');
}

export function openFileStore(dataDir: string, migrations: readonly Migration[]): AccountStore {
  const template = createAccountTemplate(migrations);
  const fileOf = (name: string) =>
    name === DEFAULT_ACCOUNT ? join(dataDir, 'default.sqlite') : join(dataDir, 'accounts', accountFileName(name));

  /** Where a database waits that is whole and takes the place of the one there is, also after a crash. */
  const nextOf = (file: string) => `${file}.next`;

  function writeNext(file: string, image: Buffer | undefined): void {
    makeFolder(dirname(file));
    const unfinished = `${file}${UNFINISHED}`;
    try {
      writeFileSync(unfinished, imageForFile(image ?? template()), { mode: OWNER_ONLY_FILE, flush: true });
      renameSync(unfinished, nextOf(file));
    } catch (error) {
      removeFile(unfinished);
      throw error;
    }
    try {
      syncFolder(dirname(file));
    } catch (error) {
      // What was refused must not be taken at the next start.
      removeFile(nextOf(file));
      throw error;
    }
  }

  function takeNext(file: string): void {
    for (const companion of COMPANIONS) rmSync(file + companion, { force: true });
    renameSync(nextOf(file), file);
  }

  return {
    open(name, image) {
      const file = fileOf(name);
      if (existsSync(nextOf(file))) takeNext(file);
      if (!existsSync(file)) {
        writeNext(file, image);
        takeNext(file);
      }
      const db = openDatabase(file, migrations);
      giveBackRoom(db);
      return db;
    },
    close: (_, db) => void db.close(),
    prepare(name, image) {
      const file = fileOf(name);
      writeNext(file, image);
      return (db) => {
        // SQLite does not bring its log into a database that is no longer there, which would be the slowest part.
        rmSync(file, { force: true });
        db?.close();
        takeNext(file);
      };
    },
    tryOut() {
      const file = join(dataDir, `health${UNFINISHED}`);
      try {
        writeFileSync(file, Buffer.alloc(TRIED_BYTES), { mode: OWNER_ONLY_FILE });
      } finally {
        removeFile(file);
      }
    },
    remove(name) {
      for (const companion of [...COMPANIONS, '.next']) rmSync(fileOf(name) + companion, { force: true });
    },
  };
}
