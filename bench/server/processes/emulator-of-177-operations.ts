/** The emulator with copies of its own routes until there are as many as Vectara's API has operations. */
import { enableCompileCache } from 'node:module';
import type { RouteOptions } from 'fastify';

enableCompileCache();
const { openAccounts } = await import('../../../src/accounts/accounts.ts');
const { buildApp } = await import('../../../src/app.ts');
const { createLog } = await import('../../../src/log.ts');
const { openUpstream } = await import('../../../src/upstream/network/open-upstream.ts');

const OPERATIONS = 177;
const routes: RouteOptions[] = [];

const app = await buildApp(
  { accounts: openAccounts(undefined), ...openUpstream('live'), now: Date.now, log: (await createLog('info')).logger },
  async (server) => void server.addHook('onRoute', (route) => void routes.push(route)),
);
const own = routes.filter(({ url }) => url.startsWith('/v2/'));
for (let count = own.length; count < OPERATIONS; count++) {
  const route = own[count % own.length]!;
  // A schema of its own, as another operation would have.
  app.route({ ...route, url: `/copy-${count}${route.url}`, schema: structuredClone(route.schema) });
}
console.log(await app.listen({ port: 0, host: '127.0.0.1' }));
