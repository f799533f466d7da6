import type { Database, Statement } from 'better-sqlite3';
import { type CheckedFilter, filterSql } from '../filter/compile-filter.ts';
import { indexColumns } from './index-columns.ts';
import { documentsTable, type IndexSettings, partsTable } from './index-settings.ts';

/** A set of part ordinals: bit `n & 7` of byte `n >> 3` for ordinal n. Beyond the end: not in the set. */
export type PartSet = Uint8Array;

export const isInSet = (set: PartSet, ordinal: number): boolean =>
  ((set[ordinal >> 3] ?? 0) & (1 << (ordinal & 7))) !== 0;

/** The parts of a corpus that a filter keeps. */
export function filterParts(db: Database, settings: IndexSettings, filter: CheckedFilter): PartSet {
  const { sql, parameters } = filterSql(filter, indexColumns(settings));
  const documents = documentsTable(settings.corpusId);
  const parts = partsTable(settings.corpusId);
  const set = emptySet(db, settings.corpusId);
  const usesDocuments = filter.references.some(({ level }) => level === 'document');
  const usesParts = filter.references.some(({ level }) => level === 'part');
  if (!usesParts) {
    // A document's parts are numbered consecutively, so whole documents are whole ranges.
    const ranges = db.prepare(`SELECT first_part, part_count FROM ${documents} WHERE ${sql}`).raw();
    for (const [first, count] of ranges.all(...parameters) as [number, number][]) addRange(set, first, count);
    return set;
  }
  const from = usesDocuments
    ? // CROSS JOIN fixes the order: each document once, then its parts as one range.
      `${documents} CROSS JOIN ${parts}
       ON ${parts}.owner BETWEEN first_part AND first_part + part_count - 1`
    : parts;
  const owners = db.prepare(`SELECT ${parts}.owner FROM ${from} WHERE ${sql}`).pluck();
  for (const owner of owners.all(...parameters) as number[]) addRange(set, owner, 1);
  return set;
}

/** The ordinals of the documents that a filter of level `document` keeps, in order of indexing. */
export function filterDocuments(db: Database, settings: IndexSettings, filter: CheckedFilter): number[] {
  const { sql, parameters } = filterSql(filter, indexColumns(settings));
  const owners = db.prepare(`SELECT owner FROM ${documentsTable(settings.corpusId)} WHERE ${sql} ORDER BY owner`);
  return owners.pluck().all(...parameters) as number[];
}

/** Compiling it would take a tenth of a search. */
const unfinishedRanges = new WeakMap<Database, Statement>();

/** What `set` holds, or every part, without those of documents that are still being written. */
export function withoutUnfinished(db: Database, corpusId: number, set: PartSet | undefined): PartSet | undefined {
  let ranges = unfinishedRanges.get(db);
  if (!ranges) {
    ranges = db.prepare('SELECT first_part, part_count FROM unfinished_documents WHERE corpus_id = ?').raw();
    unfinishedRanges.set(db, ranges);
  }
  const hidden = ranges.all(corpusId) as [number, number][];
  if (hidden.length === 0) return set;
  const shown = set ?? emptySet(db, corpusId).fill(0xff);
  for (const [first, count] of hidden)
    for (let at = first; at < first + count && at >> 3 < shown.length; at++) shown[at >> 3]! &= ~(1 << (at & 7));
  return shown;
}

/** For a query over the parts of a corpus: none of a document that is still being written. */
export const IS_FINISHED = `NOT EXISTS (
  SELECT 1 FROM unfinished_documents WHERE owner BETWEEN first_part AND first_part + part_count - 1)`;

/** A set that has room for every part of a corpus, and holds none yet. */
export function emptySet(db: Database, corpusId: number): PartSet {
  const largest = db
    .prepare(`SELECT max(owner) FROM ${partsTable(corpusId)}`)
    .pluck()
    .get() as number | null;
  return new Uint8Array(((largest ?? 0) >> 3) + 1);
}

function addRange(set: PartSet, first: number, count: number): void {
  let at = first;
  const end = first + count;
  for (; at < end && (at & 7) !== 0; at++) set[at >> 3]! |= 1 << (at & 7);
  const wholeBytes = (end - at) >> 3;
  if (wholeBytes > 0) {
    set.fill(0xff, at >> 3, (at >> 3) + wholeBytes);
    at += wholeBytes * 8;
  }
  for (; at < end; at++) set[at >> 3]! |= 1 << (at & 7);
}
