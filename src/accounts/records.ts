import { conflict, notFound } from '../errors.ts';
import { type PerAccount, perAccount } from './account.ts';

/** Something that users configure, as it is kept: times in milliseconds since 1970. */
export interface Kept<Value> {
  key: string;
  value: Value;
  /** Counts the changes, from 1. */
  version: number;
  createdAt: number;
  updatedAt: number;
}

/** The things of one kind in one account. */
export interface Records<Value> {
  /** In the order in which they were made. */
  list(): Kept<Value>[];
  find(key: string): Kept<Value> | undefined;
  /** Throws the API's 404. */
  get(key: string): Kept<Value>;
  /** Throws a 409 when there is one of this key. */
  create(key: string, value: Value): Kept<Value>;
  /**
   * Puts a value in the place of the one that is there. Throws the API's 404, and a 409 when `version` is given and the
   * thing was changed since.
   */
  update(key: string, value: Value, version?: number): Kept<Value>;
  /** Throws the API's 404. */
  delete(key: string): void;
}

interface Row {
  key: string;
  value: string;
  version: number;
  createdAt: number;
  updatedAt: number;
}

const COLUMNS = 'key, value, version, created_at AS createdAt, updated_at AS updatedAt';

/**
 * What is configured and never searched inside, kept as JSON in one table. `kind` is the plural that counts and snapshots
 * show (`glossaries`), `noun` what errors call one of them (`Glossary`). `Value` is plain JSON.
 */
export const records = <Value>(kind: string, noun: string): PerAccount<Records<Value>> =>
  perAccount(({ db, now }) => {
    const all = db.prepare(`SELECT ${COLUMNS} FROM records WHERE kind = ? ORDER BY ordinal`);
    const one = db.prepare(`SELECT ${COLUMNS} FROM records WHERE kind = ? AND key = ?`);
    const insert = db.prepare('INSERT INTO records (kind, key, value, created_at, updated_at) VALUES (?, ?, ?, ?, ?)');
    const change = db.prepare(
      'UPDATE records SET value = ?, version = version + 1, updated_at = ? WHERE kind = ? AND key = ?',
    );
    const remove = db.prepare('DELETE FROM records WHERE kind = ? AND key = ?');

    const find = (key: string): Kept<Value> | undefined => {
      const row = one.get(kind, key) as Row | undefined;
      return row && { ...row, value: JSON.parse(row.value) };
    };
    const get = (key: string): Kept<Value> => {
      const found = find(key);
      if (!found) throw notFound(noun, key);
      return found;
    };

    return {
      list: () => (all.all(kind) as Row[]).map((row) => ({ ...row, value: JSON.parse(row.value) })),
      find,
      get,

      create(key, value) {
        if (find(key)) throw conflict(`${noun} '${key}' exists already.`);
        const time = now();
        insert.run(kind, key, JSON.stringify(value), time, time);
        return get(key);
      },

      update(key, value, version) {
        const before = get(key);
        if (version !== undefined && version !== before.version) {
          throw conflict(`${noun} '${key}' was changed meanwhile.`);
        }
        change.run(JSON.stringify(value), now(), kind, key);
        return get(key);
      },

      delete(key) {
        get(key);
        remove.run(kind, key);
      },
    };
  });
