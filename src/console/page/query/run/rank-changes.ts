import type { SearchResult } from '../../../../query/wire/query-schema.ts';

/** How many places higher a result stands than on the other side (negative: lower), or that it is not there. */
export type RankChange = number | 'only here';

export function rankChanges(results: readonly SearchResult[], others: readonly SearchResult[]): RankChange[] {
  const places = new Map(others.map((result, index) => [identity(result), index]));
  return results.map((result, index) => {
    const place = places.get(identity(result));
    return place === undefined ? 'only here' : place - index;
  });
}

/** Results have no ids of their own. */
const identity = ({ corpus_key, document_id, text }: SearchResult) => JSON.stringify([corpus_key, document_id, text]);
