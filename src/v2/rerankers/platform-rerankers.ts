import type { Reranker } from './rerankers-schema.ts';

/** The rerankers every account has (reference corpora §8.1). User functions, chains and none are request types instead. */
export const PLATFORM_RERANKERS: readonly Reranker[] = [
  {
    id: 'rnk_272725719',
    name: 'Rerank_Multilingual_v1',
    description: 'The default: scores in 0…1 how well a text answers a query. A deterministic local scorer stands in.',
    enabled: true,
  },
  {
    id: 'rnk_272725718',
    name: 'Rerank_MMR_v1',
    description: 'Maximal marginal relevance: trades relevance for diversity. Asked for by the type mmr.',
    enabled: true,
  },
  {
    id: 'rnk_272725720',
    name: 'qwen3-reranker',
    description: 'Follows instructions in the service; the same local scorer stands in, without them.',
    enabled: true,
  },
];

/** The reranker a request names. MMR has a request type of its own and is none by name (reference corpora §8.2). */
export const findReranker = ({ name, id }: { name?: string | undefined; id?: string | undefined }) =>
  PLATFORM_RERANKERS.find(
    (reranker) =>
      reranker.name !== 'Rerank_MMR_v1' && (name === undefined ? reranker.id === id : reranker.name === name),
  );
