import type { Database } from 'better-sqlite3';

/** Rules of one kind that an account has switched on; `Rule` is plain JSON. */
export interface RulesRepository<Rule> {
  /** In the order they were added. */
  list(): { id: string; rule: Rule }[];
  /** Adds a rule, or puts it in the place of the one with this id. */
  put(id: string, rule: Rule): void;
  /** Whether there was one. */
  delete(id: string): boolean;
  clear(): void;
}

/** The rules of one kind (`script`, `fault`) in an account's database. */
export function createRulesRepository<Rule>(db: Database, kind: string, now: () => number): RulesRepository<Rule> {
  const select = db.prepare('SELECT id, rule FROM control_rules WHERE kind = ? ORDER BY ordinal');
  const insert = db.prepare(
    `INSERT INTO control_rules (kind, id, rule, created_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (kind, id) DO UPDATE SET rule = excluded.rule`,
  );
  const remove = db.prepare('DELETE FROM control_rules WHERE kind = ? AND id = ?');
  const removeAll = db.prepare('DELETE FROM control_rules WHERE kind = ?');
  return {
    list: () =>
      (select.all(kind) as { id: string; rule: string }[]).map(({ id, rule }) => ({ id, rule: JSON.parse(rule) })),
    put: (id, rule) => void insert.run(kind, id, JSON.stringify(rule), now()),
    delete: (id) => remove.run(kind, id).changes > 0,
    clear: () => void removeAll.run(kind),
  };
}
