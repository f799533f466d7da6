import type { Account } from '../../accounts/account.ts';
import type { CorpusRecord } from '../../v2/corpora/corpus-record.ts';
import { listAttributeValues } from '../../v2/corpora/search.ts';
import { extractFilter, type QueryRewriting } from './extract-filter.ts';

/** Rewrites a query for one corpus from the values its filter attributes hold. */
export function rewriteQuery(account: Account, query: string, corpus: CorpusRecord): QueryRewriting {
  const hasAttributes = corpus.filterAttributes.some(({ type }) => /^(text|integer|real_number)$/.test(type));
  if (!hasAttributes) {
    return { corpusKey: corpus.key, extraction: { query, filter: undefined }, warnings: ['no_filter_attrs'] };
  }
  const extraction = extractFilter(query, listAttributeValues(account, corpus));
  const warnings: QueryRewriting['warnings'] = extraction.filter === undefined ? ['extracted_empty_filter'] : [];
  return { corpusKey: corpus.key, extraction, warnings };
}

/** A filter of the request and an extracted one, both of which must hold (docs/behaviour/query.md, Query rewriting). */
export function combineFilters(given: string | undefined, extracted: string | undefined): string | undefined {
  const filters = [given, extracted].filter((filter) => filter !== undefined && filter.trim() !== '');
  return filters.length > 1 ? filters.map((filter) => `(${filter})`).join(' AND ') : filters[0];
}
