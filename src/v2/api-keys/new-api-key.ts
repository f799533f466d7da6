import type { Principal } from '../../access/principal.ts';
import { NO_ROLES, type Roles } from '../../access/roles.ts';
import { type Account, seam } from '../../accounts/account.ts';
import { invalidField } from '../../errors.ts';
import type { NewApiKey } from './api-keys-repository.ts';
import type { CreateApiKeyRequest } from './api-keys-schema.ts';

/** What this emulator is called among those behind one load balancer, which reads it off the keys; empty when it stands alone. */
export const replica = seam<string>('name as a replica');

const CORPUS_ROLE = { serving: 'viewer', serving_and_indexing: 'editor' } as const;

/** What a request asks for; a secret is made up unless there is one. The deprecated roles become ordinary ones; a key that asks for nothing is a personal one. */
export function toNewApiKey(
  request: CreateApiKeyRequest,
  creator: Principal,
  uuid: string,
  secret: string | undefined,
  account: Account,
): NewApiKey {
  const { name, api_key_role, corpus_keys, ...asked } = request;
  const isPersonal = api_key_role === 'personal' || Object.values(rolesOf(asked)).every((list) => list === undefined);
  const role = api_key_role ?? (isPersonal && !corpus_keys ? 'personal' : undefined);
  if (corpus_keys && (role === undefined || role === 'personal')) {
    throw invalidField('body.corpus_keys', 'goes only with api_key_role serving or serving_and_indexing.');
  }
  const given = { ...NO_ROLES, ...defined(rolesOf(asked)) };
  const roles = role === undefined ? given : union(given, ofDeprecated(role, corpus_keys, creator));
  return {
    id: `aky_${uuid.replaceAll('-', '')}`,
    name,
    secret: secret ?? newSecret(account, prefixOf(roles)),
    apiKeyRole: role,
    createdBy: creator.id,
    roles,
  };
}

function newSecret(account: Account, prefix: string): string {
  const text = Buffer.from(account.newSecret('key'), 'hex').toString('base64url').replaceAll(/[-_]/g, '0').slice(0, 40);
  return [prefix, ...(replica(account) === '' ? [] : [replica(account)]), text].join('_');
}

function ofDeprecated(
  role: NonNullable<CreateApiKeyRequest['api_key_role']>,
  corpusKeys: string[] | undefined,
  creator: Principal,
): Roles {
  if (role === 'personal') return creator.roles;
  if (!corpusKeys?.length) throw invalidField('body.corpus_keys', `is required with api_key_role ${role}.`);
  return { ...NO_ROLES, corpus_roles: corpusKeys.map((corpus_key) => ({ corpus_key, role: CORPUS_ROLE[role] })) };
}

const rolesOf = ({ api_roles, corpus_roles, agent_roles }: Partial<Roles>) => ({
  api_roles,
  corpus_roles,
  agent_roles,
});

const defined = (roles: Partial<Record<keyof Roles, unknown>>): Partial<Roles> =>
  Object.fromEntries(Object.entries(roles).filter(([, list]) => list !== undefined));

const union = (a: Roles, b: Roles): Roles => ({
  api_roles: [...new Set([...a.api_roles, ...b.api_roles])],
  corpus_roles: [...a.corpus_roles, ...b.corpus_roles],
  agent_roles: [...a.agent_roles, ...b.agent_roles],
});

/**
 * The prefix tells what a key is for: querying, querying and indexing, or all that its owner may
 * (docs/behaviour/conventions.md, Bodies).
 */
function prefixOf({ api_roles, corpus_roles, agent_roles }: Roles): 'zqt' | 'zwt' | 'zut' {
  if (api_roles.length > 0 || agent_roles.length > 0 || corpus_roles.length === 0) return 'zut';
  if (corpus_roles.every(({ role }) => role === 'viewer')) return 'zqt';
  return corpus_roles.every(({ role }) => role === 'viewer' || role === 'editor') ? 'zwt' : 'zut';
}
