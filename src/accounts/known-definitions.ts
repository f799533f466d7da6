/** Which tables, indexes and triggers the database of an account may have. */
import type { Database } from 'better-sqlite3';
import { type Migration, openDatabase } from './open-database.ts';

interface Definition {
  type: string;
  name: string;
  /** Null for what SQLite makes by itself. */
  sql: string | null;
}

export const definitionsIn = (db: Database): Definition[] =>
  db.prepare('SELECT type, name, sql FROM sqlite_schema').all() as Definition[];

const NAME = '[\'"]?(\\w+)[\'"]?';
const COLUMN = '\\w+(?: (?:INTEGER|REAL|TEXT|BLOB))?(?: NOT NULL)?(?: PRIMARY KEY)?(?: UNIQUE)?';
const KEY = 'PRIMARY KEY ?\\(\\w+(?: ?, ?\\w+)*\\)';
/** What each corpus adds: plain columns, plain indexes, one full-text index with its tables. Nothing that computes. */
const OF_CORPORA: [name: RegExp, sql: RegExp][] = [
  [
    /^(?:(?:document|part)_index_\d+|list_\d+_\d+|full_text_\d+_(?:data|idx|content|docsize|config))$/,
    new RegExp(
      `^CREATE TABLE ${NAME} ?\\( ?${COLUMN}(?: ?, ?(?:${COLUMN}|${KEY}))* ?\\)(?: STRICT)?,?(?: WITHOUT ROWID)?$`,
    ),
  ],
  [/^(?:document|part)_index_\d+_a\d+$/, new RegExp(`^CREATE INDEX ${NAME} ON \\w+ \\(\\w+\\)$`)],
  [
    /^full_text_\d+$/,
    new RegExp(
      `^CREATE VIRTUAL TABLE ${NAME} USING fts5\\( text, content='', contentless_delete=1, tokenize='[\\w ]+' \\)$`,
    ),
  ],
];

function isOfCorpus({ name, sql }: Definition): boolean {
  // The index of a key or of a UNIQUE column.
  if (sql === null) return name.startsWith('sqlite_autoindex_');
  const text = sql.replace(/\s+/g, ' ');
  return OF_CORPORA.some(([names, statement]) => names.test(name) && statement.exec(text)?.[1] === name);
}

/**
 * What a database holds that no emulator puts into one, or lacks that every one does, as words that go on after "The
 * snapshot "; undefined when it is as the migrations up to `version` and its corpora make it.
 */
export function createDefinitionCheck(migrations: readonly Migration[]) {
  const made = new Map<number, ReadonlySet<string>>();
  const madeUpTo = (version: number) => {
    const known = made.get(version);
    if (known) return known;
    const db = openDatabase(
      ':memory:',
      migrations.filter((migration) => migration.version <= version),
    );
    const definitions = new Set(definitionsIn(db).map(textOf));
    db.close();
    made.set(version, definitions);
    return definitions;
  };

  return function strangeIn(db: Database, version: number): string | undefined {
    const expected = madeUpTo(version);
    const found = definitionsIn(db);
    const texts = new Set(found.map(textOf));
    if (![...expected].every((text) => texts.has(text))) return 'lacks tables that every account has.';
    const strange = found.find((one) => !expected.has(textOf(one)) && !isOfCorpus(one));
    return (
      strange && `holds what no emulator makes, the ${strange.type} ${JSON.stringify(strange.name.slice(0, 100))}.`
    );
  };
}

const textOf = ({ type, name, sql }: Definition): string => JSON.stringify([type, name, sql]);
