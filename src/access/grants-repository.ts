import { perAccount } from '../accounts/account.ts';
import type { Roles } from './roles.ts';

interface Row {
  kind: 'api' | 'corpus' | 'agent';
  resource: string;
  role: string;
}

/** The roles of an account's API keys, app clients and users, by the id of their holder. */
export const grantsOf = perAccount(({ db }) => {
  const select = db.prepare('SELECT kind, resource, role FROM role_grants WHERE holder = ? ORDER BY ordinal');
  const insert = db.prepare(
    'INSERT OR IGNORE INTO role_grants (holder, kind, resource, role, ordinal) VALUES (?, ?, ?, ?, ?)',
  );
  const remove = db.prepare('DELETE FROM role_grants WHERE holder = ? AND kind = ?');

  const put = (holder: string, kind: Row['kind'], roles: { resource: string; role: string }[] | undefined) => {
    if (!roles) return;
    remove.run(holder, kind);
    for (const [index, { resource, role }] of roles.entries()) insert.run(holder, kind, resource, role, index);
  };

  return {
    /** In the order in which they were given. */
    of(holder: string): Roles {
      const rows = select.all(holder) as Row[];
      const ofKind = (kind: Row['kind']) => rows.filter((row) => row.kind === kind);
      return {
        api_roles: ofKind('api').map(({ role }) => role),
        corpus_roles: ofKind('corpus').map(({ resource, role }) => ({ corpus_key: resource, role })),
        agent_roles: ofKind('agent').map(({ resource, role }) => ({ agent_key: resource, role })),
      } as Roles;
    },

    /** Puts each list that is given in the place of what was there. Call it in the transaction of its holder. */
    replace(holder: string, { api_roles, corpus_roles, agent_roles }: Partial<Roles>): void {
      put(
        holder,
        'api',
        api_roles?.map((role) => ({ resource: '', role })),
      );
      put(
        holder,
        'corpus',
        corpus_roles?.map(({ corpus_key, role }) => ({ resource: corpus_key, role })),
      );
      put(
        holder,
        'agent',
        agent_roles?.map(({ agent_key, role }) => ({ resource: agent_key, role })),
      );
    },
  };
});
