import { apiPolicyOf } from '../../access/api-policy.ts';
import { grantsOf } from '../../access/grants-repository.ts';
import { OWNER_ROLES } from '../../access/roles.ts';
import { perAccount } from '../../accounts/account.ts';
import { inTransaction } from '../../accounts/open-database.ts';
import { forbidden, notFound } from '../../errors.ts';
import type { CreateUserRequest, UpdateUserRequest, User } from './users-schema.ts';

interface Row {
  id: string;
  email: string;
  username: string;
  description: string | null;
  enabled: number;
  created_at: number;
  updated_at: number;
}

const OWNER_USER = 'usr_owner';
const OWNER_EMAIL = 'owner@example.com';

/** The users of one account, stored and shown alike. They sign in to the service's console, which is not emulated. */
export const usersOf = perAccount((account) => {
  const { db, now, newId } = account;
  const grants = grantsOf(account);
  const insert = db.prepare(
    'INSERT INTO users (id, email, username, description, enabled, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const select = db.prepare('SELECT * FROM users ORDER BY ordinal');
  const byId = db.prepare('SELECT * FROM users WHERE id = ?');
  // A path value is the username, and, since the service's words differ from that, an email or an id too.
  const byAnyName = db.prepare(
    `SELECT * FROM users WHERE @name IN (username, email, id)
     ORDER BY username = @name DESC, email = @name DESC, ordinal LIMIT 1`,
  );
  const byUsername = db.prepare('SELECT 1 FROM users WHERE username = ?');
  const change = db.prepare('UPDATE users SET enabled = ?, description = ?, updated_at = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM users WHERE id = ?');

  const opened = now();
  /** Every account has an owner; it is stored once it is changed. */
  const owner: User = {
    id: OWNER_USER,
    email: OWNER_EMAIL,
    username: OWNER_EMAIL,
    enabled: true,
    created_at: new Date(opened).toISOString(),
    updated_at: new Date(opened).toISOString(),
    ...OWNER_ROLES,
    api_policy: apiPolicyOf(OWNER_USER, OWNER_ROLES),
  };
  const isOwner = (name: string) => name === OWNER_USER || name === OWNER_EMAIL;

  const rolesShown = (id: string) => {
    const roles = grants.of(id);
    return { ...roles, api_policy: apiPolicyOf(id, roles) };
  };

  const fromRow = (row: Row): User => ({
    id: row.id,
    email: row.email,
    username: row.username,
    enabled: row.enabled === 1,
    ...(row.description === null ? {} : { description: row.description }),
    created_at: new Date(row.created_at).toISOString(),
    updated_at: new Date(row.updated_at).toISOString(),
    ...rolesShown(row.id),
  });
  const one = (row: unknown) => (row === undefined ? undefined : fromRow(row as Row));

  const find = (name: string) => one(byAnyName.get({ name })) ?? (isOwner(name) ? owner : undefined);

  return {
    /** In order of creation, the owner first. */
    list(): User[] {
      const stored = (select.all() as Row[]).map(fromRow);
      const first = stored.find(({ id }) => id === OWNER_USER) ?? owner;
      return [first, ...stored.filter(({ id }) => id !== OWNER_USER)];
    },
    find,
    /** Throws 404. */
    get(name: string): User {
      const user = find(name);
      if (!user) throw notFound('User', name);
      return user;
    },
    isTaken: (username: string): boolean => username === OWNER_EMAIL || byUsername.get(username) !== undefined,

    create: inTransaction(db, ({ email, username = email, description, ...roles }: CreateUserRequest): User => {
      const id = `usr_${newId('user').replaceAll('-', '')}`;
      // Not enabled: the user has not confirmed yet (docs/behaviour/accounts.md, Users).
      insert.run(id, email, username, description ?? null, 0, now(), now());
      grants.replace(id, roles);
      return one(byId.get(id))!;
    }),

    /** Each list of roles that is given takes the place of the one before. */
    update: inTransaction(db, (user: User, { enabled, description, ...roles }: UpdateUserRequest): User => {
      if (user.id === OWNER_USER && byId.get(user.id) === undefined) {
        insert.run(user.id, user.email, user.username ?? user.email, null, 1, opened, opened);
        grants.replace(user.id, OWNER_ROLES);
      }
      change.run(Number(enabled ?? user.enabled), description ?? user.description ?? null, now(), user.id);
      grants.replace(user.id, roles);
      return one(byId.get(user.id))!;
    }),

    /** Throws 403 for the owner, without whom there is no account. */
    delete(user: User): void {
      if (user.id === OWNER_USER) throw forbidden('The owner of an account cannot be deleted.');
      remove.run(user.id);
    },
  };
});
