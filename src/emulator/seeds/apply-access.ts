/** Users, API keys and app clients. */
import { isDeepStrictEqual } from 'node:util';
import type { Outcome, Seeding } from './apply-seed.ts';

const NO_ROLES = { api_roles: [], corpus_roles: [], agent_roles: [] };

export async function applyUsers({ loaded, call, listAll, settle }: Seeding): Promise<void> {
  const { users = [] } = loaded.seed;
  if (users.length === 0) return;
  const existing = await listAll('/v2/users', 'users');
  for (const [index, definition] of users.entries()) {
    const { enabled = true, ...body } = definition;
    const { email, username = email, ...rest } = body;
    const url = `/v2/users/${encodeURIComponent(username)}`;
    const found = existing.find((user) => user.username === username);
    await settle({
      name: `users/${username}`,
      steps: ['users', index],
      definition: { ...body, enabled },
      exists: found !== undefined,
      async create() {
        await call('POST', '/v2/users', body);
        if (!enabled) await call('PATCH', url, { enabled });
      },
      async change(): Promise<Outcome> {
        await call('PATCH', url, { description: '', ...NO_ROLES, ...rest, enabled });
        return found.email === email ? 'updated' : { kept: 'The email of a user cannot be changed.' };
      },
    });
  }
}

/** The account that a credential opens already, if any. */
export type AccountOfCredential = (credential: string) => string | undefined;

export async function applyApiKeys(seeding: Seeding, accountOf: AccountOfCredential): Promise<void> {
  const { account, loaded, call, listAll, settle } = seeding;
  const { api_keys: keys = [] } = loaded.seed;
  if (keys.length === 0) return;
  const existing = await listAll('/v2/api_keys', 'api_keys');
  for (const [index, definition] of keys.entries()) {
    const { enabled = true, secret_key: secret, ...body } = definition;
    const found = existing.find((key) => key.secret_key === secret) ?? existing.find((key) => key.name === body.name);
    const other = elsewhere(accountOf, secret, account.name);
    await settle({
      name: `api_keys/${body.name}`,
      steps: ['api_keys', index],
      definition: { ...definition, enabled },
      exists: found !== undefined || other !== undefined,
      async create() {
        const { id } = await call('POST', '/v2/api_keys', body, { secrets: { secret } });
        if (!enabled) await call('PATCH', `/v2/api_keys/${id}`, { enabled });
      },
      async change() {
        if (other !== undefined) return { kept: other };
        await call('PATCH', `/v2/api_keys/${found.id}`, { enabled });
        const isSame = agrees(found, { ...body, ...(secret === undefined ? {} : { secret_key: secret }) });
        return isSame ? 'updated' : { kept: 'Of an API key only whether it is enabled can be changed.' };
      },
    });
  }
}

export async function applyAppClients(seeding: Seeding, accountOf: AccountOfCredential): Promise<void> {
  const { account, loaded, call, listAll, settle } = seeding;
  const { app_clients: clients = [] } = loaded.seed;
  if (clients.length === 0) return;
  const existing = await listAll('/v2/app_clients', 'app_clients');
  for (const [index, definition] of clients.entries()) {
    const { client_id: clientId, client_secret: secret, ...body } = definition;
    const { name, type: _type, ...rest } = body;
    const found =
      existing.find((client) => client.client_id === clientId) ?? existing.find((client) => client.name === name);
    const other = elsewhere(accountOf, clientId, account.name);
    await settle({
      name: `app_clients/${name}`,
      steps: ['app_clients', index],
      definition,
      exists: found !== undefined || other !== undefined,
      create: () => call('POST', '/v2/app_clients', body, { secrets: { clientId, secret } }),
      async change() {
        if (other !== undefined) return { kept: other };
        await call('PATCH', `/v2/app_clients/${found.id}`, { description: '', ...NO_ROLES, ...rest });
        const isSame = agrees(found, {
          name,
          ...(clientId === undefined ? {} : { client_id: clientId }),
          ...(secret === undefined ? {} : { client_secret: secret }),
        });
        return isSame ? 'updated' : { kept: 'The name, id and secret of an app client cannot be changed.' };
      },
    });
  }
}

/** A credential opens one account. */
function elsewhere(accountOf: AccountOfCredential, credential: string | undefined, own: string): string | undefined {
  const account = credential === undefined ? undefined : accountOf(credential);
  return account === undefined || account === own ? undefined : `It opens the account '${account}'.`;
}

const agrees = (found: Record<string, unknown>, wanted: object): boolean =>
  Object.entries(wanted).every(([field, value]) => isDeepStrictEqual(sorted(found[field]), sorted(value)));

const sorted = (value: unknown) =>
  Array.isArray(value) ? value.map((item) => JSON.stringify(item, Object.keys(item ?? {}).sort())).sort() : value;
