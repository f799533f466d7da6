import type { Database } from 'better-sqlite3';

/** One isolated world: one database, shared with no other account. */
export interface Account {
  /** As it is chosen and listed by. */
  name: string;
  /** No other opening of an account, this one's included, has the same: for what is kept in memory about it. */
  key: string;
  db: Database;
  /** Has `release` called before the database is closed, to let go of memory held outside of it. */
  onClose(release: () => void): void;
}

/** What is made once for each account and lives as long as it: its repositories, say. */
export type PerAccount<T> = (account: Account) => T;

export function perAccount<T>(create: (account: Account) => T): PerAccount<T> {
  const made = new WeakMap<Account, T>();
  return (account) => {
    const known = made.get(account);
    if (known !== undefined) return known;
    const value = create(account);
    made.set(account, value);
    return value;
  };
}
