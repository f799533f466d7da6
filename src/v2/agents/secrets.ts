/** Secrets that an agent's tools may use by name; no answer shows one (docs/behaviour/agents.md, Secrets). */
import { Type } from 'typebox';
import type { Account } from '../../accounts/account.ts';
import { records } from '../../accounts/records.ts';
import { operation } from '../../http/operation.ts';
import { agentsOf } from './agents-repository.ts';
import { AgentKey } from './agents-schema.ts';
import { masked, type Secrets, withChanges } from './secret-values.ts';

const names = { propertyNames: Type.String({ minLength: 1, maxLength: 100 }) };
const value = Type.String({ maxLength: 4096 });
const ReplaceSecretsRequest = Type.Object({ secrets: Type.Record(Type.String(), value, names) });
const UpdateSecretsRequest = Type.Object({
  secrets: Type.Record(Type.String(), Type.Union([value, Type.Null()]), names),
});
const AgentSecrets = Type.Object({
  secrets: Type.Record(Type.String(), Type.String(), { description: 'By name, masked.' }),
});

export const agentSecretsOf = records<Secrets>('agent_secrets', 'Secrets of agent');

/** In plain text, for the tools. Throws 404 where there is no such agent. */
export function secretsOfAgent(account: Account, agentKey: string): Secrets {
  agentsOf(account).get(agentKey);
  return agentSecretsOf(account).find(agentKey)?.value ?? {};
}

function keep(account: Account, agentKey: string, secrets: Secrets) {
  const stored = agentSecretsOf(account);
  if (stored.find(agentKey)) stored.update(agentKey, secrets);
  else stored.create(agentKey, secrets);
  return { secrets: masked(secrets) };
}

const path = { agent_key: AgentKey };

export const secrets = [
  operation(
    'getAgentSecrets',
    { summary: 'List the names of an agent’s secrets.', path, answer: AgentSecrets },
    ({ account, path }) => ({ secrets: masked(secretsOfAgent(account, path.agent_key)) }),
  ),

  operation(
    'replaceAgentSecrets',
    { summary: 'Put secrets in the place of those there.', path, body: ReplaceSecretsRequest, answer: AgentSecrets },
    ({ account, path: { agent_key }, body }) => {
      agentsOf(account).get(agent_key);
      return keep(account, agent_key, body.secrets);
    },
  ),

  operation(
    'updateAgentSecrets',
    { summary: 'Add and change secrets; null takes one away.', path, body: UpdateSecretsRequest, answer: AgentSecrets },
    ({ account, path: { agent_key }, body }) =>
      keep(account, agent_key, withChanges(secretsOfAgent(account, agent_key), body.secrets)),
  ),
];
