/** Every call of every account, with what happened inside, as far as memory allows. */
import type { ServerResponse } from 'node:http';
import type { Account } from '../../accounts/account.ts';
import type { Call } from '../../calls/call.ts';
import type { CallRecord, CallSource } from '../../http/watching.ts';
import { createEntry, type Entry, isFinished } from './entry.ts';
import { createHeadersStore, recordCall } from './record-call.ts';
import { createTextStore } from './text-store.ts';

export interface JournalSettings {
  enabled: boolean;
  /** How many calls of the account are kept. */
  max_entries: number;
  /** About how many bytes they take at most. All accounts together take no more than the one that may take most. */
  max_bytes: number;
}

export const DEFAULT_SETTINGS: JournalSettings = { enabled: true, max_entries: 1000, max_bytes: 32 * 1024 * 1024 };

export interface Journal {
  /** See JournalHooks. */
  begin(call: Call, source: CallSource, response: ServerResponse, elapsedMs: number): CallRecord | undefined;
  of(account: Account): AccountJournal;
  settings(account: Account): JournalSettings;
  configure(account: Account, settings: Partial<JournalSettings>): void;
  /** Forgets the calls of an account that are over. */
  clear(account: Account): void;
  /** Forgets all of an account that is gone. */
  remove(account: string): void;
  /** About what all entries take, in bytes, and how many they are. */
  measure(): { bytes: number; entries: number };
}

/**
 * `now` gives the times that are shown; durations are measured by the monotonic clock. The oldest entries go first. `ended`
 * is told of each call that is kept, when it is over.
 */
export function createJournal(
  now: () => number,
  initial: Partial<JournalSettings> = {},
  ended: (entry: Entry) => void = () => {},
): Journal {
  const { enabled, max_entries, max_bytes } = { ...DEFAULT_SETTINGS, ...initial };
  /** For all accounts together. */
  let mostBytes = max_bytes;
  /** By name: an account that is reset or loaded anew goes on being the same for whoever watches it. */
  const journals = new Map<string, AccountJournal>();
  const texts = createTextStore();
  const stores = { text: texts.store, headers: createHeadersStore() };
  let bytes = 0;
  let sequence = 0;

  const of = ({ name }: Account): AccountJournal => {
    const known = journals.get(name);
    if (known) return known;
    const journal = createAccountJournal({ isEnabled: enabled, maxEntries: max_entries, maxBytes: max_bytes });
    journals.set(name, journal);
    return journal;
  };
  const grow = (journal: AccountJournal, by: number) => {
    journal.bytes += by;
    bytes += by;
  };
  const drop = (journal: AccountJournal, entry: Entry) => {
    entry.isKept = false;
    grow(journal, -entry.size);
    if (entry.payload !== undefined) texts.release(entry.payload);
    entry.payload = undefined;
    entry.content = undefined;
  };
  const miss = (journal: AccountJournal, startedAt: number) => {
    journal.forgotten += 1;
    journal.forgottenUntil = Math.max(journal.forgottenUntil, startedAt);
  };
  const forgetOldest = (journal: AccountJournal) => {
    const oldest = journal.takeOldest()!;
    drop(journal, oldest);
    miss(journal, oldest.startedAt);
  };
  const makeRoom = (journal: AccountJournal) => {
    while (journal.count > journal.maxEntries || (journal.count > 0 && journal.bytes > journal.maxBytes)) {
      forgetOldest(journal);
    }
    while (bytes > mostBytes) {
      const filled = [...journals.values()].filter(({ count }) => count > 0);
      if (filled.length === 0) return;
      forgetOldest(filled.reduce((a, b) => (a.oldest!.sequence < b.oldest!.sequence ? a : b)));
    }
  };
  const findMostBytes = () => {
    mostBytes = Math.max(max_bytes, ...[...journals.values()].map(({ maxBytes }) => maxBytes));
  };

  const finished = (entry: Entry, grownBy: number) => {
    const journal = journals.get(entry.account);
    ended(entry);
    if (!journal) return;
    if (entry.isKept) grow(journal, grownBy);
    makeRoom(journal);
    journal.tell('finished', entry);
  };

  return {
    of,
    begin(call, source, response, elapsedMs) {
      const journal = of(call.account);
      if (!journal.isEnabled) {
        miss(journal, now());
        return undefined;
      }
      const entry = createEntry(call, source, response, ++sequence, now(), elapsedMs);
      journal.add(entry);
      grow(journal, entry.size);
      makeRoom(journal);
      journal.tell('started', entry);
      return recordCall(call, entry, response, stores, finished);
    },
    settings(account) {
      const { isEnabled, maxEntries, maxBytes } = of(account);
      return { enabled: isEnabled, max_entries: maxEntries, max_bytes: maxBytes };
    },
    configure(account, changed) {
      const journal = of(account);
      journal.isEnabled = changed.enabled ?? journal.isEnabled;
      journal.maxEntries = changed.max_entries ?? journal.maxEntries;
      journal.maxBytes = changed.max_bytes ?? journal.maxBytes;
      findMostBytes();
      makeRoom(journal);
    },
    clear(account) {
      const journal = of(account);
      for (const entry of journal.takeFinished()) drop(journal, entry);
      journal.forgotten = 0;
    },
    remove(account) {
      const journal = journals.get(account);
      if (!journal) return;
      while (journal.count > 0) drop(journal, journal.takeOldest()!);
      journal.forgotten = 0;
      // Whoever watches goes on watching the next account of this name.
      if (!journal.isFollowed) journals.delete(account);
      findMostBytes();
    },
    measure: () => ({
      bytes,
      entries: [...journals.values()].reduce((sum, journal) => sum + journal.count, 0),
    }),
  };
}

