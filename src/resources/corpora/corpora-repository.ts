import type { Database } from 'better-sqlite3';
import { createPartsIndex, dropPartsIndex } from '../../retrieval/parts-index.ts';
import type { Corpus, CreateCorpusRequest } from './corpora-schema.ts';

interface Row {
  id: number;
  key: string;
  corpus: string;
  created_at: number;
}

/** A corpus as it is stored; `rowId` is what its documents refer to. */
export interface CorpusRecord extends Corpus {
  rowId: number;
}

export type CorporaRepository = ReturnType<typeof createCorporaRepository>;

/** The corpora of one account, each with a full-text index of its own: statistics are never shared between corpora. */
export function createCorporaRepository(db: Database, now: () => number) {
  const insert = db.prepare('INSERT INTO corpora (key, corpus, created_at) VALUES (?, ?, ?) RETURNING *');
  const select = db.prepare('SELECT * FROM corpora ORDER BY id');
  const byKey = db.prepare('SELECT * FROM corpora WHERE key = ?');
  const remove = db.prepare('DELETE FROM corpora WHERE id = ?');

  return {
    /** In order of creation. */
    list: (): CorpusRecord[] => (select.all() as Row[]).map(fromRow),

    find(key: string): CorpusRecord | undefined {
      const row = byKey.get(key) as Row | undefined;
      return row && fromRow(row);
    },

    create: db.transaction((request: CreateCorpusRequest): CorpusRecord => {
      const { key, ...settings } = request;
      const row = insert.get(key, JSON.stringify(settings), now()) as Row;
      createPartsIndex(db, row.id);
      return fromRow(row);
    }),

    delete: db.transaction((corpus: CorpusRecord): void => {
      dropPartsIndex(db, corpus.rowId);
      remove.run(corpus.rowId);
    }),
  };
}

function fromRow(row: Row): CorpusRecord {
  const settings = JSON.parse(row.corpus) as Omit<CreateCorpusRequest, 'key'>;
  return {
    rowId: row.id,
    id: `crp_${row.id}`,
    key: row.key,
    name: settings.name ?? row.key,
    description: settings.description ?? '',
    enabled: true,
    save_history: settings.save_history ?? false,
    queries_are_answers: settings.queries_are_answers ?? false,
    documents_are_questions: settings.documents_are_questions ?? false,
    created_at: new Date(row.created_at).toISOString(),
  };
}
