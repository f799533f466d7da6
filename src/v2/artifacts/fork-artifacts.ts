/** What a fork takes along of artifacts (docs/behaviour/agent-artifacts.md, Forks). */
import type { Account } from '../../accounts/account.ts';
import { inTransaction } from '../../accounts/open-database.ts';
import type { KeptEvent, SessionOfEvents } from '../agent-events/agent-events-repository.ts';
import { artifactsOf } from './artifacts-repository.ts';

/** JSON with the ids of the copies in the place of those that were copied. */
export type Rewrite = <Json>(value: Json) => Json;

interface Source {
  session: SessionOfEvents;
  /** Those that the fork begins with, oldest first. */
  events: readonly KeptEvent[];
}

/**
 * Copies the artifacts of the source that were there at its last event, and gives them to the session that is made, in
 * one transaction with it. Copying takes time, so `make` looks again at what it rests on.
 */
export async function withArtifactsOf<Made extends SessionOfEvents>(
  account: Account,
  source: Source | undefined,
  make: (rewritten: Rewrite) => Made,
): Promise<Made> {
  const kept = artifactsOf(account);
  const until = Date.parse(source?.events.at(-1)?.event.created_at ?? '');
  const originals = source ? kept.list(source.session).filter(({ createdAt }) => createdAt <= until) : [];
  const copies = originals.length > 0 ? await kept.copyAll(originals) : [];
  const ids = new Map(originals.map(({ id }, index) => [id, copies[index]!.id]));
  try {
    return inTransaction(account.db, () => {
      const made = make((value) => (ids.size === 0 ? value : rewrite(value, ids)));
      kept.giveTo(made, copies);
      return made;
    })();
  } catch (error) {
    kept.remove(copies);
    throw error;
  }
}

const rewrite = <Json>(value: Json, ids: ReadonlyMap<string, string>): Json =>
  JSON.parse(JSON.stringify(value).replace(/\bart_[a-z0-9_-]+/g, (id) => ids.get(id) ?? id));
