/** Agents: a model with instructions, tools and steps. */

import type { Account } from '../../accounts/account.ts';
import { inTransaction } from '../../accounts/open-database.ts';
import { liveTurnsOf } from '../../agent-loop/live-turns.ts';
import { invalidField } from '../../errors.ts';
import { filterByCase, pageOf, readPagePosition } from '../../http/lists.ts';
import { JsonText, operation } from '../../http/operation.ts';
import type { SeedList } from '../seed-list.ts';
import { sessionsOf } from '../sessions/sessions-repository.ts';
import { keyFrom } from './agent-key.ts';
import { agentsOf, toAgent } from './agents-repository.ts';
import * as schema from './agents-schema.ts';
import { checkAgent } from './check-agent.ts';
import { checkTransforms } from './check-transforms.ts';
import { identitiesOf } from './identity.ts';
import { newAgent } from './new-agent.ts';
import { readableAgents } from './readable-agents.ts';
import { agentSecretsOf } from './secrets.ts';
import { updatedAgent } from './update-agent.ts';

/** As it is stored and no more: a serialiser would write defaults into tool configurations, which are answered as given. */
const json = (answer: object) => new JsonText(JSON.stringify(answer));

const path = { agent_key: schema.AgentKey };

const hasSubAgents = ({ tool_configurations = {} }: Record<string, unknown>): boolean =>
  Object.values(tool_configurations as Record<string, { type?: unknown }>).some(({ type }) => type === 'sub_agent');

/** As it is once the transforms have been checked, which takes a while. Throws 404, or 400 for a transform. */
async function agentToChange(
  account: Account,
  agentKey: string,
  { tool_configurations }: { tool_configurations?: Parameters<typeof checkTransforms>[1] },
) {
  agentsOf(account).get(agentKey);
  await checkTransforms(account, tool_configurations);
  return agentsOf(account).get(agentKey);
}

/** What a seed no longer names is reset, as by PUT. */
export const seedOfAgents = {
  list: 'agents',
  by: 'key',
  entry: schema.SeedAgent,
  create: 'createAgent',
  update: 'replaceAgent',
  first: (definition) =>
    hasSubAgents(definition)
      ? { key: definition.key, name: definition.name, model: definition.model, first_step: {} }
      : definition,
} as const satisfies SeedList;

export const agents = [
  operation(
    'createAgent',
    {
      summary: 'Create an agent.',
      body: schema.CreateAgentRequest,
      answer: schema.Agent,
      // A key that is taken; the contract does not list it, the service answers it.
      also: [409],
    },
    async ({ account, body }) => {
      await checkTransforms(account, body.tool_configurations);
      const key = body.key ?? keyFrom(account, 'agt', body.name, (key) => agentsOf(account).find(key) !== undefined);
      const agent = newAgent(body);
      checkAgent(account, key, agent);
      return inTransaction(account.db, () => {
        const created = agentsOf(account).create(key, agent);
        identitiesOf(account).create(key, { clientId: account.newId('app client') });
        return json(toAgent(created));
      })();
    },
  ),

  operation(
    'listAgents',
    {
      summary: 'List agents in order of creation; with a role on single agents, those.',
      query: schema.ListAgentsQuery,
      answer: schema.ListAgentsResponse,
    },
    ({ account, principal, query: { filter, enabled, limit = 10, page_key } }) => {
      const position = readPagePosition(schema.ListAgentsQuery, page_key, { filter, enabled });
      const { filters } = position;
      const readable = readableAgents(principal.roles);
      const shown = agentsOf(account)
        .list()
        .filter(
          ({ key, value }) =>
            (readable === 'all' || readable.has(key)) &&
            (filters.enabled === undefined || value.enabled === filters.enabled),
        )
        .map(toAgent);
      const { items, metadata } = pageOf(filterByCase(shown, filters.filter), limit, position);
      return json({ agents: items, metadata });
    },
  ),

  operation('getAgent', { summary: 'Get an agent.', path, answer: schema.Agent }, ({ account, path }) =>
    json(toAgent(agentsOf(account).get(path.agent_key))),
  ),

  operation(
    'updateAgent',
    {
      summary: 'Change an agent; what is left out stays.',
      path,
      body: schema.UpdateAgentRequest,
      answer: schema.Agent,
    },
    async ({ account, path, body }) => {
      const { key, value } = await agentToChange(account, path.agent_key, body);
      const agent = updatedAgent(value, body);
      checkAgent(account, key, agent, value);
      return json(toAgent(agentsOf(account).update(key, agent)));
    },
  ),

  operation(
    'replaceAgent',
    {
      summary: 'Replace an agent; what is left out is reset.',
      path,
      body: schema.CreateAgentRequest,
      answer: schema.Agent,
    },
    async ({ account, path, body }) => {
      const { key, value } = await agentToChange(account, path.agent_key, body);
      if (body.key !== undefined && body.key !== key) {
        throw invalidField('body.key', `must be the key of the agent, '${key}', or left out.`);
      }
      const agent = newAgent(body);
      checkAgent(account, key, agent, value);
      return json(toAgent(agentsOf(account).update(key, agent)));
    },
  ),

  operation(
    'deleteAgent',
    { summary: 'Delete an agent with its sessions, identity and secrets.', path },
    ({ account, path: { agent_key } }) => {
      inTransaction(account.db, () => {
        agentsOf(account).delete(agent_key);
        sessionsOf(account).deleteAllOf(agent_key);
        identitiesOf(account).delete(agent_key);
        if (agentSecretsOf(account).find(agent_key)) agentSecretsOf(account).delete(agent_key);
      })();
      liveTurnsOf(account).stopThoseGone();
    },
  ),
];
