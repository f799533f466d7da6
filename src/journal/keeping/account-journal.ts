import { type Entry, isFinished } from '../entry.ts';

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
