import { hash } from 'node:crypto';

/** Where an account keeps what was seeded into it. */
export interface SeedStore {
  list(): { id: string; rule: string }[];
  put(id: string, digest: string): void;
}

/** How each entry was defined when it was seeded last, so that only what has changed is touched. */
export type Ledger = ReturnType<typeof createLedger>;

export function createLedger(store: SeedStore) {
  const digests = new Map(store.list().map(({ id, rule }) => [id, rule]));
  return {
    get: (entry: string): string | undefined => digests.get(entry),
    set(entry: string, digest: string): void {
      if (digests.get(entry) === digest) return;
      digests.set(entry, digest);
      store.put(entry, digest);
    },
  };
}

export const digestOf = (definition: unknown): string => hash('sha256', JSON.stringify(definition));
