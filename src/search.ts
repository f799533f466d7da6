/** The corpora of an account as one thing to write to and to search: repositories, index and vectors put together. */
import { type Account, perAccount } from './accounts/account.ts';
import type { createEncoders } from './encoders.ts';
import { invalidArgument, notFound } from './errors.ts';
import type { SearchPlan } from './query/query-plan.ts';
import { createCorporaRepository } from './resources/corpora/corpora-repository.ts';
import { type CorpusRecord, indexSettingsOf, MAX_METADATA_BYTES } from './resources/corpora/corpus-record.ts';
import type { DocumentRules } from './resources/documents/check-document.ts';
import { createDocumentsRepository } from './resources/documents/documents-repository.ts';
import { filterDocuments } from './retrieval/corpus-index/filter-bitmap.ts';
import { createIndexWriters } from './retrieval/corpus-index/index-writers.ts';
import type { CheckedFilter } from './retrieval/filter/compile-filter.ts';
import { createCorporaSearcher } from './retrieval/search/corpora-searcher.ts';
import type { FoundPart } from './retrieval/search/found-part.ts';
import { VectorMemory } from './retrieval/vector-scan/vector-memory.ts';
import { createVectorStore } from './retrieval/vector-store.ts';

/** Bounds what all accounts together hold of vectors, in bytes. */
const VECTOR_MEMORY = 2 ** 30;

export function createSearch(encoders: ReturnType<typeof createEncoders>, now: () => number) {
  let memory: VectorMemory | undefined;
  const vectorMemory = () => (memory ??= new VectorMemory(VECTOR_MEMORY));

  const vectors = perAccount(({ db }) => createVectorStore(db, vectorMemory()));
  const documents = perAccount((account) => {
    const { db } = account;
    const writers = createIndexWriters(db);
    return createDocumentsRepository<CorpusRecord>({
      db,
      now,
      vectors: vectors(account),
      writerOf: (corpus) => writers.of(indexSettingsOf(corpus)),
    });
  });
  const corpora = perAccount((account) =>
    createCorporaRepository(account.db, now, (corpus) => documents(account).deleteAll(corpus)),
  );
  const searchers = perAccount((account) => createCorporaSearcher(account.db, vectors(account)));

  const requireCorpus = (account: Account, key: string): CorpusRecord => {
    const corpus = corpora(account).find(key);
    if (!corpus) throw notFound('Corpus', key);
    return corpus;
  };

  return {
    corpora,
    documents,
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

    filterDocuments: ({ db }: Account, corpus: CorpusRecord, filter: CheckedFilter): number[] =>
      filterDocuments(db, indexSettingsOf(corpus), filter),

    async searchCorpora(account: Account, plan: SearchPlan, signal: AbortSignal): Promise<FoundPart[]> {
      const { corpora: planned, offset, limit, context, bestPerDocument } = plan;
      const entries = await Promise.all(
        planned.map(async ({ corpus, query, lexicalInterpolation, filter, dimensions }) => {
          const text = lexicalInterpolation > 0 ? query.wantedText : query.plainText;
          const isNeural = lexicalInterpolation < 1 && corpus.partCount > 0;
          return {
            key: corpus.key,
            settings: {
              corpusId: corpus.rowId,
              attributes: corpus.filterAttributes,
              dimensions: corpus.customDimensions.map(({ name }) => name),
            },
            partCount: corpus.partCount,
            query,
            queryVector: isNeural ? await encoders.encode(account, corpus.encoderName, [text], signal) : undefined,
            lexicalInterpolation,
            filter,
            dimensions,
          };
        }),
      );
      return searchers(account)({ corpora: entries, count: offset + limit, context, bestPerDocument });
    },
  };
}
