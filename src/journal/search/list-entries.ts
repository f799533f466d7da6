import type { Entry } from '../entry.ts';
import { compileJournalFilter, type JournalFilter } from './journal-filter.ts';

/** A page of the entries that a filter keeps, newest first; calls that came since the first page do not move it. */
export function listEntries(
  entries: readonly Entry[],
  filter: JournalFilter,
  limit: number,
  before = Infinity,
): { entries: Entry[]; nextBefore: number | undefined } {
  const holds = compileJournalFilter(filter);
  const found: Entry[] = [];
  for (const entry of entries.toReversed()) {
    if (entry.sequence >= before || !holds(entry)) continue;
    if (found.length === limit) return { entries: found, nextBefore: found.at(-1)!.sequence };
    found.push(entry);
  }
  return { entries: found, nextBefore: undefined };
}
