/** What of which corpora is searched, and how (reference corpora §7). */
import type { Account } from '../accounts/account.ts';
import { invalidArgument } from '../errors.ts';
import { readRequestFilter } from '../retrieval/filter/read-request-filter.ts';
import { parseQuerySyntax } from '../retrieval/lexical/query-syntax.ts';
import { STOP_WORDS } from '../retrieval/lexical/stop-words.ts';
import type { QueryCorpus, QueryDependencies } from './query-dependencies.ts';
import type { CorpusSearchPlan, SearchPlan } from './query-plan.ts';
import type { QueryRequest } from './query-schema.ts';
import type { KeyedSearchCorpus } from './search-schema.ts';

/** The most results a page can hold; a larger limit is capped silently (reference §5.2). */
const LARGEST_LIMIT = 1000;

/** The corpora a request names. Throws 404 for an unknown one, then 400 for a disabled one. */
export function resolveCorpora(account: Account, { search }: QueryRequest, { requireCorpus }: QueryDependencies) {
  const corpora = search.corpora.map(({ corpus_key }) => requireCorpus(account, corpus_key));
  for (const [index, { enabled, key }] of corpora.entries()) {
    if (!enabled) throw invalidArgument(`Corpus '${key}' is disabled.`, `body.search.corpora[${index}].corpus_key`);
  }
  return corpora;
}

/** `corpora` are those of the request, in its order. Throws 400 for a bad filter or an unknown custom dimension. */
export function planSearch({ query, search }: QueryRequest, corpora: readonly QueryCorpus[]): SearchPlan {
  return {
    corpora: search.corpora.map((entry, index) =>
      planCorpus(entry, corpora[index]!, entry.query ?? query, `body.search.corpora[${index}]`),
    ),
    offset: search.offset ?? 0,
    limit: Math.min(search.limit ?? 10, LARGEST_LIMIT),
    context: search.context_configuration ?? {},
    bestPerDocument: search.max_by === 'doc.id',
  };
}

function planCorpus(entry: KeyedSearchCorpus, corpus: QueryCorpus, query: string, field: string): CorpusSearchPlan {
  const scope = { attributes: corpus.filterAttributes, level: 'part' as const };
  return {
    corpus,
    query: parseQuerySyntax(query, STOP_WORDS),
    lexicalInterpolation: entry.lexical_interpolation ?? 0,
    filter: readRequestFilter(entry.metadata_filter, scope, `${field}.metadata_filter`),
    dimensions: planDimensions(entry.custom_dimensions ?? {}, corpus, `${field}.custom_dimensions`),
  };
}

function planDimensions(given: Readonly<Record<string, number>>, { customDimensions }: QueryCorpus, field: string) {
  const unknown = Object.keys(given).find((name) => !customDimensions.some((known) => known.name === name));
  if (unknown !== undefined) {
    throw invalidArgument(`'${unknown}' is not a custom dimension of this corpus.`, `${field}.${unknown}`);
  }
  return customDimensions.map(({ name, indexing_default, querying_default }) => ({
    weight: given[name] ?? querying_default,
    indexingDefault: indexing_default,
  }));
}
