import type { Migration } from './migrations.ts';
import { openDatabase } from './open-database.ts';

/** The bytes 18 and 19 of a database say how it is written; 2 is with a write-ahead log. */
const WRITE_VERSION = 18;
const WAL = 2;

export interface AccountTemplate {
  /** An empty, migrated database, to be copied into a file. */
  forFile(): Buffer;
  /** The same, to be opened in memory. */
  forMemory(): Buffer;
}

/** An account that nobody has used yet, migrated once: copying it takes a fraction of a millisecond, migrating thirty. */
export function createAccountTemplate(migrations: readonly Migration[]): AccountTemplate {
  let made: Buffer | undefined;
  const forMemory = () => {
    if (made) return made;
    const db = openDatabase(':memory:', migrations);
    made = db.serialize();
    db.close();
    return made;
  };
  return {
    forMemory,
    forFile() {
      const bytes = Buffer.from(forMemory());
      bytes.fill(WAL, WRITE_VERSION, WRITE_VERSION + 2);
      return bytes;
    },
  };
}
