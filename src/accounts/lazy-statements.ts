import type { Database, Statement } from 'better-sqlite3';

/**
 * Has a database compile each statement at its first use. An account's repositories prepare a hundred of them, most of
 * which a short-lived account never runs: compiling all would take most of its opening, and half a megabyte.
 */
export function compileStatementsLazily(db: Database): void {
  const prepare = db.prepare.bind(db) as (sql: string) => Statement;
  db.prepare = ((sql: string) => new LazyStatement(() => prepare(sql))) as unknown as Database['prepare'];
}

class LazyStatement {
  #compile: () => Statement;
  #compiled: Statement | undefined;

  constructor(compile: () => Statement) {
    this.#compile = compile;
  }

  get #statement(): Statement {
    this.#compiled ??= this.#compile();
    return this.#compiled;
  }

  run(...values: unknown[]) {
    return this.#statement.run(...values);
  }
  get(...values: unknown[]) {
    return this.#statement.get(...values);
  }
  all(...values: unknown[]) {
    return this.#statement.all(...values);
  }
  iterate(...values: unknown[]) {
    return this.#statement.iterate(...values);
  }
  pluck(): this {
    return this.#with((statement) => statement.pluck());
  }
  raw(): this {
    return this.#with((statement) => statement.raw());
  }

  /** Changes what rows look like: at once, or as soon as there is a statement. */
  #with(change: (statement: Statement) => Statement): this {
    const compile = this.#compile;
    if (this.#compiled) change(this.#compiled);
    else this.#compile = () => change(compile());
    return this;
  }
}
