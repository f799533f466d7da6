import type { Database } from 'better-sqlite3';
import { keepNewest } from '../../basics/newest-kept.ts';
import { upgradeFullText } from '../lexical/full-text.ts';
import type { IndexSettings } from './index-settings.ts';
import { createIndexWriter, type IndexWriter } from './index-writer.ts';

const WRITERS_KEPT = 100;

/** The writers of an account's corpora, kept while the shape of the index stays the same. */
export function createIndexWriters(db: Database) {
  upgradeFullText(db);
  const kept = new Map<number, { shape: string; writer: IndexWriter }>();
  return {
    of(settings: IndexSettings): IndexWriter {
      const shape = JSON.stringify([settings.attributes, settings.dimensions]);
      const known = kept.get(settings.corpusId);
      if (known?.shape === shape) return known.writer;
      const writer = createIndexWriter(db, settings);
      keepNewest(kept, settings.corpusId, { shape, writer }, WRITERS_KEPT);
      return writer;
    },
  };
}
