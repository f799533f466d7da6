import { createHash, randomBytes } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import Sqlite from 'better-sqlite3';
import { ACCOUNT_NAME } from './account-name.ts';
import { imageOf, setApplicationId } from './database-image.ts';

/** Says in the header of a snapshot what it is: "VEmu". */
export const SNAPSHOT_ID = 0x56456d75;

/** What there is of everything that is counted: of some tables, and of each kind of record there is. */
type Counts = Record<string, number>;

const COUNTED = [
  'corpora',
  'documents',
  'parts',
  'llms',
  'generation_presets',
  'encoders',
  'api_keys',
  'app_clients',
  'users',
  'chats',
] as const;

/** What is written into a snapshot of itself. */
interface SnapshotLabel {
  name: string;
  /** The account it was taken of. */
  account: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  counts: Counts;
  /** Of the file with zeros in this place, as 64 hexadecimal digits; absent in snapshots of early emulators. */
  sha256?: string;
}

export interface SnapshotInfo extends SnapshotLabel {
  bytes: number;
  /** The migration it is at. */
  dataVersion: number;
}

export function countsOf(db: Database): Counts {
  const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
  const kinds = db.prepare('SELECT kind, count(*) FROM records GROUP BY kind ORDER BY kind').raw().all();
  return { ...Object.fromEntries(COUNTED.map((table) => [table, count(table)])), ...Object.fromEntries(kinds as []) };
}

/**
 * Whether an account holds nothing that anybody made: the migrations make tables without rows, so a row in any of them is
 * content. What it is is not asked, so that no table can be forgotten.
 */
export function isEmpty(db: Database): boolean {
  const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).pluck();
  return (tables.all() as string[]).every((table) => db.prepare(`SELECT 1 FROM "${table}"`).get() === undefined);
}

/** The file of a snapshot of what the database holds, with its own checksum in it. The database is as it was afterwards. */
export function sealedCopy(db: Database, label: SnapshotLabel): { image: Buffer; info: SnapshotInfo } {
  const place = randomBytes(32).toString('hex');
  writeLabel(db, { ...label, sha256: place });
  try {
    const image = imageOf(db);
    setApplicationId(image, SNAPSHOT_ID);
    const sha256 = digestWithout(image, place);
    image.write(sha256, image.indexOf(place), 'latin1');
    return { image, info: { ...infoIn(db)!, sha256 } };
  } finally {
    removeLabel(db);
  }
}

/** A snapshot that was loaded has one, and so has an account whose process died while one was taken of it. */
export const removeLabel = (db: Database): void =>
  void db.prepare(`DELETE FROM control_rules WHERE kind = 'snapshot'`).run();

/** Whether the bytes of a snapshot are those that its checksum was made of. */
export const isAsWritten = (image: Buffer, { sha256 }: SnapshotInfo): boolean =>
  sha256 === undefined || digestWithout(image, sha256) === sha256;

function digestWithout(image: Buffer, place: string): string {
  const at = image.indexOf(place);
  const hash = createHash('sha256');
  hash.update(image.subarray(0, at)).update('0'.repeat(place.length));
  return hash.update(image.subarray(at + place.length)).digest('hex');
}

function writeLabel(db: Database, label: SnapshotLabel): void {
  db.prepare(
    `INSERT INTO control_rules (kind, id, rule, created_at) VALUES ('snapshot', 'info', ?, ?)
     ON CONFLICT (kind, id) DO UPDATE SET rule = excluded.rule, created_at = excluded.created_at`,
  ).run(JSON.stringify(label), label.createdAt);
}

/** Undefined for a file that is not a snapshot. */
export function readInfo(file: string): SnapshotInfo | undefined {
  let db: Database | undefined;
  try {
    db = new Sqlite(file, { readonly: true, fileMustExist: true });
    return infoIn(db);
  } catch {
    return undefined;
  } finally {
    db?.close();
  }
}

export function infoIn(db: Database): SnapshotInfo | undefined {
  const pragma = (name: string) => db.pragma(name, { simple: true }) as number;
  const text = db.prepare(`SELECT rule FROM control_rules WHERE kind = 'snapshot' AND id = 'info'`).pluck().get();
  const label = readLabel(text);
  return label && { ...label, bytes: pragma('page_size') * pragma('page_count'), dataVersion: pragma('user_version') };
}

/** Undefined for what no emulator writes: the file may come from anybody. */
function readLabel(text: unknown): SnapshotLabel | undefined {
  if (typeof text !== 'string' || text.length > LONGEST_LABEL) return undefined;
  try {
    const { name, account, createdAt, counts, sha256 } = JSON.parse(text);
    const isLabel =
      SNAPSHOT_NAME.test(name) &&
      ACCOUNT_NAME.test(account) &&
      Math.abs(createdAt) <= LATEST &&
      Number.isInteger(createdAt) &&
      Object.values(counts).every((count) => Number.isSafeInteger(count)) &&
      (sha256 === undefined || /^[0-9a-f]{64}$/.test(sha256));
    return isLabel ? { name, account, createdAt, counts, ...(sha256 && { sha256 }) } : undefined;
  } catch {
    return undefined;
  }
}

const SNAPSHOT_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?$/;
const LONGEST_LABEL = 10_000;
/** The last moment that a Date can hold. */
const LATEST = 8.64e15;
