/** The accounts of one server: opened at their first use, closed again when others need the room. */
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { makeFolder } from '../basics/file-system.ts';
import { RANDOM_IDS } from '../calls/ids.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import type { Account } from './account.ts';
import { DEFAULT_ACCOUNT } from './account-name.ts';
import { imageOf } from './database-image.ts';
import { type Directory, type ListedAccount, openDirectory } from './directory.ts';
import { DatabaseUnusable, openDatabase, readMigrations } from './open-database.ts';
import { isEmpty, removeLabel } from './snapshot-info.ts';
import { createSnapshots, openSnapshotFiles, openSnapshotMemory, type Snapshots } from './snapshots.ts';
import { storageFailure } from './storage-failure.ts';
import { clearUnfinished, openFileStore, openMemoryStore } from './stores.ts';

export interface Accounts {
  directory: Directory;
  snapshots: Snapshots;
  /** Says what accounts tell the time by, what their ids are and what stands in their server's seams. */
  equip(equipment: Equipment): void;
  /** The account of this name, which must be a good one; made when there is none. */
  open(name: string): Account;
  /** Keeps an account open until the function that is returned is called. */
  hold(account: Account): () => void;
  /** Called for each account right after it was opened, and for those that are open already. */
  onOpen(listener: (account: Account) => void): void;
  list(): ListedAccount[];
  /**
   * Puts a database in the place of an account's, an empty one without `image`, at once, even while a request is using
   * it. Only the credentials that are in the new one open the account from then on.
   */
  reset(name: string, image?: Buffer): Account;
  /** What `reset` takes to bring an account back to what it holds now. */
  image(account: Account): Buffer;
  /** Whether an account holds nothing that anybody made. */
  isEmpty(account: Account): boolean;
  /** What accounts are made from that are used for the first time; empty without `image`. */
  makeNewFrom(image: Buffer | undefined): void;
  /** Deletes an account with everything in it, at once, even while a request is using it. Whether there was one. */
  remove(name: string): boolean;
  /** What keeps it from serving or storing as it should, in sentences without a path; tries whether it can write. */
  problems(): string[];
  /** Of the databases that are open, in bytes. */
  openSizes(): number[];
  close(): void;
}

/** What accounts get from the server that they are served by. */
export interface Equipment {
  /** Milliseconds since 1970. */
  now(): number;
  newId(account: Account, kind: string): string;
  newSecret(account: Account, kind: string): string;
  seams: readonly (readonly [seam: object, value: unknown])[];
}

const databaseSize = (db: Database): number =>
  (db.pragma('page_count', { simple: true }) as number) * (db.pragma('page_size', { simple: true }) as number);

/** Some 300 kB each. The one in use for longest without a request is closed first. */
const MOST_OPEN = 100;

interface Open {
  account: Account;
  holders: number;
  releases: (() => void)[];
}

