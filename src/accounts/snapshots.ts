/** Copies of accounts under names, in files or in memory. */

import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '../basics/file-system.ts';
import type { Account } from './account.ts';
import { accountFileName } from './account-file-name.ts';
import { createSnapshotCheck } from './check-snapshot.ts';
import type { Migration } from './open-database.ts';
import { countsOf, readInfo, type SnapshotInfo, sealedCopy } from './snapshot-info.ts';
import { OWNER_ONLY_FILE, UNFINISHED } from './stores.ts';

/** Copies of accounts under names, each one SQLite file. */
export interface Snapshots {
  /** Oldest first. */
  list(account: string): SnapshotInfo[];
  find(account: string, name: string): SnapshotInfo | undefined;
  /** Takes one of what the account holds now, in the place of one of this name. */
  save(account: Account, name: string): Promise<SnapshotInfo>;
  /** The file of a snapshot that is there. */
  read(account: string, name: string): Promise<Buffer>;
  /** What an account can be replaced with. Throws SnapshotUnusable. */
  image(account: string, name: string): Promise<Buffer>;
  /** Keeps a file that came from elsewhere. Throws SnapshotUnusable. */
  add(account: string, name: string, bytes: Buffer): Promise<SnapshotInfo>;
  /** Whether there was one. */
  delete(account: string, name: string): boolean;
}

export function createSnapshots(store: SnapshotStore, migrations: readonly Migration[], now: () => number): Snapshots {
  const { find, read } = store;
  const check = createSnapshotCheck(migrations);

  return {
    find,
    read,
    delete: store.delete,
    list: (account) => store.list(account).toSorted((a, b) => a.createdAt - b.createdAt),

    async save({ name: account, db }, name) {
      const { image, info } = sealedCopy(db, { name, account, createdAt: now(), counts: countsOf(db) });
      await store.write(account, info, image);
      return info;
    },

    image: async (account, name) => check(await read(account, name), name).image,

    async add(account, name, bytes) {
      const { image, info } = check(bytes, name);
      await store.write(account, info, image);
      return info;
    },
  };
}

interface SnapshotStore {
  list(account: string): SnapshotInfo[];
  find(account: string, name: string): SnapshotInfo | undefined;
  /** The bytes of a snapshot that is there. */
  read(account: string, name: string): Promise<Buffer>;
  /** Keeps a snapshot in the place of one of this name, whole or not at all. */
  write(account: string, info: SnapshotInfo, bytes: Buffer): Promise<void>;
  /** Whether there was one. */
  delete(account: string, name: string): boolean;
}

export function openSnapshotFiles(dataDir: string): SnapshotStore {
  const folderOf = (account: string) =>
    join(dataDir, 'snapshots', accountFileName(account).slice(0, -'.sqlite'.length));
  const fileOf = (account: string, name: string) => join(folderOf(account), accountFileName(name));
  return {
    list(account) {
      const folder = folderOf(account);
      if (!existsSync(folder)) return [];
      const files = readdirSync(folder).filter((file) => file.endsWith('.sqlite'));
      // A file that somebody put there under another name than it says is found by neither.
      return files
        .map((file) => ({ file, info: readInfo(join(folder, file)) }))
        .flatMap(({ file, info }) => (info && accountFileName(info.name) === file ? [info] : []));
    },
    find(account, name) {
      const file = fileOf(account, name);
      const info = existsSync(file) ? readInfo(file) : undefined;
      return info?.name === name ? info : undefined;
    },
    read: (account, name) => readFile(fileOf(account, name)),
    async write(account, info, bytes) {
      const file = fileOf(account, info.name);
      makeFolder(folderOf(account));
      const unfinished = `${file}.${randomUUID()}${UNFINISHED}`;
      try {
        await writeFile(unfinished, bytes, { flag: 'wx', mode: OWNER_ONLY_FILE, flush: true });
        await rename(unfinished, file);
      } finally {
        await rm(unfinished, { force: true });
      }
    },
    delete(account, name) {
      const file = fileOf(account, name);
      const isThere = existsSync(file);
      rmSync(file, { force: true });
      return isThere;
    },
  };
}

export function openSnapshotMemory(): SnapshotStore {
  const kept = new Map<string, Map<string, { info: SnapshotInfo; bytes: Buffer }>>();
  return {
    list: (account) => [...(kept.get(account)?.values() ?? [])].map(({ info }) => info),
    find: (account, name) => kept.get(account)?.get(name)?.info,
    read: async (account, name) => kept.get(account)!.get(name)!.bytes,
    async write(account, info, bytes) {
      const ofAccount = kept.get(account) ?? new Map();
      kept.set(account, ofAccount.set(info.name, { info, bytes }));
    },
    delete: (account, name) => kept.get(account)?.delete(name) ?? false,
  };
}
