import { apiPolicyOf } from '../../access/api-policy.ts';
import { grantsOf } from '../../access/grants-repository.ts';
import type { Roles } from '../../access/roles.ts';
import { perAccount } from '../../accounts/account.ts';
import { inTransaction } from '../../accounts/open-database.ts';
import { notFound } from '../../errors.ts';
import type { AppClient } from './app-clients-schema.ts';

/** An app client as it is stored. */
export interface AppClientRecord {
  id: string;
  name: string;
  description: string | undefined;
  clientId: string;
  secret: string;
  roles: Roles;
}

interface Row {
  id: string;
  name: string;
  description: string | null;
  client_id: string;
  secret: string;
}

/** The app clients of one account. */
export const appClientsOf = perAccount((account) => {
  const { db, now } = account;
  const grants = grantsOf(account);
  const insert = db.prepare(
    'INSERT INTO app_clients (id, name, description, client_id, secret, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const select = db.prepare('SELECT * FROM app_clients ORDER BY ordinal');
  const byId = db.prepare('SELECT * FROM app_clients WHERE id = ?');
  const byClientId = db.prepare('SELECT * FROM app_clients WHERE client_id = ?');
  const describe = db.prepare('UPDATE app_clients SET description = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM app_clients WHERE id = ?');

  const fromRow = (row: Row): AppClientRecord => ({
    id: row.id,
    name: row.name,
    description: row.description ?? undefined,
    clientId: row.client_id,
    secret: row.secret,
    roles: grants.of(row.id),
  });
  const one = (row: unknown) => (row === undefined ? undefined : fromRow(row as Row));

  return {
    /** In order of creation. */
    list: (): AppClientRecord[] => (select.all() as Row[]).map(fromRow),
    /** Throws 404. */
    get(id: string): AppClientRecord {
      const client = one(byId.get(id));
      if (!client) throw notFound('App client', id);
      return client;
    },
    findByClientId: (clientId: string) => one(byClientId.get(clientId)),

    create: inTransaction(db, (client: AppClientRecord): AppClientRecord => {
      insert.run(client.id, client.name, client.description ?? null, client.clientId, client.secret, now());
      grants.replace(client.id, client.roles);
      return one(byId.get(client.id))!;
    }),

    /** Roles that are given are added to those there, new ones last (docs/behaviour/accounts.md, App clients). */
    update: inTransaction(
      db,
      (client: AppClientRecord, change: { description?: string } & Partial<Roles>): AppClientRecord => {
        if (change.description !== undefined) describe.run(change.description, client.id);
        const { api_roles, corpus_roles, agent_roles } = client.roles;
        grants.replace(client.id, {
          api_roles: [...api_roles, ...(change.api_roles ?? [])],
          corpus_roles: [...corpus_roles, ...(change.corpus_roles ?? [])],
          agent_roles: [...agent_roles, ...(change.agent_roles ?? [])],
        });
        return one(byId.get(client.id))!;
      },
    ),

    delete: (client: AppClientRecord): void => void remove.run(client.id),
  };
});

/** Stored form to wire form. The secret is part of it, as in the service. */
export const toWire = ({ id, name, description, clientId, secret, roles }: AppClientRecord): AppClient => ({
  id,
  name,
  ...(description === undefined ? {} : { description }),
  client_id: clientId,
  client_secret: secret,
  ...roles,
  api_policy: apiPolicyOf(id, roles),
});
