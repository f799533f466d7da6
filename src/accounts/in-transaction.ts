import type { Database } from 'better-sqlite3';

/** `work` as a function that runs in one transaction: all of it is stored, or, when it throws, nothing. */
export const inTransaction = <Args extends unknown[], Result>(
  db: Database,
  work: (...args: Args) => Result,
): ((...args: Args) => Result) => db.transaction(work) as unknown as (...args: Args) => Result;
