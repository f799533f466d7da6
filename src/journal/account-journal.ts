import { type Entry, isFinished } from './entry.ts';

export type Listener = (event: 'started' | 'finished', entry: Entry) => void;

/** The calls of one account, oldest first. */
export interface AccountJournal {
  isEnabled: boolean;
  maxEntries: number;
  readonly entries: readonly Entry[];
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

export function createAccountJournal(isEnabled: boolean, maxEntries: number): AccountJournal {
  let entries: Entry[] = [];
  const listeners = new Set<Listener>();
  return {
    isEnabled,
    maxEntries,
    get entries() {
      return entries;
    },
    find: (id) => entries.findLast((entry) => entry.id === id),
    add: (entry) => void entries.push(entry),
    takeOldest: () => entries.shift(),
    takeFinished() {
      const { finished = [], running = [] } = Object.groupBy(entries, (entry) =>
        isFinished(entry) ? 'finished' : 'running',
      );
      entries = running;
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
