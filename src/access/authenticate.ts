/** From a credential to who calls and in which account (docs/behaviour/accounts.md, Credentials). */
import { timingSafeEqual } from 'node:crypto';
import type { Account } from '../accounts/account.ts';
import { DEFAULT_ACCOUNT } from '../accounts/account-name.ts';
import type { Accounts } from '../accounts/accounts.ts';
import { accountNameOf, digestOf, remembered } from '../accounts/directory.ts';
import { forbidden, invalidField, unknownCredential } from '../errors.ts';
import { type AccessTokens, looksLikeToken } from './access-tokens.ts';
import { OWNER_ID, type Principal } from './principal.ts';
import { OWNER_ROLES } from './roles.ts';

export interface AuthenticationOptions {
  /** Whether a credential nobody made is let in as an owner. */
  auth: 'open' | 'strict';
  /** Whether such a credential opens an account of its own. */
  isolation: 'shared' | 'key';
  accounts: Accounts;
  tokens: AccessTokens;
  /** Digest of the key that owns the default account. */
  ownerKeyDigest(): Buffer | undefined;
  /** The enabled API key or app client behind a credential of this account; undefined when there is none. */
  findApiKey(account: Account, secret: string): Principal | undefined;
  findAppClient(account: Account, clientId: string): Principal | undefined;
}

/** `wanted` is the account the caller asks for by name. Throws 400, 401 or 403. */
export type Authenticate = (credential: string, wanted: string | undefined) => Principal | Promise<Principal>;

export function createAuthenticate(options: AuthenticationOptions): Authenticate {
  const { auth, isolation, accounts, tokens, ownerKeyDigest, findApiKey, findAppClient } = options;
  const { directory } = accounts;
  const ownAccountOf = remembered(accountNameOf);

  const ownerOf = (name: string): Principal => ({ account: accounts.open(name), id: OWNER_ID, roles: OWNER_ROLES });

  /** What a caller is in the account it belongs to; another one may not be asked for. */
  function belonging(principal: Principal | undefined, wanted: string | undefined): Principal {
    if (!principal) throw unknownCredential('It was deleted or disabled.');
    if (wanted !== undefined && wanted !== principal.account.name) {
      throw forbidden(`This credential belongs to another account than '${wanted}', which x-emulator-account names.`);
    }
    return principal;
  }

  async function ofToken(token: string, wanted: string | undefined): Promise<Principal> {
    const read = await tokens.read(token);
    if (read === 'expired')
      throw unknownCredential('The access token has expired; ask the token endpoint for another.');
    if (read === 'not ours') return ofSecret(token, wanted);
    const { clientId, account, isOwner } = read.claims;
    if (!isOwner) {
      // A token outlives its account, which is not to be made anew by it.
      const isThere = directory.hasAccount(account);
      return belonging(isThere ? findAppClient(accounts.open(account), clientId) : undefined, wanted);
    }
    if (auth === 'strict') throw unknownCredential(ONLY_KNOWN);
    return ownerOf(wanted ?? account);
  }

  function ofSecret(secret: string, wanted: string | undefined): Principal {
    const account = directory.accountOf(secret);
    if (account !== undefined) return belonging(findApiKey(accounts.open(account), secret), wanted);
    if (auth === 'open' && isolation === 'shared') return ownerOf(wanted ?? DEFAULT_ACCOUNT);
    const owner = ownerKeyDigest();
    const isOwnerKey = owner !== undefined && timingSafeEqual(digestOf(secret), owner);
    if (auth === 'strict' && !isOwnerKey) throw unknownCredential(ONLY_KNOWN);
    return ownerOf(wanted ?? (isOwnerKey ? DEFAULT_ACCOUNT : ownAccountOf(secret)));
  }

  return (credential, wanted) => {
    if (wanted !== undefined && auth === 'strict') {
      throw invalidField('header.x-emulator-account', 'is only for --auth open; here the credential says the account.');
    }
    return looksLikeToken(credential) ? ofToken(credential, wanted) : ofSecret(credential, wanted);
  };
}

const ONLY_KNOWN = 'Under --auth strict only credentials made here are accepted: the owner key and what it creates.';
