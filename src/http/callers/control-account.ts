import type { FastifyInstance } from 'fastify';
import type { Principal } from '../../access/principal.ts';
import type { Account } from '../../accounts/account.ts';
import { DEFAULT_ACCOUNT } from '../../accounts/account-name.ts';
import { credentialOf, wantedAccount } from './authentication.ts';

export interface ControlAccountDependencies {
  accounts: { open(name: string): Account; hold(account: Account): () => void };
  /** Throws 400, 401 or 403. */
  authenticate(credential: string, wanted: string | undefined): Principal | Promise<Principal>;
}

/**
 * Puts the account that a request to the control API is about on it: the caller's, the one `x-emulator-account` names,
 * or, without either, the account `default`. The control API asks for no credential: it is for this machine alone.
 */
export function registerControlAccount(app: FastifyInstance, { accounts, authenticate }: ControlAccountDependencies) {
  app.decorateRequest('account');
  app.addHook('onRequest', async (request, reply) => {
    const wanted = wantedAccount(request);
    const credential = credentialOf(request);
    request.account =
      credential === undefined
        ? accounts.open(wanted ?? DEFAULT_ACCOUNT)
        : (await authenticate(credential, wanted)).account;
    reply.raw.once('close', accounts.hold(request.account));
  });
}
