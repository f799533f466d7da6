import { apiPolicyOf } from '../../access/api-policy.ts';
import { grantsOf } from '../../access/grants-repository.ts';
import type { Roles } from '../../access/roles.ts';
import { perAccount } from '../../accounts/account.ts';
import { inTransaction } from '../../accounts/open-database.ts';
import type { ApiKey } from './api-keys-schema.ts';

/** An API key as it is stored. */
export interface ApiKeyRecord {
  id: string;
  name: string;
  secret: string;
  enabled: boolean;
  apiKeyRole: ApiKey['api_key_role'];
  /** The id of the principal that made it. */
  createdBy: string;
  roles: Roles;
}

export type NewApiKey = Omit<ApiKeyRecord, 'enabled'>;

interface Row {
  id: string;
  name: string;
  secret: string;
  enabled: number;
  api_key_role: ApiKey['api_key_role'] | null;
  created_by: string;
}

/** The API keys of one account. */
export const apiKeysOf = perAccount((account) => {
  const { db, now } = account;
  const grants = grantsOf(account);
  const insert = db.prepare(
    'INSERT INTO api_keys (id, name, secret, api_key_role, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const select = db.prepare('SELECT * FROM api_keys ORDER BY ordinal');
  const byId = db.prepare('SELECT * FROM api_keys WHERE id = ?');
  const bySecret = db.prepare('SELECT * FROM api_keys WHERE secret = ?');
  const enable = db.prepare('UPDATE api_keys SET enabled = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM api_keys WHERE id = ?');

  const fromRow = (row: Row): ApiKeyRecord => ({
    id: row.id,
    name: row.name,
    secret: row.secret,
    enabled: row.enabled === 1,
    apiKeyRole: row.api_key_role ?? undefined,
    createdBy: row.created_by,
    roles: grants.of(row.id),
  });
  const one = (row: unknown) => (row === undefined ? undefined : fromRow(row as Row));

  return {
    /** In order of creation. */
    list: (): ApiKeyRecord[] => (select.all() as Row[]).map(fromRow),
    find: (id: string) => one(byId.get(id)),
    findBySecret: (secret: string) => one(bySecret.get(secret)),

    create: inTransaction(db, (key: NewApiKey): ApiKeyRecord => {
      insert.run(key.id, key.name, key.secret, key.apiKeyRole ?? null, key.createdBy, now());
      grants.replace(key.id, key.roles);
      return one(byId.get(key.id))!;
    }),

    setEnabled(key: ApiKeyRecord, enabled: boolean): ApiKeyRecord {
      enable.run(Number(enabled), key.id);
      return { ...key, enabled };
    },

    delete: (key: ApiKeyRecord): void => void remove.run(key.id),
  };
});

/** Stored form to wire form. The secret is part of it, as in the service. */
export const toWire = ({ id, name, secret, enabled, apiKeyRole, roles }: ApiKeyRecord): ApiKey => ({
  id,
  name,
  secret_key: secret,
  enabled,
  ...(apiKeyRole === undefined ? {} : { api_key_role: apiKeyRole }),
  ...roles,
  api_policy: apiPolicyOf(id, roles),
});
