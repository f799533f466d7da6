import { grantsOf } from '../../access/grants-repository.ts';
import { perAccount } from '../../accounts/account.ts';
import { inTransaction } from '../../accounts/open-database.ts';
import { notFound } from '../../errors.ts';
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

/** The users of one account, stored and shown alike. They sign in to the service's console, which is not emulated. */
export const usersOf = perAccount((account) => {
  const { db, now, newId } = account;
  const grants = grantsOf(account);
  const insert = db.prepare(
    'INSERT INTO users (id, email, username, description, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
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

  const fromRow = (row: Row): User => ({
    id: row.id,
    email: row.email,
    username: row.username,
    enabled: row.enabled === 1,
    ...(row.description === null ? {} : { description: row.description }),
    created_at: new Date(row.created_at).toISOString(),
    updated_at: new Date(row.updated_at).toISOString(),
    ...grants.of(row.id),
  });
  const one = (row: unknown) => (row === undefined ? undefined : fromRow(row as Row));

  const find = (name: string) => one(byAnyName.get({ name }));

  return {
    /** In order of creation. */
    list: (): User[] => (select.all() as Row[]).map(fromRow),
    find,
    /** Throws 404. */
    get(name: string): User {
      const user = find(name);
      if (!user) throw notFound('User', name);
      return user;
    },
    isTaken: (username: string): boolean => byUsername.get(username) !== undefined,

    create: inTransaction(db, ({ email, username = email, description, ...roles }: CreateUserRequest): User => {
      const id = `usr_${newId('user').replaceAll('-', '')}`;
      insert.run(id, email, username, description ?? null, now(), now());
      grants.replace(id, roles);
      return one(byId.get(id))!;
    }),

    /** Each list of roles that is given takes the place of the one before. */
    update: inTransaction(db, (user: User, { enabled, description, ...roles }: UpdateUserRequest): User => {
      change.run(Number(enabled ?? user.enabled), description ?? user.description ?? null, now(), user.id);
      grants.replace(user.id, roles);
      return one(byId.get(user.id))!;
    }),

    delete: (user: User): void => void remove.run(user.id),
  };
});

export type UsersRepository = ReturnType<typeof usersOf>;
