/** Databases of accounts as files under the data folder. */
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../basics/file-system.ts';
import { accountFileName, DEFAULT_ACCOUNT } from '../account-name.ts';
import type { Migration } from '../migrations.ts';
import { openDatabase } from '../open-database.ts';
import type { AccountStore } from './account-store.ts';
import { createAccountTemplate } from './account-template.ts';
import { imageForFile } from './database-image.ts';

export const OWNER_ONLY_FILE = 0o600;
/** What SQLite keeps beside a database. */
const COMPANIONS = ['', '-wal', '-shm', '-journal'];

export function openFileStore(dataDir: string, migrations: readonly Migration[]): AccountStore {
  const template = createAccountTemplate(migrations);
  const fileOf = (name: string) =>
    name === DEFAULT_ACCOUNT ? join(dataDir, 'default.sqlite') : join(dataDir, 'accounts', accountFileName(name));

  /** Where a database waits that is whole and takes the place of the one there is, also after a crash. */
  const nextOf = (file: string) => `${file}.next`;

  function writeNext(file: string, image: Buffer | undefined): void {
    makeFolder(dirname(file));
    writeFileSync(`${file}.new`, imageForFile(image ?? template()), { mode: OWNER_ONLY_FILE });
    renameSync(`${file}.new`, nextOf(file));
  }

  function takeNext(file: string): void {
    for (const companion of COMPANIONS) rmSync(file + companion, { force: true });
    renameSync(nextOf(file), file);
  }

  return {
    open(name, image) {
      const file = fileOf(name);
      if (existsSync(nextOf(file))) takeNext(file);
      if (!existsSync(file)) {
        writeNext(file, image);
        takeNext(file);
      }
      return openDatabase(file, migrations);
    },
    close: (_, db) => void db.close(),
    replace(name, db, image) {
      const file = fileOf(name);
      writeNext(file, image);
      // SQLite does not bring its log into a database that is no longer there, which would be the slowest part.
      rmSync(file, { force: true });
      db?.close();
      takeNext(file);
    },
    remove(name) {
      for (const companion of [...COMPANIONS, '.next']) rmSync(fileOf(name) + companion, { force: true });
    },
  };
}
