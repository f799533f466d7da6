/** The corpora of an account as one thing to search. */
import { type Account, perAccount } from '../../accounts/account.ts';
import type { SearchPlan } from '../../query/plan/query-plan.ts';
import { attributeStatistics as statisticsOf } from '../../retrieval/attribute-queries/attribute-statistics.ts';
import { attributeTexts as textsOf } from '../../retrieval/attribute-queries/attribute-texts.ts';
import { filterDocuments as documentsKeptBy } from '../../retrieval/corpus-index/filter-bitmap.ts';
import { findPlace } from '../../retrieval/corpus-index/index-settings.ts';
import { listStoredValues } from '../../retrieval/corpus-index/stored-values.ts';
import type { CheckedFilter } from '../../retrieval/filter/compile-filter.ts';
import type { FilterReference } from '../../retrieval/filter/filter-names.ts';
import { createCorporaSearcher } from '../../retrieval/search/corpora-searcher.ts';
import type { FoundPart } from '../../retrieval/search/found-part.ts';
import { catchUp, countPending } from '../documents/indexing.ts';
import { vectorsOf } from '../documents/vectors.ts';
import { encode } from '../encoders/encoding.ts';
import { type CorpusRecord, indexSettingsOf } from './corpus-record.ts';

/** How many values of an attribute query rewriting looks for. */
const ATTRIBUTE_VALUES_READ = 10_000;

const searcherOf = perAccount((account) => createCorporaSearcher(account.db, vectorsOf(account)));

/** The index of an account with everything in it that is due. */
function indexOf(account: Account) {
  catchUp(account);
  return account.db;
}

/** Ordinals of the documents that a filter keeps. */
export const filterDocuments = (account: Account, corpus: CorpusRecord, filter: CheckedFilter): number[] =>
  documentsKeptBy(indexOf(account), indexSettingsOf(corpus), filter);

/** The values of an attribute, and what can be said of them, over what the filter keeps. */
export function attributeStatistics(
  account: Account,
  corpus: CorpusRecord,
  { level, name }: FilterReference,
  filter: CheckedFilter | undefined,
  limit: number,
) {
  const settings = indexSettingsOf(corpus);
  return statisticsOf(indexOf(account), settings, findPlace(settings, level, name)!, filter, limit);
}

/** The values of an attribute with the ordinals of their owners, of those the filter keeps; undefined for an unknown name. */
export function attributeTexts(
  account: Account,
  corpus: CorpusRecord,
  { level, name }: FilterReference,
  filter: CheckedFilter | undefined,
) {
  const settings = indexSettingsOf(corpus);
  const place = findPlace(settings, level, name);
  return place && textsOf(indexOf(account), settings, place, filter);
}

/** The values stored for the text and integer attributes of a corpus, most frequent first. */
export const listAttributeValues = (account: Account, corpus: CorpusRecord) =>
  listStoredValues(indexOf(account), indexSettingsOf(corpus), ATTRIBUTE_VALUES_READ);

/** The stored vector of each part. */
export const readVectors = (account: Account, parts: readonly FoundPart[]) =>
  parts.map((part) => vectorsOf(account).read(part.ordinal));

/** By the key of the corpus, how many of its documents are not in the index yet; corpora without any are left out. */
export const pendingDocuments = (account: Account, searched: readonly CorpusRecord[]): Record<string, number> =>
  Object.fromEntries(
    searched.map((corpus) => [corpus.key, countPending(account, corpus)] as const).filter(([, count]) => count > 0),
  );

/** The best parts, those before the page's offset included. */
export async function searchCorpora(account: Account, plan: SearchPlan, signal: AbortSignal): Promise<FoundPart[]> {
  const { corpora: planned, offset, limit, context, bestPerDocument } = plan;
  const encoded = new Map<string, Promise<Int8Array>>();
  /** Corpora of one encoder share one call. */
  const vectorOf = (corpus: CorpusRecord, text: string): Promise<Int8Array> => {
    const key = JSON.stringify([corpus.encoderName, corpus.vectorDimensions, text]);
    const vector = encoded.get(key) ?? encode(account, corpus, [text], signal);
    encoded.set(key, vector);
    return vector;
  };
  const entries = await Promise.all(
    planned.map(async ({ corpus, query, lexicalInterpolation, filter, dimensions }) => {
      const text = lexicalInterpolation > 0 ? query.wantedText : query.plainText;
      const isNeural = lexicalInterpolation < 1 && corpus.partCount > 0;
      return {
        key: corpus.key,
        settings: indexSettingsOf(corpus),
        partCount: corpus.partCount,
        query,
        queryVector: isNeural ? await vectorOf(corpus, text) : undefined,
        lexicalInterpolation,
        filter,
        dimensions,
      };
    }),
  );
  for (const { settings, partCount, queryVector } of entries)
    if (queryVector) await vectorsOf(account).load(settings.corpusId, queryVector.length, partCount);
  catchUp(account);
  return searcherOf(account)({ corpora: entries, count: offset + limit, context, bestPerDocument });
}
