/** Opening databases: settings, migrations, statements that are compiled at their first use. */

import { closeSync, existsSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database, Statement } from 'better-sqlite3';
import Sqlite from 'better-sqlite3';
import { whyUnusable } from '../basics/file-system.ts';

/** 40 MB of log. Each checkpoint waits for the disk, and every request with it, so there are few of them. */
const CHECKPOINT_PAGES = 10_000;
const OWNER_ONLY = 0o600;
const SETTINGS = `
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
  PRAGMA foreign_keys = ON;
  PRAGMA trusted_schema = OFF;
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
    throw new DatabaseUnusable(typeof file === 'string' ? file : ':memory:', error as Error & { code?: string });
  }
}

/** The bytes of a database as they are, to be looked at before anything of them is trusted. */
export function openUntrusted(image: Buffer): Database {
  const db = new Sqlite(image);
  db.pragma('trusted_schema = OFF');
  return db;
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
  /** Whose it is, if it is an account's. */
  account?: string;
  /** As a sentence that names no file. */
  readonly reason: string;
  constructor(file: string, cause: Error & { code?: string }) {
    const reason = reasonOf(cause);
    super(`The database ${file} cannot be used: ${reason}.`, { cause });
    this.reason = `The database of this account cannot be used: ${reason}.`;
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

/**
 * Has a database compile each statement at its first use. An account's repositories prepare a hundred of them, most of
 * which a short-lived account never runs: compiling all would take most of its opening, and half a megabyte.
 */
function compileStatementsLazily(db: Database): void {
  const prepare = db.prepare.bind(db) as (sql: string) => Statement;
  db.prepare = ((sql: string) => new LazyStatement(() => prepare(sql))) as unknown as Database['prepare'];
}

class LazyStatement {
  #compile: () => Statement;
  #compiled: Statement | undefined;

  constructor(compile: () => Statement) {
    this.#compile = compile;
  }

  get #statement(): Statement {
    this.#compiled ??= this.#compile();
    return this.#compiled;
  }

  run(...values: unknown[]) {
    return this.#statement.run(...values);
  }
  get(...values: unknown[]) {
    return this.#statement.get(...values);
  }
  all(...values: unknown[]) {
    return this.#statement.all(...values);
  }
  iterate(...values: unknown[]) {
    return this.#statement.iterate(...values);
  }
  pluck(): this {
    return this.#with((statement) => statement.pluck());
  }
  raw(): this {
    return this.#with((statement) => statement.raw());
  }

  /** Changes what rows look like: at once, or as soon as there is a statement. */
  #with(change: (statement: Statement) => Statement): this {
    const compile = this.#compile;
    if (this.#compiled) change(this.#compiled);
    else this.#compile = () => change(compile());
    return this;
  }
}

export interface Migration {
  version: number;
  sql: string;
}

/** The numbered SQL files of `folder`, in order: `0001-….sql` is version 1. */
export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.+\.sql$/.test(name))
    .sort()
    .map((name) => ({ version: Number(name.slice(0, 4)), sql: readFileSync(join(folder, name), 'utf8') }));
}

/**
 * Brings a database up to the newest version, each step in a transaction of its own.
 * Throws when the database comes from a newer emulator: going back could lose what that one stored.
 */
function migrate(db: Database, migrations: readonly Migration[]): void {
  const current = db.pragma('user_version', { simple: true }) as number;
  const newest = migrations.at(-1)?.version ?? 0;
  if (current > newest) throw new NewerDatabase(current, newest);
  for (const { version, sql } of migrations.filter((m) => m.version > current)) {
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${version}`);
    })();
  }
}

class NewerDatabase extends Error {
  override name = 'NewerDatabase';
  constructor(found: number, known: number) {
    super(`it was written by a newer emulator (data version ${found}; this one knows up to ${known})`);
  }
}

/** `work` as a function that runs in one transaction: all of it is stored, or, when it throws, nothing. */
export const inTransaction = <Args extends unknown[], Result>(
  db: Database,
  work: (...args: Args) => Result,
): ((...args: Args) => Result) => db.transaction(work) as unknown as (...args: Args) => Result;
