import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';

const State = Type.Object({ status: Type.String() });

/** Liveness and readiness. Routes are served only after every account is migrated, so being reachable is being ready. */
export const healthRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const schema = (operationId: string) => ({ operationId, tags: ['Emulator'], response: { 200: State } });
  app.get('/_emulator/health', { schema: schema('getHealth') }, async () => ({ status: 'live' }));
  app.get('/_emulator/ready', { schema: schema('getReadiness') }, async () => ({ status: 'ready' }));
};
