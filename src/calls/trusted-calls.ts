import { AsyncLocalStorage } from 'node:async_hooks';
import type { Account } from '../accounts/account.ts';

/** A call that the server makes of its own API, on behalf of an account's owner, to fill the account from a seed. */
export interface TrustedCall {
  account: Account;
  /** Whether what is registered is tried out first, as it is for anybody else. */
  testsConnections: boolean;
  /** The secrets of the credential that is made; made up when absent. */
  secrets?: { clientId?: string | undefined; secret?: string | undefined };
}

export interface TrustedCalls {
  /** The trusted call that the running code serves; nothing a client sends leads to one. */
  get(): TrustedCall | undefined;
  run<T>(call: TrustedCall, work: () => T): T;
}

const storage = new AsyncLocalStorage<TrustedCall>();

export const trusted: TrustedCalls = {
  get: () => storage.getStore(),
  run: (call, work) => storage.run(call, work),
};
