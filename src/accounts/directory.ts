/** Which account a credential belongs to, which accounts there are, and the secrets that are nobody's but the server's. */
import { hash, randomBytes } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { keepNewest } from '../basics/newest-kept.ts';
import { inTransaction } from './open-database.ts';

export interface ListedAccount {
  name: string;
  /** Milliseconds since 1970. */
  createdAt: number;
}

export type Directory = ReturnType<typeof openDirectory>;

/** The form in which credentials are kept and looked for: SHA-256, so that no comparison tells how close a guess was. */
export const digestOf = (credential: string): Buffer => hash('sha256', credential, 'buffer');

/** `db` is empty, or one that this function made earlier. */
export function openDirectory(db: Database, now: () => number) {
  db.exec(`
    CREATE TABLE IF NOT EXISTS accounts (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL) STRICT;
    CREATE TABLE IF NOT EXISTS credentials (digest BLOB PRIMARY KEY, account TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS credentials_by_account ON credentials (account);
    CREATE TABLE IF NOT EXISTS secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;
  `);
  const insertAccount = db.prepare('INSERT OR IGNORE INTO accounts (name, created_at) VALUES (?, ?)');
  const selectAccounts = db.prepare('SELECT name, created_at AS createdAt FROM accounts ORDER BY created_at, name');
  const selectAccount = db.prepare('SELECT 1 FROM accounts WHERE name = ?');
  const removeAccount = db.prepare('DELETE FROM accounts WHERE name = ?');
  const insertCredential = db.prepare('INSERT OR IGNORE INTO credentials (digest, account) VALUES (?, ?)');
  const ofCredential = db.prepare('SELECT account FROM credentials WHERE digest = ?').pluck();
  const removeCredentials = db.prepare('DELETE FROM credentials WHERE account = ?');
  const selectSecret = db.prepare('SELECT value FROM secrets WHERE name = ?').pluck();
  const insertSecret = db.prepare('INSERT INTO secrets (name, value) VALUES (?, ?)');
  const accountOf = remembered((credential) => ofCredential.get(digestOf(credential)) as string | undefined);

  return {
    addAccount: (name: string): void => void insertAccount.run(name, now()),
    /** Oldest first. */
    listAccounts: () => selectAccounts.all() as ListedAccount[],
    hasAccount: (name: string): boolean => selectAccount.get(name) !== undefined,

    /** Forgets an account and every credential of it. */
    removeAccount: inTransaction(db, (name: string): void => {
      accountOf.forget();
      removeCredentials.run(name);
      removeAccount.run(name);
    }),

    /**
     * Makes a credential known as one of this account. It stays known for as long as the account lives, also when the
     * account has deleted it: what was a key once is not suddenly a stranger, whom the open mode would let in.
     */
    addCredential(credential: string, account: string): void {
      accountOf.forget();
      insertCredential.run(digestOf(credential), account);
    },
    removeCredentials(account: string): void {
      accountOf.forget();
      removeCredentials.run(account);
    },

    /** Undefined for a credential that nobody made here. */
    accountOf: (credential: string): string | undefined => accountOf(credential),

    /** A random secret of 32 bytes under a name, made at its first use. */
    secret(name: string): Buffer {
      const known = selectSecret.get(name) as Buffer | undefined;
      const value = known ?? randomBytes(32);
      if (!known) insertSecret.run(name, value);
      return value;
    },

    /** Keeps the digest of the key that owns the default account. */
    setOwnerKey: (key: string): void => void insertSecret.run('owner key', digestOf(key)),
    ownerKeyDigest: (): Buffer | undefined => selectSecret.get('owner key') as Buffer | undefined,

    close: (): void => void db.close(),
  };
}

/** A short name for an account that a credential opens; it does not give the credential away. */
export const accountNameOf = (credential: string): string =>
  `key-${hash('sha256', `account of ${credential}`).slice(0, 24)}`;

const MOST = 1000;
const LONGEST = 500;

/** A function of texts that come again and again, with its answers in memory, as far as they take little of it. */
interface Remembered<T> {
  (text: string): T;
  /** Has everything be found out anew. */
  forget(): void;
}

export function remembered<T>(find: (text: string) => T): Remembered<T> {
  const known = new Map<string, T>();
  const look = (text: string): T => {
    const answer = known.get(text);
    if (answer !== undefined || known.has(text)) return answer as T;
    const found = find(text);
    if (text.length > LONGEST) return found;
    keepNewest(known, text, found, MOST);
    return found;
  };
  return Object.assign(look, { forget: () => known.clear() });
}
