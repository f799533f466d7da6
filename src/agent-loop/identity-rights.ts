/** What the tools of an agent may do (docs/behaviour/agents.md, Identity). */
import { accessRuleOf, isAllowedEverywhere, isAllowedOn, isAllowedOnAgent } from '../access/access-rules.ts';
import { seam } from '../accounts/account.ts';
import type { OperationId } from '../http/operation.ts';
import { identityOf } from '../v2/agents/identity.ts';
import { ToolError } from './tools/tool.ts';
import type { Turn } from './turn.ts';

/** Whether tools are held to the identity of their agent; where anybody may do anything they are not. */
export const holdsToIdentity = seam<boolean>('word on identities');

/** Throws ToolError for what the agent's identity may not do with a corpus. */
export function requireMayOnCorpora(
  { account, agent }: Pick<Turn, 'account' | 'agent'>,
  operation: OperationId,
  corpusKeys: readonly string[],
): void {
  if (!holdsToIdentity(account)) return;
  const rule = accessRuleOf(operation);
  const identity = identityOf(account, agent.key);
  if (isAllowedEverywhere(rule, identity)) return;
  const denied = corpusKeys.find((key) => !isAllowedOn(rule, identity, [key]));
  if (denied !== undefined) throw new ToolError(`Denied access to resource ${denied}.`);
}

/** Throws ToolError where the agent's identity may not have another agent take a turn. */
export function requireMayCallAgent({ account, agent }: Pick<Turn, 'account' | 'agent'>, agentKey: string): void {
  if (!holdsToIdentity(account)) return;
  const rule = accessRuleOf('createAgentInput');
  const identity = identityOf(account, agent.key);
  if (isAllowedEverywhere(rule, identity) || isAllowedOnAgent(rule, identity, agentKey)) return;
  throw new ToolError(`Denied access to resource ${agentKey}.`);
}
