/** Roles on the wire (reference accounts §2). */
import { Type } from 'typebox';
import { AGENT_ROLES, API_ROLES, CORPUS_ROLES } from './roles.ts';

const ApiRole = Type.Enum([...API_ROLES]);
const CorpusRole = Type.Object({ corpus_key: Type.String(), role: Type.Enum([...CORPUS_ROLES]) });
const AgentRole = Type.Object({ agent_key: Type.String(), role: Type.Enum([...AGENT_ROLES]) });

/** The three lists, as requests may give and records always show them. */
export const roleFields = {
  api_roles: Type.Optional(Type.Array(ApiRole)),
  corpus_roles: Type.Optional(Type.Array(CorpusRole)),
  agent_roles: Type.Optional(Type.Array(AgentRole)),
};

/** Never filled: what a caller may do is told by its roles. */
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