/** Opens the accounts kept under `dataDir`, or, when it is undefined, in memory. Throws DatabaseUnusable or FolderUnusable. */
export function openAccounts(
  dataDir: string | undefined,
  now: () => number = Date.now,
  mostOpen = MOST_OPEN,
): Accounts {
  if (dataDir !== undefined) makeFolder(dataDir);
  const migrations = readMigrations(join(PACKAGE_ROOT, 'migrations'));
  const store = dataDir === undefined ? openMemoryStore(migrations) : openFileStore(dataDir, migrations);
  const listeners: ((account: Account) => void)[] = [];
  /** Least recently used first. */
  const opened = new Map<string, Open>();
  let openings = 0;
  let newImage: Buffer | undefined;
  /** Accounts that could not be opened when they were asked for last, and why. */
  const unusable = new Map<string, string>();
  const server = new Map<object, unknown>();
  let equipment: Omit<Equipment, 'seams'> = {
    now,
    newId: () => RANDOM_IDS.uuid(''),
    newSecret: () => RANDOM_IDS.secret(''),
  };

  function release(name: string, entry: Open): void {
    opened.delete(name);
    for (const release of entry.releases) release();
  }

  function close(name: string, entry: Open): void {
    release(name, entry);
    store.close(name, entry.account.db);
  }

  function makeRoom(): void {
    for (const [name, entry] of opened) {
      if (opened.size < mostOpen) return;
      if (entry.holders === 0 && name !== DEFAULT_ACCOUNT) close(name, entry);
    }
  }

  function openStored(name: string): Database {
    try {
      const db = store.open(name, newImage);
      removeLabel(db);
      unusable.delete(name);
      return db;
    } catch (error) {
      unusable.set(name, storageFailure(error)?.message ?? 'It cannot be opened.');
      throw error instanceof DatabaseUnusable ? Object.assign(error, { account: name }) : error;
    }
  }

  function open(name: string): Account {
    const known = opened.get(name);
    if (known) {
      opened.delete(name);
      opened.set(name, known);
      return known.account;
    }
    makeRoom();
    directory.addAccount(name);
    openings += 1;
    const releases: Open['releases'] = [];
    const onClose = (release: () => void) => void releases.push(release);
    const account: Account = {
      name,
      key: `${name}#${openings}`,
      db: openStored(name),
      now: () => equipment.now(),
      newId: (kind) => equipment.newId(account, kind),
      newSecret: (kind) => equipment.newSecret(account, kind),
      claim: (credential) => directory.addCredential(credential, name),
      onClose,
      server,
    };
    opened.set(name, { account, holders: 0, releases });
    for (const listener of listeners) listener(account);
    return account;
  }

  const directory = openDirectory(
    openDatabase(dataDir === undefined ? ':memory:' : join(dataDir, 'directory.sqlite'), []),
    now,
  );
  try {
    if (dataDir !== undefined) clearUnfinished(dataDir);
    open(DEFAULT_ACCOUNT);
  } catch (error) {
    directory.close();
    throw error;
  }

  const snapshotStore = dataDir === undefined ? openSnapshotMemory() : openSnapshotFiles(dataDir);

  return {
    directory,
    snapshots: createSnapshots(snapshotStore, migrations, now),
    open,

    equip({ seams, ...rest }) {
      equipment = rest;
      for (const [seam, value] of seams) server.set(seam, value);
    },

    hold(account) {
      const entry = opened.get(account.name);
      if (entry?.account !== account) return () => {};
      entry.holders += 1;
      let isHeld = true;
      return () => {
        if (isHeld) entry.holders -= 1;
        isHeld = false;
      };
    },

    onOpen(listener) {
      listeners.push(listener);
      for (const { account } of [...opened.values()]) listener(account);
    },

    list: () => directory.listAccounts(),

    problems() {
      const found = [...unusable].map(([name, why]) => `Account "${name}": ${why}`);
      try {
        store.tryOut();
      } catch (error) {
        found.unshift(storageFailure(error)?.message ?? 'The data folder cannot be used.');
      }
      return found;
    },

    openSizes: () => [...opened.values()].map(({ account }) => databaseSize(account.db)),

    reset(name, image) {
      const swap = store.prepare(name, image);
      const entry = opened.get(name);
      if (entry) release(name, entry);
      directory.removeCredentials(name);
      swap(entry?.account.db);
      return open(name);
    },

    image: ({ db }) => imageOf(db),
    isEmpty: ({ db }) => isEmpty(db),

    makeNewFrom(image) {
      newImage = image;
    },

    remove(name) {
      if (!directory.hasAccount(name)) return false;
      const entry = opened.get(name);
      if (entry) close(name, entry);
      directory.removeAccount(name);
      store.remove(name);
      unusable.delete(name);
      return true;
    },

    close() {
      for (const [name, entry] of opened) {
        release(name, entry);
        entry.account.db.close();
      }
      directory.close();
    },
  };
}
