/** Databases that take the place of others: images of older emulators, and a crash half-way. */
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openAccounts } from '../../src/accounts/accounts.ts';
import { createSnapshotCheck } from '../../src/accounts/check-snapshot.ts';
import { imageForFile } from '../../src/accounts/database-image.ts';
import { readMigrations } from '../../src/accounts/open-database.ts';

const migrations = readMigrations(join(import.meta.dirname, '../../migrations'));

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'replacing-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test('a snapshot of an older emulator is brought up to date by a newer one', async () => {
  const accounts = openAccounts(undefined);
  onTestFinished(() => accounts.close());
  await accounts.snapshots.save(accounts.open('default'), 'old');
  const bytes = await accounts.snapshots.read('default', 'old');
  const newer = [...migrations, { version: 9999, sql: 'CREATE TABLE later (a INTEGER) STRICT' }];
  const { image, info } = createSnapshotCheck(newer)(bytes, 'old');
  expect(info).toMatchObject({ name: 'old', dataVersion: 9999 });
  const db = new Sqlite(image);
  expect(db.prepare('SELECT count(*) FROM later').pluck().get()).toBe(0);
  db.close();
  // And back again it does not go.
  expect(() => createSnapshotCheck(migrations)(image, 'old')).toThrow('newer emulator');
});

test('a replacement that was written before a crash is finished at the next start', () => {
  const dataDir = temporaryFolder();
  const accounts = openAccounts(dataDir);
  const insert = (name: string) => {
    const { db } = accounts.open('default');
    db.prepare("INSERT INTO control_rules (kind, id, rule, created_at) VALUES ('test', ?, '{}', 0)").run(name);
  };
  insert('replacement');
  const image = accounts.image(accounts.open('default'));
  accounts.reset('default');
  insert('replaced');
  accounts.close();
  const file = join(dataDir, 'default.sqlite');
  writeFileSync(`${file}.next`, imageForFile(image));
  // The log of the old database must not be taken for one of the new.
  copyFileSync(file, `${file}-wal`);
  const again = openAccounts(dataDir);
  onTestFinished(() => again.close());
  const ids = again.open('default').db.prepare("SELECT id FROM control_rules WHERE kind = 'test'").pluck().all();
  expect(ids).toEqual(['replacement']);
  expect(existsSync(`${file}.next`)).toBe(false);
});

test('an account in files is reset without its old log', () => {
  const dataDir = temporaryFolder();
  const accounts = openAccounts(dataDir);
  onTestFinished(() => accounts.close());
  const before = accounts.open('default');
  before.db.exec('CREATE TABLE leftover (a)');
  const after = accounts.reset('default');
  expect(before.db.open).toBe(false);
  expect(after.db.prepare("SELECT count(*) FROM sqlite_master WHERE name = 'leftover'").pluck().get()).toBe(0);
  expect(readFileSync(join(dataDir, 'default.sqlite')).includes('leftover')).toBe(false);
  expect(after.key).not.toBe(before.key);
});
