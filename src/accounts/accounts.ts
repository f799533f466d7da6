import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../package-root.ts';
import type { Account } from './account.ts';
import { readMigrations } from './migrations.ts';
import { DatabaseUnusable, openDatabase } from './open-database.ts';

export interface Accounts {
  /** The account a credential belongs to. Today every credential opens the one account there is. */
  resolve(credential: string): Account;
  /** Those that are open, and may have been left with work to do. */
  opened(): readonly Account[];
  close(): void;
}

const DEFAULT_ACCOUNT = 'default';
const OWNER_ONLY = 0o700;

/** Opens the accounts kept under `dataDir`, or, when it is undefined, in memory. Throws DatabaseUnusable. */
export function openAccounts(dataDir: string | undefined): Accounts {
  if (dataDir !== undefined) makeFolder(dataDir);
  const file = dataDir === undefined ? ':memory:' : join(dataDir, `${DEFAULT_ACCOUNT}.sqlite`);
  const account = { key: DEFAULT_ACCOUNT, db: openDatabase(file, readMigrations(join(PACKAGE_ROOT, 'migrations'))) };
  return { resolve: () => account, opened: () => [account], close: () => account.db.close() };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: OWNER_ONLY });
  } catch (error) {
    throw new DatabaseUnusable(folder, (error as Error).message);
  }
}
