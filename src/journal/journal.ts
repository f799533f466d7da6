/** Every call of every account, with what happened inside, as far as memory allows. */
import type { ServerResponse } from 'node:http';
import type { Account } from '../accounts/account.ts';
import type { Call } from '../calls/call.ts';
import type { CallRecord, CallSource } from '../http/watching.ts';
import { createEntry } from './create-entry.ts';
import type { Entry } from './entry.ts';
import { type AccountJournal, createAccountJournal } from './keeping/account-journal.ts';
import { createHeadersStore } from './keeping/same-headers.ts';
import { createTextStore } from './keeping/text-store.ts';
import { recordCall } from './record-call.ts';

export interface JournalSettings {
  enabled: boolean;
  /** How many calls of the account are kept. */
  max_entries: number;
  /** About how many bytes the entries of all accounts take together, at most. */
  max_bytes: number;
}

export const DEFAULT_SETTINGS: JournalSettings = { enabled: true, max_entries: 1000, max_bytes: 32 * 1024 * 1024 };

export interface Journal {
  /** See JournalHooks. */
  begin(call: Call, source: CallSource, response: ServerResponse, elapsedMs: number): CallRecord | undefined;
  of(account: Account): AccountJournal;
  settings(account: Account): JournalSettings;
  /** `max_bytes` is one for the whole server. */
  configure(account: Account, settings: Partial<JournalSettings>): void;
  /** Forgets the calls of an account that are over. */
  clear(account: Account): void;
  /** About what all entries take, in bytes, and how many they are. */
  measure(): { bytes: number; entries: number };
}

/** `now` gives the times that are shown; durations are measured by the monotonic clock. The oldest entries go first. */
export function createJournal(now: () => number, initial: Partial<JournalSettings> = {}): Journal {
  const { enabled, max_entries, ...defaults } = { ...DEFAULT_SETTINGS, ...initial };
  let maxBytes = defaults.max_bytes;
  /** By name: an account that is reset or loaded anew goes on being the same for whoever watches it. */
  const journals = new Map<string, AccountJournal>();
  const texts = createTextStore();
  const stores = { text: texts.store, headers: createHeadersStore() };
  let bytes = 0;
  let sequence = 0;

  const of = ({ name }: Account): AccountJournal => {
    const known = journals.get(name);
    if (known) return known;
    const journal = createAccountJournal(enabled, max_entries);
    journals.set(name, journal);
    return journal;
  };
  const forget = (entry: Entry) => {
    entry.isKept = false;
    bytes -= entry.size;
    if (entry.payload !== undefined) texts.release(entry.payload);
    entry.payload = undefined;
    entry.content = undefined;
  };
  const trim = (journal: AccountJournal) => {
    while (journal.count > journal.maxEntries) forget(journal.takeOldest()!);
  };
  const makeRoom = () => {
    while (bytes > maxBytes) {
      const filled = [...journals.values()].filter(({ count }) => count > 0);
      if (filled.length === 0) return;
      const oldest = filled.reduce((a, b) => (a.oldest!.sequence < b.oldest!.sequence ? a : b));
      forget(oldest.takeOldest()!);
    }
  };

  const finished = (entry: Entry, grownBy: number) => {
    if (entry.isKept) bytes += grownBy;
    makeRoom();
    journals.get(entry.account)?.tell('finished', entry);
  };

  return {
    of,
    begin(call, source, response, elapsedMs) {
      const journal = of(call.account);
      if (!journal.isEnabled) return undefined;
      const entry = createEntry(call, source, response, ++sequence, now(), elapsedMs);
      journal.add(entry);
      bytes += entry.size;
      trim(journal);
      journal.tell('started', entry);
      return recordCall(call, entry, response, stores, finished);
    },
    settings(account) {
      const { isEnabled, maxEntries } = of(account);
      return { enabled: isEnabled, max_entries: maxEntries, max_bytes: maxBytes };
    },
    configure(account, changed) {
      const journal = of(account);
      journal.isEnabled = changed.enabled ?? journal.isEnabled;
      journal.maxEntries = changed.max_entries ?? journal.maxEntries;
      maxBytes = changed.max_bytes ?? maxBytes;
      trim(journal);
      makeRoom();
    },
    clear: (account) => of(account).takeFinished().forEach(forget),
    measure: () => ({
      bytes,
      entries: [...journals.values()].reduce((sum, journal) => sum + journal.count, 0),
    }),
  };
}
