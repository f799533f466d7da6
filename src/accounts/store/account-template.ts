import type { Migration } from '../migrations.ts';
import { openDatabase } from '../open-database.ts';

/** An account that nobody has used yet, migrated once: copying it takes a fraction of a millisecond, migrating thirty. */
export function createAccountTemplate(migrations: readonly Migration[]): () => Buffer {
  let made: Buffer | undefined;
  return () => {
    if (made) return made;
    const db = openDatabase(':memory:', migrations);
    made = db.serialize();
    db.close();
    return made;
  };
}
