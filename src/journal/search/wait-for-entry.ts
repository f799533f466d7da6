import type { Entry } from '../entry.ts';
import type { AccountJournal } from '../keeping/account-journal.ts';
import { compileJournalFilter, type JournalFilter } from './journal-filter.ts';

/**
 * The newest call that matches, or else the next one to; undefined when `timeoutMs` is over or the signal aborts first.
 * Calls that are over are meant unless the filter names a state.
 */
export function waitForEntry(
  journal: AccountJournal,
  filter: JournalFilter,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Entry | undefined> {
  const holds = compileJournalFilter({ state: 'finished', ...filter });
  const present = journal.entries.findLast(holds);
  if (present || signal.aborted) return Promise.resolve(present);
  return new Promise((resolve) => {
    const settle = (entry?: Entry) => {
      stop();
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      resolve(entry);
    };
    const giveUp = () => settle();
    const stop = journal.listen((_event, entry) => holds(entry) && settle(entry));
    const timer = setTimeout(giveUp, timeoutMs);
    signal.addEventListener('abort', giveUp);
  });
}
