/** Which seed an account is filled with, and when. */

import { hash } from 'node:crypto';
import { type Account, perAccount } from '../../accounts/account.ts';
import { DEFAULT_ACCOUNT } from '../../accounts/account-name.ts';
import type { Accounts } from '../../accounts/accounts.ts';
import { keepNewest } from '../../basics/newest-kept.ts';
import { trusted } from '../../calls/call.ts';
import { conflict } from '../../errors.ts';
import { createRulesRepository } from '../rules/rules-repository.ts';
import { createSeedApplier, type SeededServer, type SeedResult, together } from './apply-seed.ts';
import type { LoadedSeed } from './read-seed.ts';
import { SeedInvalid } from './seed-invalid.ts';

/** Which seeds an account was filled with as a whole, and which but for what opens it. */
const marks = perAccount(({ db, now }) => createRulesRepository<string>(db, 'seed', now));

/** A seed, and what an empty account is once it was filled with it, credentials apart. */
interface Source {
  loaded: LoadedSeed;
  image?: Buffer;
}

const LARGEST_IMAGE = 64 * 2 ** 20;
/** Accounts that keep a seed of their own to be reset to. */
const MOST_SOURCES = 50;

export type Seeds = ReturnType<typeof createSeeds>;

export function createSeeds(accounts: Accounts, server: SeededServer) {
  const apply = createSeedApplier(server, accounts.directory.accountOf);
  /** For every account that has no other. */
  let ofServer: Source | undefined;
  /** By account. */
  const given = new Map<string, Source>();
  const queues = createQueues();
  /** Accounts that are being filled, or that could not be. */
  const filling = new WeakMap<Account, Promise<unknown>>();
  const filled = new WeakSet<Account>();

  const sourceOf = ({ name }: Pick<Account, 'name'>) => given.get(name) ?? ofServer;
  const isMarked = (account: Account, mark: string, { loaded }: Source) =>
    marks(account)
      .list()
      .some(({ id, rule }) => id === mark && rule === loaded.digest);

  /** Does what is still to be done for an account to be as the seed says. */
  async function fill(account: Account, source: Source, again = false): Promise<SeedResult> {
    const release = accounts.hold(account);
    try {
      const { loaded } = source;
      let result: SeedResult = { created: [], updated: [], unchanged: 0, kept: [] };
      if (again || !isMarked(account, 'content', source)) {
        const wasEmpty = accounts.isEmpty(account);
        result = await apply.content(account, loaded);
        marks(account).put('content', loaded.digest);
        if (wasEmpty) keepImage(account, source);
      }
      if (again || !isMarked(account, 'whole', source)) {
        result = together(result, await apply.credentials(account, loaded));
        marks(account).put('whole', loaded.digest);
      }
      return result;
    } finally {
      release();
    }
  }

  function keepImage(account: Account, source: Source): void {
    const image = accounts.image(account);
    if (image.length > LARGEST_IMAGE) return;
    source.image = image;
    if (source === ofServer) accounts.makeNewFrom(image);
  }

  /** Has requests wait until the account is filled. */
  function fillBeforeUse(account: Account, work: Promise<unknown>): void {
    filling.set(account, work);
    work.then(
      () => {
        filling.delete(account);
        filled.add(account);
      },
      () => {},
    );
  }

  return {
    /** Fills the default account now, and every other one when it is used for the first time. Throws SeedInvalid. */
    async start(loaded: LoadedSeed): Promise<void> {
      const source = { loaded };
      ofServer = source;
      const account = accounts.open(DEFAULT_ACCOUNT);
      const work = queues.take(account.name, () => fill(account, source));
      fillBeforeUse(account, work);
      await work;
    },

    /** To be awaited before a request is answered; rejects with an ApiError where the seed does not go in. */
    ready(account: Account): Promise<void> | undefined {
      const source = ofServer;
      // Filling an account calls the API too.
      if (trusted.get() !== undefined) return undefined;
      if (!filling.has(account)) {
        if (!source || filled.has(account)) return undefined;
        if (isMarked(account, 'whole', source)) {
          filled.add(account);
          return undefined;
        }
        fillBeforeUse(
          account,
          queues.take(account.name, () => fill(account, source)),
        );
      }
      return filling.get(account)!.then(() => {}, refuse);
    },

    /** Fills an account, which is reset to this seed from then on. Throws SeedInvalid. */
    apply: (account: Account, loaded: LoadedSeed): Promise<SeedResult> =>
      queues.take(account.name, async () => {
        const source: Source = { loaded };
        const result = await fill(account, source, true);
        // Where the server's seed did not go in, this one took its place.
        filling.delete(account);
        filled.add(account);
        keepNewest(given, account.name, source, MOST_SOURCES);
        return result;
      }),

    /** Whether there is a seed to reset the account to. */
    has: (account: Pick<Account, 'name'>): boolean => sourceOf(account) !== undefined,

    /** Replaces the account by what its seed makes of an empty one, or by an empty one. Throws SeedInvalid. */
    reset: (account: Pick<Account, 'name'>, to: 'seed' | 'empty'): Promise<Account> =>
      queues.take(account.name, async () => {
        const source = to === 'seed' ? sourceOf(account) : undefined;
        const fresh = accounts.reset(account.name, source?.image);
        if (source) {
          const work = fill(fresh, source);
          fillBeforeUse(fresh, work);
          await work;
        } else if (ofServer) {
          // It is to stay empty.
          marks(fresh).put('whole', ofServer.loaded.digest);
        }
        return fresh;
      }),

    /** Runs `work` when nothing else fills or replaces the account. */
    inTurn: <T>(account: Account, work: () => Promise<T>): Promise<T> => queues.take(account.name, work),
  };
}

function refuse(error: unknown): never {
  if (error instanceof SeedInvalid) throw conflict(error.message);
  throw error;
}

/** Work under one name is done one after another, in the order in which it was asked for. */
export function createQueues() {
  const last = new Map<string, Promise<unknown>>();
  return {
    take<T>(name: string, work: () => Promise<T>): Promise<T> {
      const before = last.get(name) ?? Promise.resolve();
      const own = before.then(work, work);
      last.set(name, own);
      const forget = () => {
        if (last.get(name) === own) last.delete(name);
      };
      own.then(forget, forget);
      return own;
    },
  };
}

/** How each entry was defined when it was seeded last, so that only what has changed is touched. */
export const ledgerOf = perAccount(({ db, now }) => {
  const store = createRulesRepository<string>(db, 'seeded', now);
  const digests = new Map(store.list().map(({ id, rule }) => [id, rule]));
  return {
    get: (entry: string): string | undefined => digests.get(entry),
    set(entry: string, digest: string): void {
      if (digests.get(entry) === digest) return;
      digests.set(entry, digest);
      store.put(entry, digest);
    },
  };
});

export const digestOf = (definition: unknown): string => hash('sha256', JSON.stringify(definition));
