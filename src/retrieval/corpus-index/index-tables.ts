/** The tables of one corpus's index. Everything in them follows from the documents and can be made again. */
import type { Database } from 'better-sqlite3';
import { elementType, type FilterAttributeType, type FilterLevel } from '../filter/filter-attribute.ts';
import {
  attributePlaces,
  dimensionColumn,
  documentsTable,
  type IndexSettings,
  partsTable,
  tableOf,
} from './index-settings.ts';

const SQL_TYPES = { integer: 'INTEGER', boolean: 'INTEGER', real_number: 'REAL', text: 'TEXT' } as const;

/** A list's own column only says that there is a list. */
const columnType = (type: FilterAttributeType) => SQL_TYPES[type as keyof typeof SQL_TYPES] ?? 'INTEGER';

/** Typed columns for what filters and scores read, an index for each scalar, a table for each list. */
export function createAttributeTables(db: Database, settings: IndexSettings): void {
  const { corpusId, dimensions } = settings;
  const places = attributePlaces(settings);
  const columns = (level: FilterLevel) =>
    places
      .filter(({ attribute }) => attribute.level === level)
      .map(({ attribute, column }) => `, ${column} ${columnType(attribute.type)}`)
      .join('');
  const dimensionColumns = dimensions.map((_, index) => `, ${dimensionColumn(index)} REAL`).join('');
  db.exec(
    `CREATE TABLE ${documentsTable(corpusId)} (
       owner INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, first_part INTEGER NOT NULL, part_count INTEGER NOT NULL
       ${columns('document')}
     ) STRICT;
     CREATE TABLE ${partsTable(corpusId)} (owner INTEGER PRIMARY KEY ${columns('part')} ${dimensionColumns}) STRICT;`,
  );
  for (const { attribute, column, listTable } of places) {
    if (listTable) {
      const element = SQL_TYPES[elementType(attribute.type)!];
      db.exec(
        `CREATE TABLE ${listTable} (owner INTEGER NOT NULL, value ${element} NOT NULL, PRIMARY KEY (owner, value))
         STRICT, WITHOUT ROWID`,
      );
    } else if (attribute.name !== 'is_title' && attribute.name !== 'lang') {
      const table = tableOf(corpusId, attribute.level);
      db.exec(`CREATE INDEX ${table}_${column} ON ${table} (${column})`);
    }
  }
}

export function dropAttributeTables(db: Database, settings: IndexSettings): void {
  const { corpusId } = settings;
  for (const { listTable } of attributePlaces(settings)) if (listTable) db.exec(`DROP TABLE ${listTable}`);
  db.exec(`DROP TABLE ${documentsTable(corpusId)}; DROP TABLE ${partsTable(corpusId)};`);
}
