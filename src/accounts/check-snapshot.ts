import type { Database } from 'better-sqlite3';
import { imageOf, readHeader, setApplicationId } from './database-image.ts';
import { type Migration, openDatabase } from './open-database.ts';
import { infoIn, type SnapshotInfo, writeLabel } from './snapshot-info.ts';

/** Says in the header of a snapshot what it is: "VEmu". */
export const SNAPSHOT_ID = 0x56456d75;

/** Why a file cannot be used as a snapshot, in words that go on after "The snapshot ". */
export class SnapshotUnusable extends Error {
  override name = 'SnapshotUnusable';
}

interface CheckedSnapshot {
  /** Of the newest version, and of the name that was asked for. */
  image: Buffer;
  info: SnapshotInfo;
}

/**
 * A check that answers with what an account can be replaced with, brought up to date in memory when it comes from an
 * older emulator. It throws SnapshotUnusable unless the file is whole, one of ours and not from a newer emulator.
 */
export function createSnapshotCheck(migrations: readonly Migration[]) {
  const newest = migrations.at(-1)?.version ?? 0;
  let common: string[] | undefined;

  /** Whatever every account has must be there as the migrations make it; corpora add tables of their own. */
  function requireTables(db: Database): void {
    common ??= readOnce(openDatabase(':memory:', migrations), definitionsIn);
    const found = new Set(definitionsIn(db));
    if (!common.every((definition) => found.has(definition))) {
      throw new SnapshotUnusable('lacks tables that every account has.');
    }
  }

  return function check(bytes: Buffer, name: string): CheckedSnapshot {
    const isNewest = checkHeader(bytes, newest) === newest;
    return readOnce(open(bytes, migrations), (db) => {
      requireIntegrity(db);
      requireTables(db);
      const info = infoIn(db);
      if (!info) throw new SnapshotUnusable('was not made by this emulator.');
      if (isNewest && info.name === name) return { image: bytes, info };
      const { account, createdAt, counts } = info;
      writeLabel(db, { name, account, createdAt, counts });
      const image = imageOf(db);
      setApplicationId(image, SNAPSHOT_ID);
      return { image, info: infoIn(db)! };
    });
  };
}

function checkHeader(bytes: Buffer, newest: number): number {
  const header = readHeader(bytes);
  if (!header) throw new SnapshotUnusable('is not an SQLite database.');
  if (header.applicationId !== SNAPSHOT_ID) throw new SnapshotUnusable('was not made by this emulator.');
  if (header.dataVersion > newest) {
    throw new SnapshotUnusable(
      `was made by a newer emulator (data version ${header.dataVersion}; this one knows up to ${newest}).`,
    );
  }
  if (header.bytes !== bytes.length) throw new SnapshotUnusable('is cut off or has something behind its end.');
  return header.dataVersion;
}

function open(bytes: Buffer, migrations: readonly Migration[]): Database {
  try {
    return openDatabase(bytes, migrations);
  } catch (error) {
    throw new SnapshotUnusable(DAMAGED, { cause: error });
  }
}

function requireIntegrity(db: Database): void {
  const [finding] = db.pragma('integrity_check(1)') as { integrity_check: string }[];
  if (finding?.integrity_check !== 'ok') throw new SnapshotUnusable(DAMAGED);
}

const DAMAGED = 'is damaged.';

const definitionsIn = (db: Database): string[] =>
  (db.prepare('SELECT type, name, sql FROM sqlite_master').raw().all() as unknown[]).map((row) => JSON.stringify(row));

/** Whatever SQLite cannot read of a snapshot is damage. */
function readOnce<T>(db: Database, read: (db: Database) => T): T {
  try {
    return read(db);
  } catch (error) {
    if (error instanceof SnapshotUnusable) throw error;
    throw new SnapshotUnusable(DAMAGED, { cause: error });
  } finally {
    db.close();
  }
}
