import type { Database } from 'better-sqlite3';
import Sqlite from 'better-sqlite3';

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
