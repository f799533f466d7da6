import type { FoundPart } from '../../retrieval/search/found-part.ts';
import type { SearchResult } from './query-schema.ts';
import { convertStrings, shownDocumentMetadata } from './shown-metadata.ts';

/** A found part as a response shows it (reference §5.3). */
export const toSearchResult = (part: FoundPart): SearchResult => ({
  result_type: part.image ? 'image' : 'text',
  text: part.text,
  score: part.score,
  part_metadata: convertStrings(part.partMetadata),
  document_metadata: shownDocumentMetadata(part),
  document_id: part.documentId,
  request_corpora_index: part.corpusIndex,
  corpus_key: part.corpusKey,
  ...(part.table ? { table: part.table } : {}),
  ...(part.image ? { image: part.image as SearchResult['image'] } : {}),
});
