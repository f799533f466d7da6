import type { Principal } from '../access/principal.ts';
import { lackingRole, NO_ROLES, type Roles } from '../access/roles.ts';
import { forbidden } from '../errors.ts';
import { corporaOf } from './corpora/corpora-repository.ts';

/**
 * Refuses roles that a caller may not give: throws 404 for a corpus that is not there, 403 for a role the caller lacks.
 * Any agent key is taken, since an agent may be made after the role for it.
 */
export function checkGivenRoles(giver: Principal, given: Partial<Roles>): void {
  const roles = { ...NO_ROLES, ...given };
  for (const { corpus_key } of roles.corpus_roles) corporaOf(giver.account).get(corpus_key);
  const lacking = lackingRole(giver.roles, roles);
  if (lacking) throw forbidden(`The role ${lacking} can only be given by who has it.`);
}