export type Listener = (event: 'started' | 'finished', entry: Entry) => void;

const MOST_TAKEN = 500;

/** The calls of one account, oldest first. */
export interface AccountJournal {
  isEnabled: boolean;
  maxEntries: number;
  maxBytes: number;
  /** About what its entries take. */
  bytes: number;
  /** How many calls are not here since it was cleared: they made room for later ones, or came while it was off. */
  forgotten: number;
  /** When the last of those came; milliseconds since 1970. */
  forgottenUntil: number;
  /** Whether somebody is told of its calls. */
  readonly isFollowed: boolean;
  /** A copy. */
  readonly entries: readonly Entry[];
  readonly count: number;
  readonly oldest: Entry | undefined;
  find(id: string): Entry | undefined;
  add(entry: Entry): void;
  /** Takes the oldest out; undefined when there is none. */
  takeOldest(): Entry | undefined;
  /** Takes out all that are over. */
  takeFinished(): Entry[];
  tell: Listener;
  /** Tells of every call from now on, until the function it answers with is called. */
  listen(listener: Listener): () => void;
}

export function createAccountJournal(
  settings: Pick<AccountJournal, 'isEnabled' | 'maxEntries' | 'maxBytes'>,
): AccountJournal {
  /** Those before `start` have been taken out; the list is cut when they are many, since each cut moves all. */
  let entries: (Entry | undefined)[] = [];
  let start = 0;
  const present = () => entries.slice(start) as Entry[];
  const listeners = new Set<Listener>();
  return {
    ...settings,
    bytes: 0,
    forgotten: 0,
    forgottenUntil: 0,
    get isFollowed() {
      return listeners.size > 0;
    },
    get entries() {
      return present();
    },
    get count() {
      return entries.length - start;
    },
    get oldest() {
      return entries[start];
    },
    find: (id) => present().findLast((entry) => entry.id === id),
    add: (entry) => void entries.push(entry),
    takeOldest() {
      const oldest = entries[start];
      if (oldest === undefined) return undefined;
      entries[start] = undefined;
      start += 1;
      if (start === MOST_TAKEN) {
        entries = present();
        start = 0;
      }
      return oldest;
    },
    takeFinished() {
      const { finished = [], running = [] } = Object.groupBy(present(), (entry) =>
        isFinished(entry) ? 'finished' : 'running',
      );
      entries = running;
      start = 0;
      return finished;
    },
    tell(event, entry) {
      for (const listener of listeners) listener(event, entry);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
