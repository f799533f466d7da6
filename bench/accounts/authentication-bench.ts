/** What telling the caller and checking its role add to a request: the same route with and without, taking turns. */

import type { FastifyInstance } from 'fastify';
import Fastify from 'fastify';
import { openAccounts } from '../../src/accounts/accounts.ts';
import { registerAuthentication, registerAuthorization } from '../../src/http/callers.ts';
import { apiKeysOf } from '../../src/v2/api-keys/api-keys-repository.ts';
import { appClientsOf } from '../../src/v2/app-clients/app-clients-repository.ts';
import { createCallers } from '../../src/v2/callers.ts';
import { report } from '../figures.ts';
import { median } from '../statistics.ts';

const ROUNDS = 20_000;
const OWNER = 'zut_owner';

const accounts = openAccounts(undefined);
const access = { auth: 'strict', isolation: 'shared', ownerKey: OWNER } as const;
const callers = createCallers(accounts, access, Date.now);

/** One route, its handler given. `guard` is what stands before it. */
async function server(guard: (app: FastifyInstance) => void): Promise<FastifyInstance> {
  const app = Fastify();
  guard(app);
  app.get('/v2/corpora/:corpus_key', { schema: { operationId: 'getCorpus' } as object }, async () => ({ key: 'c' }));
  await app.ready();
  return app;
}

const bare = await server(() => {});
const guarded = await server((app) => {
  registerAuthentication(app, accounts, callers);
  registerAuthorization(app);
});

const account = accounts.open('default');
const roles = { api_roles: [], corpus_roles: [{ corpus_key: 'c', role: 'viewer' as const }], agent_roles: [] };
const key = { id: 'aky_bench', name: 'bench', secret: 'zqt_bench', apiKeyRole: undefined, createdBy: 'owner', roles };
account.claim(key.secret);
apiKeysOf(account).create(key);
const client = { id: 'app_bench', name: 'bench', description: undefined, clientId: 'bench', secret: 's', roles };
account.claim(client.clientId);
appClientsOf(account).create(client);
const { token } = await callers.issueToken({ clientId: 'bench', clientSecret: 's' }, undefined);

async function time(app: FastifyInstance, headers: Record<string, string>): Promise<number> {
  const start = process.hrtime.bigint();
  const { statusCode } = await app.inject({ url: '/v2/corpora/c', headers });
  const spent = Number(process.hrtime.bigint() - start) / 1000;
  if (statusCode !== 200) throw new Error(`the bench was answered with ${statusCode}`);
  return spent;
}

const CALLERS = {
  'owner key': { 'x-api-key': OWNER },
  'key with a corpus role': { 'x-api-key': key.secret },
  'access token': { authorization: `Bearer ${token}` },
};

for (const [caller, headers] of Object.entries(CALLERS)) {
  const spent = { without: [] as number[], with: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    spent.without.push(await time(bare, headers));
    spent.with.push(await time(guarded, headers));
  }
  report({
    name: `authentication and roles: ${caller}`,
    unit: 'µs',
    measured: median(spent.with),
    baseline: median(spent.without),
    judgedBy: 'difference',
    bound: 'at most',
    target: 50,
  });
}
accounts.close();
