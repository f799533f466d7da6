/** Who may call: API keys, app clients and their tokens put together (docs/behaviour/accounts.md, Credentials). */
import { timingSafeEqual } from 'node:crypto';
import { createAccessTokens, TOKEN_LIFETIME_S } from '../access/access-tokens.ts';
import { createAuthenticate } from '../access/authenticate.ts';
import { OWNER_ID } from '../access/principal.ts';
import { OWNER_ROLES } from '../access/roles.ts';
import { ACCOUNT_NAME, ACCOUNT_NAME_RULE, DEFAULT_ACCOUNT } from '../accounts/account-name.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { accountNameOf, digestOf } from '../accounts/directory.ts';
import { trusted } from '../calls/call.ts';
import { type ClientCredentials, invalidClient, invalidRequest } from '../http/token-endpoint.ts';
import { apiKeysOf } from './api-keys/api-keys-repository.ts';
import { appClientsOf } from './app-clients/app-clients-repository.ts';

/** How callers are told apart. */
export interface AccessOptions {
  /** `open`: who comes with a credential that nobody made here owns the account; `strict`: they are refused. */
  auth: 'open' | 'strict';
  /** `key`: such a credential opens an account of its own instead of the one that all share. */
  isolation: 'shared' | 'key';
  /** The key that owns the default account. */
  ownerKey?: string | undefined;
}

export function createCallers(accounts: Accounts, { auth, isolation, ownerKey }: AccessOptions, now: () => number) {
  const { directory } = accounts;
  const tokens = createAccessTokens(directory.secret('access tokens'), now);

  // An account may have come without the directory that knew its credentials: restored from a copy, say.
  accounts.onOpen((account) => {
    for (const { secret } of apiKeysOf(account).list()) account.claim(secret);
    for (const { clientId } of appClientsOf(account).list()) account.claim(clientId);
  });

  const ownerDigest = digestOf(ownerKey ?? '');
  const authenticateClient = createAuthenticate({
    auth,
    isolation,
    accounts,
    tokens,
    ownerKeyDigest: ownerKey === undefined ? directory.ownerKeyDigest : () => ownerDigest,
    findApiKey(account, secret) {
      const key = apiKeysOf(account).findBySecret(secret);
      return key?.enabled ? { account, id: key.id, roles: key.roles } : undefined;
    },
    findAppClient(account, clientId) {
      const client = appClientsOf(account).findByClientId(clientId);
      return client && { account, id: client.id, roles: client.roles };
    },
  });

  const authenticate: typeof authenticateClient = (credential, wanted) => {
    const call = trusted.get();
    if (!call) return authenticateClient(credential, wanted);
    return { account: call.account, id: OWNER_ID, roles: OWNER_ROLES };
  };

  /** In the open mode a client that nobody made here is let in as an owner, as an unknown key is. */
  async function issueToken({ clientId, clientSecret }: ClientCredentials, wanted: string | undefined) {
    if (wanted !== undefined && !ACCOUNT_NAME.test(wanted))
      throw invalidRequest(`x-emulator-account ${ACCOUNT_NAME_RULE}`);
    if (wanted !== undefined && auth === 'strict') throw invalidRequest('x-emulator-account is only for --auth open.');
    const known = directory.accountOf(clientId);
    const client = known === undefined ? undefined : appClientsOf(accounts.open(known)).findByClientId(clientId);
    // Compared in any case, so that a wrong secret takes as long as a client that is not there.
    const isRight = timingSafeEqual(digestOf(client?.secret ?? ''), digestOf(clientSecret));
    const mayEnter = known === undefined ? auth === 'open' : client !== undefined && isRight;
    if (!mayEnter) throw invalidClient();
    if (wanted !== undefined && known !== undefined && wanted !== known)
      throw invalidRequest(`This client belongs to another account than '${wanted}', which x-emulator-account names.`);
    const own = isolation === 'key' ? accountNameOf(`${clientId}:${clientSecret}`) : DEFAULT_ACCOUNT;
    const token = await tokens.sign({ clientId, account: known ?? wanted ?? own, isOwner: known === undefined });
    return { token, lifetime: TOKEN_LIFETIME_S };
  }

  return { authenticate, issueToken };
}
