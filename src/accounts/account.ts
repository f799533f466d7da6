import type { Database } from 'better-sqlite3';

/** One isolated world: its database, its time, its ids, shared with no other account. */
export interface Account {
  /** As it is chosen and listed by. */
  name: string;
  /** No other opening of an account, this one's included, has the same: for what is kept in memory about it. */
  key: string;
  db: Database;
  /** Milliseconds since 1970, by the clock of its server. */
  now(): number;
  /** A UUID for something of this kind, `job` say. */
  newId(kind: string): string;
  /** 64 hexadecimal digits that only the holder of something of this kind knows; they follow from a seed, if ids do. */
  newSecret(kind: string): string;
  /** Makes a credential known as one of this account, from before it is stored. */
  claim(credential: string): void;
  /** Has `release` called before the database is closed, to let go of memory held outside of it. */
  onClose(release: () => void): void;
  /** What its server was given; read by seams. */
  server: Server;
}

/** What is put in the seams of one server. */
export type Server = ReadonlyMap<object, unknown>;

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

/** A place where servers differ, because it has two real sides: what app.ts puts there is found from any account. */
export interface Seam<T> {
  (account: Account): T;
  /** For the list of what a server is given. */
  is(value: T): readonly [seam: object, value: T];
}

/** `name` is for the error of a server that was given nothing. */
export function seam<T>(name: string): Seam<T> {
  const own = (account: Account): T => {
    if (!account.server.has(own)) throw new Error(`this server was given no ${name}`);
    return account.server.get(own) as T;
  };
  return Object.assign(own, { is: (value: T) => [own, value] as const });
}

/** What is made once for each server, when an account of it first asks. */
export function perServer<T>(create: (account: Account) => T): (account: Account) => T {
  const made = new WeakMap<Server, T>();
  return (account) => {
    const known = made.get(account.server);
    if (known !== undefined) return known;
    const value = create(account);
    made.set(account.server, value);
    return value;
  };
}
