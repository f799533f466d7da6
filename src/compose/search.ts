/** The corpora of an account as one thing to write to and to search: repositories, index and vectors put together. */
import { type Account, perAccount } from '../accounts/account.ts';
import { invalidArgument, notFound } from '../errors.ts';
import type { SearchPlan } from '../query/plan/query-plan.ts';
import type { QueryCorpus } from '../query/query-dependencies.ts';
import { attributeStatistics } from '../retrieval/attribute-queries/attribute-statistics.ts';
import { attributeTexts } from '../retrieval/attribute-queries/attribute-texts.ts';
import { nextKeptDocuments } from '../retrieval/attribute-queries/kept-owners.ts';
import { filterDocuments } from '../retrieval/corpus-index/filter-bitmap.ts';
import { findPlace, type IndexSettings } from '../retrieval/corpus-index/index-settings.ts';
import { createIndexWriters } from '../retrieval/corpus-index/index-writers.ts';
import { listStoredValues } from '../retrieval/corpus-index/stored-values.ts';
import type { CheckedFilter } from '../retrieval/filter/compile-filter.ts';
import type { FilterReference } from '../retrieval/filter/filter-names.ts';
import { createCorporaSearcher } from '../retrieval/search/corpora-searcher.ts';
import type { FoundPart } from '../retrieval/search/found-part.ts';
import { VectorMemory } from '../retrieval/vector-scan/vector-memory.ts';
import { createVectorStore } from '../retrieval/vector-store.ts';
import { createCorporaRepository } from '../v2/corpora/corpora-repository.ts';
import { type CorpusRecord, MAX_METADATA_BYTES } from '../v2/corpora/corpus-record.ts';
import type { DocumentRules } from '../v2/documents/check-document.ts';
import { createDocumentsRepository } from '../v2/documents/documents-repository.ts';
import { createIndexing } from '../v2/documents/pending/indexing.ts';
import { createPendingDocumentsRepository } from '../v2/documents/pending/pending-documents-repository.ts';
import type { createEncoders } from './encoders.ts';

/** Bounds what all accounts together hold of vectors, in bytes. */
const VECTOR_MEMORY = 2 ** 30;

/** How many values of an attribute query rewriting looks for. */
const ATTRIBUTE_VALUES_READ = 10_000;

const settingsOf = ({ rowId, filterAttributes, customDimensions }: QueryCorpus): IndexSettings => ({
  corpusId: rowId,
  attributes: filterAttributes,
  dimensions: customDimensions.map(({ name }) => name),
});

interface SearchSources {
  encoders: ReturnType<typeof createEncoders>;
  /** Documents accepted until then are to be found; milliseconds since 1970. */
  indexedUntil(account: Account): number;
  now: () => number;
}

