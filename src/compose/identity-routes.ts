import type { FastifyInstance } from 'fastify';
import { apiKeysRoutes } from '../resources/api-keys/api-keys-routes.ts';
import { appClientsRoutes } from '../resources/app-clients/app-clients-routes.ts';
import { oauthRoutes } from '../resources/oauth/oauth-routes.ts';
import { usersRoutes } from '../resources/users/users-routes.ts';
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
