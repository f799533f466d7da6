import type { Database } from 'better-sqlite3';
import { readHeader } from './database-image.ts';
import { createDefinitionCheck } from './known-definitions.ts';
import { type Migration, openDatabase, openUntrusted } from './open-database.ts';
import { infoIn, isAsWritten, SNAPSHOT_ID, type SnapshotInfo, sealedCopy } from './snapshot-info.ts';

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
 * older emulator. It throws SnapshotUnusable unless the file is whole and as it was written, one of ours, not from a newer
 * emulator, and without anything that no emulator puts into one: the file may come from anybody.
 */
export function createSnapshotCheck(migrations: readonly Migration[]) {
  const newest = migrations.at(-1)?.version ?? 0;
  const strangeIn = createDefinitionCheck(migrations);

  return function check(bytes: Buffer, name: string): CheckedSnapshot {
    const version = checkHeader(bytes, newest);
    const info = readOnce(openUntrusted(bytes), (db) => {
      const strange = strangeIn(db, version);
      if (strange !== undefined) throw new SnapshotUnusable(strange);
      requireIntegrity(db);
      return infoIn(db);
    });
    if (!info) throw new SnapshotUnusable('was not made by this emulator.');
    if (!isAsWritten(bytes, info))
      throw new SnapshotUnusable('was changed after it was written: its checksum differs.');
    if (version === newest && info.name === name) return { image: bytes, info };
    return readOnce(open(bytes, migrations), (db) => {
      const { account, createdAt, counts } = info;
      return sealedCopy(db, { name, account, createdAt, counts });
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
