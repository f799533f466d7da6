/** What an API key, an app client or a user may do, operation by operation (docs/behaviour/accounts.md, Policies). */
import type { Static } from 'typebox';
import { CONTRACT_ROWS, type OperationId } from '../http/operation.ts';
import { accessRuleOf, isAllowedEverywhere, isAllowedOn, isAllowedOnAny } from './access-rules.ts';
import type { ApiPolicy, Roles } from './roles.ts';

const OPERATIONS = Object.keys(CONTRACT_ROWS) as OperationId[];

/** Where an operation has the key of what a role is for: in its path, in its body, or nowhere. */
function placeOf(id: OperationId, name: 'corpus_key' | 'agent_key', roles: Roles): string {
  if (CONTRACT_ROWS[id].path.includes(`{${name}}`)) return `path.${name}`;
  if (name === 'corpus_key' && !isAllowedOnAny(id, accessRuleOf(id), roles)) return 'body.search.corpora.corpus_key';
  return `implicit.${name}`;
}

/** Computed from the roles. Operations that none of them allows are left out. */
export function apiPolicyOf(holder: string, roles: Roles): Static<typeof ApiPolicy> {
  const allowed: Static<typeof ApiPolicy>['allowed_operations'] = {};
  for (const id of OPERATIONS) {
    const rule = accessRuleOf(id);
    if (isAllowedEverywhere(rule, roles)) {
      allowed[id] = { allow_any_resource: true };
      continue;
    }
    const corpora = roles.corpus_roles
      .map(({ corpus_key }) => corpus_key)
      .filter((key) => isAllowedOn(rule, roles, [key]));
    const agents = roles.agent_roles.filter(({ role }) => rule.agent.includes(role)).map(({ agent_key }) => agent_key);
    const resources: Record<string, string[]> = {};
    if (corpora.length > 0) resources[placeOf(id, 'corpus_key', roles)] = [...new Set(corpora)];
    if (agents.length > 0) resources[placeOf(id, 'agent_key', roles)] = [...new Set(agents)];
    if (Object.keys(resources).length > 0) allowed[id] = { allow_any_resource: false, allowed_resources: resources };
  }
  return { name: `policy of ${holder}`, allowed_operations: allowed };
}
