import type { FastifyInstance } from 'fastify';
import { apiKeysRoutes } from '../v2/api-keys/api-keys-routes.ts';
import { appClientsRoutes } from '../v2/app-clients/app-clients-routes.ts';
import { oauthRoutes } from '../v2/oauth/oauth-routes.ts';
import { usersRoutes } from '../v2/users/users-routes.ts';
import type { createIdentities } from './identities.ts';

/** Who may call: keys, clients, users and the token endpoint. */
export async function identityRoutes(
  api: FastifyInstance,
  { identities }: { identities: ReturnType<typeof createIdentities> },
): Promise<void> {
  await apiKeysRoutes(api, identities);
  await appClientsRoutes(api, identities);
  await usersRoutes(api, identities);
  await api.register(oauthRoutes, { issueToken: identities.issueToken });
}
