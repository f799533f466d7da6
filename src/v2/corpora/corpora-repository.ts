import { perAccount } from '../../accounts/account.ts';
import { inTransaction } from '../../accounts/open-database.ts';
import { invalidArgument, notFound } from '../../errors.ts';
import { createAttributeTables, dropAttributeTables } from '../../retrieval/corpus-index/index-tables.ts';
import { createFullText, dropFullText } from '../../retrieval/lexical/full-text.ts';
import type { UpdateCorpusRequest } from './corpora-schema.ts';
import { type CorpusRecord, indexSettingsOf } from './corpus-record.ts';

interface Row {
  id: number;
  key: string;
  name: string;
  description: string;
  enabled: number;
  save_history: number;
  queries_are_answers: number;
  documents_are_questions: number;
  encoder_name: string;
  vector_dimensions: number | null;
  filter_attributes: string;
  custom_dimensions: string;
  document_count: number;
  part_count: number;
  characters: number;
  metadata_characters: number;
  created_at: number;
}

export type NewCorpus = Pick<
  CorpusRecord,
  | 'key'
  | 'name'
  | 'description'
  | 'saveHistory'
  | 'queriesAreAnswers'
  | 'documentsAreQuestions'
  | 'encoderName'
  | 'filterAttributes'
  | 'customDimensions'
>;

/** Gives what is to be done once that is committed. */
type DeleteDocuments = (corpus: CorpusRecord) => () => Promise<void>;

/** The corpora of one account, each with an index of its own. */
export const corporaOf = perAccount(({ db, now }) => {
  const insert = db.prepare(
    `INSERT INTO corpora (key, name, description, save_history, queries_are_answers, documents_are_questions,
       encoder_name, filter_attributes, custom_dimensions, created_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`,
  );
  const select = db.prepare('SELECT * FROM corpora ORDER BY id');
  const byKey = db.prepare('SELECT * FROM corpora WHERE key = ?');
  const change = db.prepare('UPDATE corpora SET enabled = ?, name = ?, description = ?, save_history = ? WHERE id = ?');
  const changeAttributes = db.prepare('UPDATE corpora SET filter_attributes = ? WHERE id = ?');
  const remove = db.prepare('DELETE FROM corpora WHERE id = ?');

  const find = (key: string): CorpusRecord | undefined => {
    const row = byKey.get(key) as Row | undefined;
    return row && fromRow(row);
  };

  const get = (key: string): CorpusRecord => {
    const corpus = find(key);
    if (!corpus) throw notFound('Corpus', key);
    return corpus;
  };

  const removeWhole = inTransaction(db, (corpus: CorpusRecord, deleteDocuments: DeleteDocuments) => {
    const after = deleteDocuments(corpus);
    dropFullText(db, corpus.rowId);
    dropAttributeTables(db, indexSettingsOf(corpus));
    remove.run(corpus.rowId);
    return after;
  });

  return {
    find,

    /** Throws 404. */
    get,

    /** Throws 404, or 400 when the corpus is disabled. */
    getEnabled(key: string): CorpusRecord {
      const corpus = get(key);
      if (!corpus.enabled) throw invalidArgument(`Corpus '${key}' is disabled.`, 'path.corpus_key');
      return corpus;
    },

    /** The corpus by key, if it still is the one with this number; throws 404 otherwise. */
    getSame(key: string, rowId: number): CorpusRecord {
      const corpus = find(key);
      if (corpus?.rowId !== rowId) throw notFound('Corpus', key);
      return corpus;
    },

    /** In order of creation. */
    list: (): CorpusRecord[] => (select.all() as Row[]).map(fromRow),

    create: inTransaction(db, (corpus: NewCorpus): CorpusRecord => {
      const row = insert.get(
        corpus.key,
        corpus.name,
        corpus.description,
        Number(corpus.saveHistory),
        Number(corpus.queriesAreAnswers),
        Number(corpus.documentsAreQuestions),
        corpus.encoderName,
        JSON.stringify(corpus.filterAttributes),
        JSON.stringify(corpus.customDimensions),
        now(),
      ) as Row;
      const created = fromRow(row);
      createFullText(db, created.rowId);
      createAttributeTables(db, indexSettingsOf(created));
      return created;
    }),

    update(corpus: CorpusRecord, request: UpdateCorpusRequest): CorpusRecord {
      const { enabled, name, description, saveHistory } = corpus;
      change.run(
        Number(request.enabled ?? enabled),
        request.name ?? name,
        request.description ?? description,
        Number(request.save_history ?? saveHistory),
        corpus.rowId,
      );
      return find(corpus.key)!;
    },

    /** Puts other filter attributes in place; `reindex` fills the new, empty tables from the documents. */
    replaceAttributes: inTransaction(
      db,
      (
        corpus: CorpusRecord,
        filterAttributes: CorpusRecord['filterAttributes'],
        reindex: (c: CorpusRecord) => void,
      ) => {
        dropAttributeTables(db, indexSettingsOf(corpus));
        changeAttributes.run(JSON.stringify(filterAttributes), corpus.rowId);
        const changed = { ...corpus, filterAttributes };
        createAttributeTables(db, indexSettingsOf(changed));
        reindex(changed);
      },
    ),

    /** It resolves when what the corpus held is gone from the disk too; nobody finds it from the beginning. */
    delete(corpus: CorpusRecord, deleteDocuments: DeleteDocuments): Promise<void> {
      return removeWhole(corpus, deleteDocuments)();
    },

    /** The same, and the corpus stays. */
    empty(corpus: CorpusRecord, deleteDocuments: DeleteDocuments): Promise<void> {
      return inTransaction(db, deleteDocuments)(corpus)();
    },
  };
});

const fromRow = (row: Row): CorpusRecord => ({
  rowId: row.id,
  key: row.key,
  name: row.name,
  description: row.description,
  enabled: row.enabled === 1,
  saveHistory: row.save_history === 1,
  queriesAreAnswers: row.queries_are_answers === 1,
  documentsAreQuestions: row.documents_are_questions === 1,
  encoderName: row.encoder_name,
  vectorDimensions: row.vector_dimensions ?? undefined,
  filterAttributes: JSON.parse(row.filter_attributes),
  customDimensions: JSON.parse(row.custom_dimensions),
  documentCount: row.document_count,
  partCount: row.part_count,
  characters: row.characters,
  metadataCharacters: row.metadata_characters,
  createdAt: row.created_at,
});
