import { perAccount } from '../../../accounts/account.ts';
import type { FilterLevel } from '../../../retrieval/filter/filter-attribute.ts';
import { shownMetadata } from '../document-record.ts';

interface Row {
  id: string;
  title: string | null;
  metadata: string;
}

export interface MatchedMetadata {
  documentId: string;
  metadata: Record<string, unknown>;
}

/** The metadata of documents and of parts by ordinal, with the id of the document. */
export const matchedMetadataOf = perAccount(({ db }) => {
  const ofDocument = db.prepare('SELECT id, title, metadata FROM documents WHERE ordinal = ?');
  const ofPart = db.prepare(
    `SELECT documents.id, NULL AS title, parts.metadata FROM parts JOIN documents ON documents.ordinal = document_ordinal
     WHERE parts.ordinal = ?`,
  );
  return {
    get(level: FilterLevel, ordinal: number): MatchedMetadata {
      const { id, title, metadata } = (level === 'document' ? ofDocument : ofPart).get(ordinal) as Row;
      return {
        documentId: id,
        metadata: shownMetadata({ title: title ?? undefined, metadata: JSON.parse(metadata) }),
      };
    },
  };
});
