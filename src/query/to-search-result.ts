import type { FoundPart } from '../retrieval/search/found-part.ts';
import type { SearchResult } from './query-schema.ts';

/** A found part as a response shows it; a structured document's title is among its metadata (reference §5.3). */
export const toSearchResult = (part: FoundPart): SearchResult => ({
  result_type: part.image ? 'image' : 'text',
  text: part.text,
  score: part.score,
  part_metadata: convertStrings(part.partMetadata),
  document_metadata: convertStrings({
    ...(part.title === undefined ? {} : { title: part.title }),
    ...part.documentMetadata,
  }),
  document_id: part.documentId,
  request_corpora_index: part.corpusIndex,
  corpus_key: part.corpusKey,
  ...(part.table ? { table: part.table } : {}),
  ...(part.image ? { image: part.image as SearchResult['image'] } : {}),
});

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Strings that look like JSON values become them, in query results only (reference corpora §7.4). */
function convertStrings(metadata: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(metadata).map(([key, value]) => [key, typeof value === 'string' ? converted(value) : value]),
  );
}

function converted(text: string): unknown {
  if (NUMBER.test(text)) return Number(text);
  if (text === 'true' || text === 'false') return text === 'true';
  if (!text.startsWith('{') && !text.startsWith('[')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
