/** What a snapshot says of itself: a row that is in its database, beside what it is a snapshot of. */
import Sqlite, { type Database } from 'better-sqlite3';

/** What there is of everything that is counted. */
export type Counts = Record<(typeof COUNTED)[number], number>;

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
export interface SnapshotLabel {
  name: string;
  /** The account it was taken of. */
  account: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  counts: Counts;
}

export interface SnapshotInfo extends SnapshotLabel {
  bytes: number;
  /** The migration it is at. */
  dataVersion: number;
}

export function countsOf(db: Database): Counts {
  const count = (table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
  return Object.fromEntries(COUNTED.map((table) => [table, count(table)])) as Counts;
}

/** Whether an account holds nothing that anybody made. */
export const isEmpty = (db: Database): boolean =>
  Object.values(countsOf(db)).every((count) => count === 0) &&
  db.prepare('SELECT 1 FROM control_rules').get() === undefined;

/** Runs `work` while the database says that it is this snapshot. */
export function withLabel<T>(db: Database, label: SnapshotLabel, work: () => T): T {
  writeLabel(db, label);
  try {
    return work();
  } finally {
    db.prepare(`DELETE FROM control_rules WHERE kind = 'snapshot'`).run();
  }
}

export function writeLabel(db: Database, label: SnapshotLabel): void {
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
  if (text === undefined) return undefined;
  const label: SnapshotLabel = JSON.parse(text as string);
  return { ...label, bytes: pragma('page_size') * pragma('page_count'), dataVersion: pragma('user_version') };
}
