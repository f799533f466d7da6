/** Where the databases of accounts are while they are closed: in files under the data folder, or in memory. */

import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import { makeFolder } from '../basics/file-system.ts';
import { accountFileName, DEFAULT_ACCOUNT } from './account-name.ts';
import { imageForFile } from './database-image.ts';
import { type Migration, openDatabase } from './open-database.ts';

interface AccountStore {
  /** Opens the database of an account, or makes it from `image`, or else empty. Throws DatabaseUnusable. */
  open(name: string, image: Buffer | undefined): Database;
  close(name: string, db: Database): void;
  /** Closes the database of an account, if it is open, and puts `image` in its place, or else an empty one. */
  replace(name: string, db: Database | undefined, image: Buffer | undefined): void;
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
    replace(name, db, image) {
      db?.close();
      closed.delete(name);
      replaced.set(name, image ?? template());
    },
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
/** What SQLite keeps beside a database. */
const COMPANIONS = ['', '-wal', '-shm', '-journal'];

export function openFileStore(dataDir: string, migrations: readonly Migration[]): AccountStore {
  const template = createAccountTemplate(migrations);
  const fileOf = (name: string) =>
    name === DEFAULT_ACCOUNT ? join(dataDir, 'default.sqlite') : join(dataDir, 'accounts', accountFileName(name));

  /** Where a database waits that is whole and takes the place of the one there is, also after a crash. */
  const nextOf = (file: string) => `${file}.next`;

  function writeNext(file: string, image: Buffer | undefined): void {
    makeFolder(dirname(file));
    writeFileSync(`${file}.new`, imageForFile(image ?? template()), { mode: OWNER_ONLY_FILE });
    renameSync(`${file}.new`, nextOf(file));
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
      return openDatabase(file, migrations);
    },
    close: (_, db) => void db.close(),
    replace(name, db, image) {
      const file = fileOf(name);
      writeNext(file, image);
      // SQLite does not bring its log into a database that is no longer there, which would be the slowest part.
      rmSync(file, { force: true });
      db?.close();
      takeNext(file);
    },
    remove(name) {
      for (const companion of [...COMPANIONS, '.next']) rmSync(fileOf(name) + companion, { force: true });
    },
  };
}
