/** Where the databases of accounts are while they are closed: in files, or in memory. */
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Database } from 'better-sqlite3';
import type { Migration } from '../migrations.ts';
import { openDatabase } from '../open-database.ts';
import { createAccountTemplate } from './account-template.ts';

export interface AccountStore {
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
