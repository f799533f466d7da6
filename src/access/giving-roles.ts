import type { Account } from '../accounts/account.ts';
import { forbidden } from '../errors.ts';
import type { Principal } from './principal.ts';
import { lackingRole, NO_ROLES, type Roles } from './roles.ts';

/** Refuses roles that a caller may not give. Throws 404 for a corpus that is not there, 403 for a role the caller lacks. */
export type CheckGivenRoles = (giver: Principal, roles: Partial<Roles>) => void;

/** `requireCorpus` throws 404. Agents are not emulated, so any agent key is taken. */
export function createCheckGivenRoles(requireCorpus: (account: Account, key: string) => unknown): CheckGivenRoles {
  return (giver, given) => {
    const roles = { ...NO_ROLES, ...given };
    for (const { corpus_key } of roles.corpus_roles) requireCorpus(giver.account, corpus_key);
    const lacking = lackingRole(giver.roles, roles);
    if (lacking) throw forbidden(`The role ${lacking} can only be given by who has it.`);
  };
}
