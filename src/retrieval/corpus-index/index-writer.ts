import type { Database, Statement } from 'better-sqlite3';
import { type AttributeValueError, attributeValues, type StoredScalar } from '../filter/attribute-values.ts';
import type { FilterLevel } from '../filter/filter-attribute.ts';
import { indexedText } from '../lexical/lexical-words.ts';
import {
  type AttributePlace,
  attributePlaces,
  dimensionColumn,
  documentsTable,
  fullTextTable,
  type IndexSettings,
  partsTable,
} from './index-settings.ts';

export interface IndexedDocument {
  ordinal: number;
  id: string;
  metadata: Record<string, unknown>;
  /** The parts of a document are numbered consecutively from here. */
  firstPart: number;
  parts: readonly IndexedPart[];
}

export interface IndexedPart {
  text: string;
  metadata: Record<string, unknown>;
  dimensions?: Readonly<Record<string, number>> | undefined;
}

/** Writes documents into one corpus's index. Call it inside the transaction that stores the document. */
export interface IndexWriter {
  add(document: IndexedDocument): void;
  /** The two halves of `add`, for a document that comes in slices. */
  addDocument(document: Omit<IndexedDocument, 'parts'> & { partCount: number }): void;
  addParts(firstPart: number, parts: readonly IndexedPart[]): void;
  /** Attribute rows only; the full text stays. */
  addAttributes(document: IndexedDocument): void;
  remove(document: { ordinal: number; firstPart: number; partCount: number }): void;
  /** All documents; their parts stay, to be removed by `remove`. */
  removeDocuments(): void;
  /** New document metadata; parts are not touched. */
  updateDocument(ordinal: number, metadata: Record<string, unknown>): void;
}

type Bound = StoredScalar | null;

/** The statements of one corpus, prepared once. */
export function createIndexWriter(db: Database, settings: IndexSettings): IndexWriter {
  const { corpusId, dimensions } = settings;
  const places = attributePlaces(settings);
  const ofLevel = (level: FilterLevel) => places.filter(({ attribute }) => attribute.level === level);
  const documentPlaces = ofLevel('document');
  const partPlaces = ofLevel('part');
  const columnsOf = (of: AttributePlace[]) => of.map(({ column }) => column);
  const insert = (table: string, columns: string[]) =>
    db.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);

  const documents = documentsTable(corpusId);
  const parts = partsTable(corpusId);
  const insertDocument = insert(documents, ['owner', 'id', 'first_part', 'part_count', ...columnsOf(documentPlaces)]);
  const insertPart = insert(parts, [
    'owner',
    ...columnsOf(partPlaces),
    ...dimensions.map((_, i) => dimensionColumn(i)),
  ]);
  const insertText = insert(fullTextTable(corpusId), ['rowid', 'text']);
  const setColumns = columnsOf(documentPlaces).map((column) => `${column} = ?`);
  const updateDocument = setColumns.length
    ? db.prepare(`UPDATE ${documents} SET ${setColumns.join(', ')} WHERE owner = ?`)
    : undefined;
  const removeDocument = db.prepare(`DELETE FROM ${documents} WHERE owner = ?`);
  const removeDocuments = db.prepare(`DELETE FROM ${documents}`);
  const range = 'BETWEEN ? AND ?';
  const removeParts = db.prepare(`DELETE FROM ${parts} WHERE owner ${range}`);
  const removeTexts = db.prepare(`DELETE FROM ${fullTextTable(corpusId)} WHERE rowid ${range}`);
  const lists = new Map(
    places.flatMap(({ attribute, listTable }): [AttributePlace['attribute'], ListStatements][] =>
      listTable ? [[attribute, prepareList(db, listTable)]] : [],
    ),
  );

  /** Column values in the order of `of`; list elements go to their own tables on the way. */
  function write(of: AttributePlace[], level: FilterLevel, owner: number, metadata: Record<string, unknown>): Bound[] {
    const attributes = of.map(({ attribute }) => attribute);
    const { scalars, lists: found } = attributeValues(metadata, attributes, level);
    return attributes.map((attribute): Bound => {
      const statements = lists.get(attribute);
      if (!statements) return scalars.get(attribute.name) ?? null;
      const elements = found.get(attribute.name);
      if (!elements) return null;
      for (const element of new Set(elements)) statements.insert.run(owner, element);
      return 1;
    });
  }

  const removeLists = (level: FilterLevel, from: number, to: number) => {
    for (const [attribute, { remove }] of lists) if (attribute.level === level) remove.run(from, to);
  };

  const addDocument: IndexWriter['addDocument'] = ({ ordinal, id, metadata, firstPart, partCount }) =>
    void insertDocument.run(ordinal, id, firstPart, partCount, ...write(documentPlaces, 'document', ordinal, metadata));

  function addPartAttributes(owner: number, part: IndexedPart): void {
    const own = dimensions.map((name) => part.dimensions?.[name] ?? null);
    insertPart.run(owner, ...write(partPlaces, 'part', owner, part.metadata), ...own);
  }

  function addParts(firstPart: number, all: readonly IndexedPart[]): void {
    for (const [index, part] of all.entries()) {
      addPartAttributes(firstPart + index, part);
      insertText.run(firstPart + index, indexedText(part.text));
    }
  }

  return {
    addDocument,
    addParts,

    addAttributes({ parts: all, ...document }) {
      addDocument({ ...document, partCount: all.length });
      for (const [index, part] of all.entries()) addPartAttributes(document.firstPart + index, part);
    },

    add({ parts: all, ...document }) {
      addDocument({ ...document, partCount: all.length });
      addParts(document.firstPart, all);
    },

    remove({ ordinal, firstPart, partCount }) {
      const last = firstPart + partCount - 1;
      removeLists('document', ordinal, ordinal);
      removeLists('part', firstPart, last);
      removeDocument.run(ordinal);
      removeParts.run(firstPart, last);
      removeTexts.run(firstPart, last);
    },

    removeDocuments() {
      removeLists('document', 0, Number.MAX_SAFE_INTEGER);
      removeDocuments.run();
    },

    updateDocument(ordinal, metadata) {
      removeLists('document', ordinal, ordinal);
      const values = write(documentPlaces, 'document', ordinal, metadata);
      updateDocument?.run(...values, ordinal);
    },
  };
}

interface ListStatements {
  insert: Statement;
  remove: Statement;
}

const prepareList = (db: Database, table: string): ListStatements => ({
  insert: db.prepare(`INSERT INTO ${table} (owner, value) VALUES (?, ?)`),
  remove: db.prepare(`DELETE FROM ${table} WHERE owner BETWEEN ? AND ?`),
});

/** What in the metadata of a document or a part does not have its declared type; empty when all is well. */
export function checkMetadata(
  metadata: Record<string, unknown>,
  { attributes }: Pick<IndexSettings, 'attributes'>,
  level: FilterLevel,
): AttributeValueError[] {
  return attributeValues(metadata, attributes, level).errors;
}
