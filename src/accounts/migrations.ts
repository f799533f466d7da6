import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';

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
export function migrate(db: Database, migrations: readonly Migration[]): void {
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

export class NewerDatabase extends Error {
  override name = 'NewerDatabase';
  constructor(found: number, known: number) {
    super(`it was written by a newer emulator (data version ${found}; this one knows up to ${known})`);
  }
}