export function createSearch({ encoders, indexedUntil, now }: SearchSources) {
  let memory: VectorMemory | undefined;
  const vectorMemory = () => (memory ??= new VectorMemory(VECTOR_MEMORY));

  const vectors = perAccount(({ db, onClose }) => {
    const store = createVectorStore(db, vectorMemory());
    onClose(store.releaseAll);
    return store;
  });
  const pending = perAccount(({ db }) => createPendingDocumentsRepository(db));
  const documents = perAccount((account) => {
    const { db } = account;
    const writers = createIndexWriters(db);
    return createDocumentsRepository<CorpusRecord>({
      db,
      now,
      vectors: vectors(account),
      pending: pending(account),
      writerOf: (corpus) => writers.of(settingsOf(corpus)),
    });
  });
  const corpora = perAccount((account) =>
    createCorporaRepository(account.db, now, (corpus) => documents(account).deleteAll(corpus)),
  );
  const searchers = perAccount((account) => createCorporaSearcher(account.db, vectors(account)));

  const findCorpus = (account: Account, key: string) => corpora(account).find(key);
  const indexing = createIndexing({ pending, documents, findCorpus, indexedUntil });
  /** The index of an account with everything in it that is due. */
  const indexOf = (account: Account) => {
    indexing.catchUp(account);
    return account.db;
  };

  const requireCorpus = (account: Account, key: string): CorpusRecord => {
    const corpus = findCorpus(account, key);
    if (!corpus) throw notFound('Corpus', key);
    return corpus;
  };

  return {
    corpora,
    documents,
    indexing,
    requireCorpus,

    requireWritableCorpus(account: Account, key: string): CorpusRecord {
      const corpus = requireCorpus(account, key);
      if (!corpus.enabled) throw invalidArgument(`Corpus '${key}' is disabled.`, 'path.corpus_key');
      return corpus;
    },

    rulesOf: ({ filterAttributes, customDimensions }: CorpusRecord): DocumentRules => ({
      filterAttributes,
      customDimensions,
      maxMetadataBytes: MAX_METADATA_BYTES,
    }),

    filterDocuments: (account: Account, corpus: CorpusRecord, filter: CheckedFilter): number[] =>
      filterDocuments(indexOf(account), settingsOf(corpus), filter),

    /**
     * The next `limit` documents that a filter keeps after the one with the ordinal `after`, by ordinal. For jobs, whose
     * turns begin with an index that is caught up.
     */
    nextDocuments: ({ db }: Account, corpus: CorpusRecord, filter: CheckedFilter, after: number, limit: number) =>
      nextKeptDocuments(db, settingsOf(corpus), filter, after, limit),

    attributeStatistics(
      account: Account,
      corpus: CorpusRecord,
      { level, name }: FilterReference,
      filter: CheckedFilter | undefined,
      limit: number,
    ) {
      const settings = settingsOf(corpus);
      return attributeStatistics(indexOf(account), settings, findPlace(settings, level, name)!, filter, limit);
    },

    attributeTexts(
      account: Account,
      corpus: CorpusRecord,
      { level, name }: FilterReference,
      filter: CheckedFilter | undefined,
    ) {
      const settings = settingsOf(corpus);
      const place = findPlace(settings, level, name);
      return place && attributeTexts(indexOf(account), settings, place, filter);
    },

    listAttributeValues: (account: Account, corpus: QueryCorpus) =>
      listStoredValues(indexOf(account), settingsOf(corpus), ATTRIBUTE_VALUES_READ),

    readVectors: (account: Account, parts: readonly FoundPart[]) =>
      parts.map((part) => vectors(account).read(part.documentOrdinal, part.ordinal)),

    /** By the key of the corpus, how many of its documents are not in the index yet; corpora without any are left out. */
    pendingDocuments: (account: Account, searched: readonly QueryCorpus[]): Record<string, number> =>
      Object.fromEntries(
        searched
          .map((corpus) => [corpus.key, indexing.countOf(account, corpus)] as const)
          .filter(([, count]) => count > 0),
      ),

    async searchCorpora(account: Account, plan: SearchPlan, signal: AbortSignal): Promise<FoundPart[]> {
      const { corpora: planned, offset, limit, context, bestPerDocument } = plan;
      const encoded = new Map<string, Promise<Int8Array>>();
      /** Corpora of one encoder share one call. */
      const encode = (corpus: QueryCorpus, text: string): Promise<Int8Array> => {
        const key = JSON.stringify([corpus.encoderName, corpus.vectorDimensions, text]);
        const vector = encoded.get(key) ?? encoders.encode(account, corpus, [text], signal);
        encoded.set(key, vector);
        return vector;
      };
      const entries = await Promise.all(
        planned.map(async ({ corpus, query, lexicalInterpolation, filter, dimensions }) => {
          const text = lexicalInterpolation > 0 ? query.wantedText : query.plainText;
          const isNeural = lexicalInterpolation < 1 && corpus.partCount > 0;
          return {
            key: corpus.key,
            settings: settingsOf(corpus),
            partCount: corpus.partCount,
            query,
            queryVector: isNeural ? await encode(corpus, text) : undefined,
            lexicalInterpolation,
            filter,
            dimensions,
          };
        }),
      );
      indexing.catchUp(account);
      return searchers(account)({ corpora: entries, count: offset + limit, context, bestPerDocument });
    },
  };
}
