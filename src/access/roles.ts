/** The kinds of role and what includes what (docs/behaviour/accounts.md, Roles). */
import { Type } from 'typebox';

export const API_ROLES = [
  'owner',
  'administrator',
  'billing_administrator',
  'corpus_administrator',
  'corpus_developer',
  'corpus_viewer',
  'agent_administrator',
  'agent_developer',
  'agent_viewer',
  'agent_user',
  'pipeline_administrator',
  'pipeline_viewer',
  'viewer',
] as const;
export type ApiRole = (typeof API_ROLES)[number];

/** From the least to the most. */
export const CORPUS_ROLES = ['viewer', 'editor', 'administrator', 'owner'] as const;
export type CorpusRole = (typeof CORPUS_ROLES)[number];

export const AGENT_ROLES = ['agent_user', 'agent_viewer', 'agent_developer', 'agent_administrator'] as const;
export type AgentRole = (typeof AGENT_ROLES)[number];

/** What a caller may do: all of it counts together. On the wire and stored alike. */
export interface Roles {
  api_roles: ApiRole[];
  corpus_roles: { corpus_key: string; role: CorpusRole }[];
  agent_roles: { agent_key: string; role: AgentRole }[];
}

export const NO_ROLES: Roles = { api_roles: [], corpus_roles: [], agent_roles: [] };
export const OWNER_ROLES: Roles = { ...NO_ROLES, api_roles: ['owner'] };

const VIEWERS: ApiRole[] = ['corpus_viewer', 'agent_viewer', 'pipeline_viewer'];

const INCLUDED: Partial<Record<ApiRole, ApiRole[]>> = {
  owner: ['administrator', 'billing_administrator'],
  administrator: ['corpus_administrator', 'agent_administrator', 'pipeline_administrator', 'viewer'],
  corpus_administrator: ['corpus_developer'],
  corpus_developer: ['corpus_viewer'],
  agent_administrator: ['agent_developer'],
  agent_developer: ['agent_user', 'agent_viewer'],
  pipeline_administrator: ['pipeline_viewer'],
  viewer: VIEWERS,
};

/** A role with all it includes. */
const closureOf = (role: ApiRole): ApiRole[] => [role, ...(INCLUDED[role] ?? []).flatMap(closureOf)];
const CLOSURES = new Map(API_ROLES.map((role) => [role, new Set(closureOf(role))]));

export const includesApiRole = ({ api_roles }: Roles, wanted: ApiRole): boolean =>
  api_roles.some((role) => CLOSURES.get(role)!.has(wanted));

/** The API role that reaches as far on every corpus as this role on one. */
const EVERYWHERE: Record<CorpusRole, ApiRole> = {
  viewer: 'corpus_viewer',
  editor: 'corpus_developer',
  administrator: 'corpus_administrator',
  owner: 'corpus_administrator',
};

/** The first role in `given` that `giver` does not have, or undefined: nobody gives what they lack. */
export function lackingRole(giver: Roles, given: Roles): string | undefined {
  const api = given.api_roles.find((role) => !includesApiRole(giver, role));
  if (api) return api;
  const corpus = given.corpus_roles.find(({ corpus_key, role }) => {
    const isEnough = (own: Roles['corpus_roles'][number]) =>
      own.corpus_key === corpus_key && CORPUS_ROLES.indexOf(own.role) >= CORPUS_ROLES.indexOf(role);
    return !includesApiRole(giver, EVERYWHERE[role]) && !giver.corpus_roles.some(isEnough);
  });
  if (corpus) return `${corpus.role} of corpus '${corpus.corpus_key}'`;
  const agent = given.agent_roles.find(
    ({ agent_key, role }) =>
      !includesApiRole(giver, role) &&
      !giver.agent_roles.some((own) => own.agent_key === agent_key && CLOSURES.get(own.role)!.has(role)),
  );
  return agent && `${agent.role} of agent '${agent.agent_key}'`;
}

const ApiRole = Type.Enum([...API_ROLES]);
const CorpusRole = Type.Object({ corpus_key: Type.String(), role: Type.Enum([...CORPUS_ROLES]) });
const AgentRole = Type.Object({ agent_key: Type.String(), role: Type.Enum([...AGENT_ROLES]) });

/** The three lists, as requests may give and records always show them. */
export const roleFields = {
  api_roles: Type.Optional(Type.Array(ApiRole)),
  corpus_roles: Type.Optional(Type.Array(CorpusRole)),
  agent_roles: Type.Optional(Type.Array(AgentRole)),
};

/** Which operations a caller may call, on what; it follows from the roles. */
export const ApiPolicy = Type.Object({
  name: Type.String(),
  allowed_operations: Type.Record(
    Type.String(),
    Type.Object({
      allow_any_resource: Type.Optional(Type.Boolean()),
      allowed_resources: Type.Optional(Type.Record(Type.String(), Type.Array(Type.String()))),
    }),
  ),
});
