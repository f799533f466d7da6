/** The rerankers that every account has (docs/behaviour/rerankers.md, List). */
import { type Static, Type } from 'typebox';
import { filterByName, ListMetadata, pageOf, pageQuery, readPagePosition } from '../http/lists.ts';
import { operation } from '../http/operation.ts';

const Reranker = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  enabled: Type.Boolean(),
});
export type Reranker = Static<typeof Reranker>;

const ListRerankersQuery = Type.Object({
  filter: Type.Optional(Type.String({ description: 'Regular expression over name and description.' })),
  ...pageQuery({ default: 10, maximum: 100 }),
});
const ListRerankersResponse = Type.Object({ rerankers: Type.Array(Reranker), metadata: ListMetadata });

/**
 * The rerankers every account has (docs/behaviour/rerankers.md, List). User functions, chains and none are request
 * types instead.
 */
const PLATFORM_RERANKERS: readonly Reranker[] = [
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

/**
 * The reranker a request names. MMR has a request type of its own and is none by name (docs/behaviour/rerankers.md,
 * Requests).
 */
export const findReranker = ({ name, id }: { name?: string | undefined; id?: string | undefined }) =>
  PLATFORM_RERANKERS.find(
    (reranker) =>
      reranker.name !== 'Rerank_MMR_v1' && (name === undefined ? reranker.id === id : reranker.name === name),
  );

export const rerankers = [
  operation(
    'listRerankers',
    { summary: 'List rerankers.', query: ListRerankersQuery, answer: ListRerankersResponse },
    ({ query: { limit = 10, page_key, filter } }) => {
      const position = readPagePosition(ListRerankersQuery, page_key, { filter });
      const { items, metadata } = pageOf(filterByName(PLATFORM_RERANKERS, position.filters.filter), limit, position);
      return { rerankers: items, metadata };
    },
  ),
];
