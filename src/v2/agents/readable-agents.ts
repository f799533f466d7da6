import { accessRuleOf, isAllowedEverywhere } from '../../access/access-rules.ts';
import type { Roles } from '../../access/roles.ts';

/** The agents that a caller sees in the list, or `all`. */
export function readableAgents(roles: Roles): ReadonlySet<string> | 'all' {
  const rule = accessRuleOf('listAgents');
  if (isAllowedEverywhere(rule, roles)) return 'all';
  return new Set(roles.agent_roles.filter(({ role }) => rule.agent.includes(role)).map(({ agent_key }) => agent_key));
}
