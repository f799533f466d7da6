/** A small real corpus to filter: metadata goes in through attributeValues, rows come out through compileFilter. */
import Database from 'better-sqlite3';
import { attributeValues } from '../../../src/retrieval/filter/attribute-values.ts';
import { compileFilter, type FilterColumns } from '../../../src/retrieval/filter/compile-filter.ts';
import type { FilterAttribute, FilterLevel } from '../../../src/retrieval/filter/filter-attribute.ts';

export type Metadata = Record<string, unknown>;
export interface Row {
  id?: string;
  doc?: Metadata;
  part?: Metadata;
}

const builtIns: FilterAttribute[] = [
  { level: 'part', name: 'lang', type: 'text' },
  { level: 'part', name: 'is_title', type: 'boolean' },
];
const sqlTypes: Record<string, string> = { integer: 'INTEGER', real_number: 'REAL', text: 'TEXT', boolean: 'INTEGER' };

/** Each row is a document with one part. Attributes are numbered: `a3` is the fourth, and names never reach SQL. */
export function filterCorpus(declared: FilterAttribute[], rows: Row[]) {
  const attributes = [...declared, ...builtIns];
  const db = new Database(':memory:');
  const columnName = (level: FilterLevel, name: string) =>
    `a${attributes.findIndex((attribute) => attribute.level === level && attribute.name === name)}`;
  const definitions = attributes.map(({ type }, index) => `a${index} ${sqlTypes[type] ?? 'INTEGER'}`);
  db.exec(`CREATE TABLE part (row INTEGER PRIMARY KEY, id TEXT, ${definitions.join(', ')})`);
  for (const [index, { type }] of attributes.entries()) {
    const element = sqlTypes[type.slice('list['.length, -1)];
    if (element) db.exec(`CREATE TABLE l${index} (owner INTEGER, value ${element})`);
  }

  for (const [index, { id, doc = {}, part = {} }] of rows.entries()) {
    db.prepare('INSERT INTO part (row, id) VALUES (?, ?)').run(index, id ?? `doc-${index}`);
    for (const [level, metadata] of [
      ['document', doc],
      ['part', part],
    ] as const) {
      const { scalars, lists, errors } = attributeValues(metadata, attributes, level);
      if (errors[0]) throw new Error(errors[0].message);
      const set = (name: string, value: unknown) =>
        db.prepare(`UPDATE part SET ${columnName(level, name)} = ? WHERE row = ?`).run(value, index);
      for (const [name, value] of scalars) set(name, value);
      for (const [name, values] of lists) {
        set(name, 1);
        const insert = db.prepare(`INSERT INTO ${columnName(level, name).replace('a', 'l')} VALUES (?, ?)`);
        for (const value of values) insert.run(index, value);
      }
    }
  }

  const columns: FilterColumns = {
    scalar: (level, name) => (level === 'document' && name === 'id' ? 'part.id' : `part.${columnName(level, name)}`),
    list: (level, name) => {
      const column = columnName(level, name);
      const table = column.replace('a', 'l');
      return { table, owner: `${table}.owner`, row: 'part.row', value: `${table}.value`, present: `part.${column}` };
    },
  };
  const compile = (text: string, level: FilterLevel = 'part') =>
    compileFilter(text, { attributes: declared, level }, columns);

  return {
    compile,
    /** The rows kept, by their index. */
    kept(text: string): number[] {
      const filter = compile(text);
      const where = filter ? `WHERE ${filter.sql}` : '';
      const sql = `SELECT row FROM part ${where} ORDER BY row`;
      return db
        .prepare<unknown[], number>(sql)
        .pluck()
        .all(...(filter?.parameters ?? []));
    },
    /** What the filter is for each row: true, false or null. */
    truths(text: string): (boolean | null)[] {
      const { sql, parameters } = compile(text)!;
      const values = db
        .prepare(`SELECT ${sql} FROM part ORDER BY row`)
        .pluck()
        .all(...parameters);
      return values.map((value) => (value === null ? null : value === 1));
    },
    close: () => db.close(),
  };
}
