/** What of which corpora is searched, and how (docs/behaviour/search.md, Results). */
import type { Account } from '../../accounts/account.ts';
import { ApiError, invalidArgument } from '../../errors.ts';
import { readRequestFilter } from '../../retrieval/filter/read-request-filter.ts';
import { parseQuerySyntax } from '../../retrieval/lexical/query-syntax.ts';
import { STOP_WORDS } from '../../retrieval/lexical/stop-words.ts';
import { corporaOf } from '../../v2/corpora/corpora-repository.ts';
import type { CorpusRecord } from '../../v2/corpora/corpus-record.ts';
import type { KeyedSearchCorpus, QueryRequest } from '../query-schema.ts';
import type { QueryRewriting } from '../rewriting/extract-filter.ts';
import { combineFilters, rewriteQuery } from '../rewriting/rewrite-query.ts';
import { planRerank } from './plan-rerank.ts';
import type { CorpusSearchPlan, SearchPlan } from './query-plan.ts';

/** The most results a page can hold; a larger limit is capped silently (docs/behaviour/query.md, Request). */
const LARGEST_LIMIT = 1000;

/** The corpora a request names. Throws 404 for an unknown one, then 400 for a disabled one. */
export function resolveCorpora(account: Account, { search }: QueryRequest) {
  const corpora = search.corpora.map(({ corpus_key }) => corporaOf(account).get(corpus_key));
  for (const [index, { enabled, key }] of corpora.entries()) {
    if (!enabled) throw invalidArgument(`Corpus '${key}' is disabled.`, `body.search.corpora[${index}].corpus_key`);
  }
  return corpora;
}

export interface PlannedSearch {
  search: SearchPlan;
  rewriting: QueryRewriting[] | undefined;
}

/**
 * `corpora` are those of the request, in its order; `query` is what is searched with, in a chat the rephrased query.
 * Throws 400 for a bad filter, an unknown custom dimension or a reranker that cannot be used.
 */
export function planSearch(
  account: Account,
  query: string,
  { search, intelligent_query_rewriting: rewrite }: QueryRequest,
  corpora: readonly CorpusRecord[],
): PlannedSearch {
  const planned = search.corpora.map((entry, index) => {
    const field = `body.search.corpora[${index}]`;
    const asked = { ...entry, query: entry.query ?? query };
    const corpus = corpora[index]!;
    return rewrite ? planRewritten(account, asked, corpus, field) : planCorpus(asked, corpus, field);
  });
  return {
    search: {
      corpora: planned.map(({ plan }) => plan),
      offset: search.offset ?? 0,
      limit: Math.min(search.limit ?? 10, LARGEST_LIMIT),
      context: search.context_configuration ?? {},
      bestPerDocument: search.max_by === 'doc.id',
      rerank: planRerank(search.reranker, 'body.search.reranker'),
    },
    rewriting: rewrite ? planned.flatMap(({ rewriting }) => rewriting ?? []) : undefined,
  };
}

type AskedCorpus = KeyedSearchCorpus & { query: string };
type Planned = { plan: CorpusSearchPlan; rewriting?: QueryRewriting };

function planCorpus(asked: AskedCorpus, corpus: CorpusRecord, field: string): Planned {
  const scope = { attributes: corpus.filterAttributes, level: 'part' as const };
  const plan = {
    corpus,
    query: parseQuerySyntax(asked.query, STOP_WORDS),
    lexicalInterpolation: asked.lexical_interpolation ?? 0,
    filter: readRequestFilter(asked.metadata_filter, scope, `${field}.metadata_filter`),
    dimensions: planDimensions(asked.custom_dimensions ?? {}, corpus, `${field}.custom_dimensions`),
  };
  return { plan };
}

/** The request as it stands must be good in itself; where only the extracted filter fails, it is left out. */
function planRewritten(account: Account, asked: AskedCorpus, corpus: CorpusRecord, field: string): Planned {
  const { plan } = planCorpus(asked, corpus, field);
  const rewriting = rewriteQuery(account, asked.query, corpus);
  if (rewriting.extraction?.filter === undefined) return { plan, rewriting };
  const { query, filter } = rewriting.extraction;
  try {
    const rewritten = { ...asked, query, metadata_filter: combineFilters(asked.metadata_filter, filter) };
    return { plan: planCorpus(rewritten, corpus, field).plan, rewriting };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const failed = { ...rewriting, extraction: undefined, warnings: ['failed_to_parse_extracted_filter' as const] };
    return { plan, rewriting: failed };
  }
}

function planDimensions(given: Readonly<Record<string, number>>, { customDimensions }: CorpusRecord, field: string) {
  const unknown = Object.keys(given).find((name) => !customDimensions.some((known) => known.name === name));
  if (unknown !== undefined) {
    throw invalidArgument(`'${unknown}' is not a custom dimension of this corpus.`, `${field}.${unknown}`);
  }
  return customDimensions.map(({ name, indexing_default, querying_default }) => ({
    weight: given[name] ?? querying_default,
    indexingDefault: indexing_default,
  }));
}
