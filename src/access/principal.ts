import type { Account } from '../accounts/account.ts';
import type { Roles } from './roles.ts';

/** Who calls: an API key, an app client, or, with a credential that the emulator did not make, the account's owner. */
export interface Principal {
  account: Account;
  /** `aky_…`, `app_…` or `owner`. */
  id: string;
  roles: Roles;
}

export const OWNER_ID = 'owner';
