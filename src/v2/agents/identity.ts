/** Whom an agent's tools act as (docs/behaviour/agents.md, Identity). */
import { type Static, Type } from 'typebox';
import { lackingRole, NO_ROLES, type Roles, roleFields } from '../../access/roles.ts';
import type { Account } from '../../accounts/account.ts';
import { records } from '../../accounts/records.ts';
import { type FieldErrors, forbidden, invalidFields } from '../../errors.ts';
import { operation } from '../../http/operation.ts';
import { corporaOf } from '../corpora/corpora-repository.ts';
import { findTool } from '../tools/catalogue.ts';
import { agentsOf, type StoredAgent } from './agents-repository.ts';
import { AgentKey } from './agents-schema.ts';
import type { ToolConfiguration } from './tool-configurations-schema.ts';

const Mode = Type.Unsafe<'auto' | 'manual'>({ type: 'string', enum: ['auto', 'manual'] });
const UpdateIdentityRequest = Type.Object({ mode: Type.Optional(Mode), ...roleFields });
const { api_roles, corpus_roles, agent_roles } = roleFields;
const Identity = Type.Object({
  mode: Mode,
  client_id: Type.String({ readOnly: true }),
  ...Type.Required(Type.Object({ api_roles, corpus_roles, agent_roles })).properties,
});
type Identity = Static<typeof Identity>;

interface StoredIdentity {
  clientId: string;
  /** Those that were given; absent where they follow from the tools. */
  roles?: Roles;
}

export const identitiesOf = records<StoredIdentity>('agent_identities', 'Identity');

/** What the tools of an agent act with. Throws 404. */
export function identityOf(account: Account, agentKey: string): Identity {
  const { value: agent } = agentsOf(account).get(agentKey);
  const { clientId, roles } = identitiesOf(account).get(agentKey).value;
  return { mode: roles ? 'manual' : 'auto', client_id: clientId, ...(roles ?? rolesFor(agent)) };
}

const path = { agent_key: AgentKey };

export const identity = [
  operation(
    'getAgentIdentity',
    { summary: 'Get what an agent’s tools act as.', path, answer: Identity },
    ({ account, path }) => identityOf(account, path.agent_key),
  ),

  operation(
    'updateAgentIdentity',
    {
      summary: 'Give roles by hand, or have them follow from the tools.',
      path,
      body: UpdateIdentityRequest,
      answer: Identity,
    },
    ({ account, principal, path: { agent_key }, body: { mode, ...given } }) => {
      const { mode: before, client_id: clientId, ...present } = identityOf(account, agent_key);
      if ((mode ?? before) === 'auto') identitiesOf(account).update(agent_key, { clientId });
      else {
        const roles = { ...present, ...given };
        checkKeys(account, given);
        // Nobody gives what they lack, not even by way of an agent.
        const lacking = lackingRole(principal.roles, { ...NO_ROLES, ...given });
        if (lacking) throw forbidden(`The role ${lacking} can only be given by who has it.`);
        identitiesOf(account).update(agent_key, { clientId, roles });
      }
      return identityOf(account, agent_key);
    },
  ),
];

function checkKeys(account: Account, { corpus_roles = [], agent_roles = [] }: Partial<Roles>): void {
  const findings: FieldErrors = {};
  const corpora = new Set(
    corporaOf(account)
      .list()
      .map(({ key }) => key),
  );
  for (const [index, { corpus_key }] of corpus_roles.entries()) {
    if (!corpora.has(corpus_key)) {
      findings[`body.corpus_roles[${index}].corpus_key`] = `Corpus '${corpus_key}' was not found.`;
    }
  }
  for (const [index, { agent_key }] of agent_roles.entries()) {
    if (!agentsOf(account).find(agent_key)) {
      findings[`body.agent_roles[${index}].agent_key`] = `Agent '${agent_key}' was not found.`;
    }
  }
  const [first] = Object.values(findings);
  if (first !== undefined) throw invalidFields(findings, first);
}

/** The least that the tools need. */
function rolesFor(agent: StoredAgent): Roles {
  const roles: Roles = { api_roles: [], corpus_roles: [], agent_roles: [] };
  const onCorpus = (role: 'viewer' | 'editor', corpus_key: unknown) => {
    if (typeof corpus_key !== 'string') {
      const everywhere = role === 'viewer' ? 'corpus_viewer' : 'corpus_developer';
      if (!roles.api_roles.includes(everywhere)) roles.api_roles.push(everywhere);
    } else if (!roles.corpus_roles.some((one) => one.corpus_key === corpus_key && one.role === role)) {
      roles.corpus_roles.push({ corpus_key, role });
    }
  };
  for (const tool of Object.values(agent.tool_configurations)) {
    if (tool.type === 'sub_agent') {
      const { agent_key } = tool.sub_agent_configuration;
      if (roles.agent_roles.some((one) => one.agent_key === agent_key)) continue;
      roles.agent_roles.push({ agent_key, role: 'agent_user' });
    }
    for (const [role, corpus] of corporaIn(tool)) onCorpus(role, corpus);
  }
  return roles;
}

/** The corpora that a tool works on; what is no key is only known when it does. */
function corporaIn(tool: ToolConfiguration): ['viewer' | 'editor', unknown][] {
  if (tool.type === 'corpora_search') {
    const corpora = tool.query_configuration.search?.corpora ?? [];
    return corpora.map(({ corpus_key }) => ['viewer', corpus_key]);
  }
  if (tool.type === 'get_document_text') return [['viewer', tool.argument_override?.corpus_key]];
  if (tool.type !== 'dynamic_vectara') return [];
  const category = findTool(tool.tool_id)?.category;
  if (category !== 'indexing' && category !== 'retrieval') return [];
  return [[category === 'indexing' ? 'editor' : 'viewer', tool.argument_override?.corpus_key]];
}
