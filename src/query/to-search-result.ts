import type { FoundPart } from '../retrieval/search-corpora.ts';
import type { SearchResult } from './query-schema.ts';

/** A found part as a response shows it; a structured document's title is among its metadata (reference §5.3). */
export const toSearchResult = (part: FoundPart): SearchResult => ({
  result_type: 'text',
  text: part.text,
  score: part.score,
  part_metadata: part.partMetadata,
  document_metadata: { ...(part.title === undefined ? {} : { title: part.title }), ...part.documentMetadata },
  document_id: part.documentId,
  request_corpora_index: part.corpusIndex,
  corpus_key: part.corpusKey,
});
