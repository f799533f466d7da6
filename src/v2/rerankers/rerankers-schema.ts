/** Rerankers on the wire (reference corpora §8.1). */
import { type Static, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/input/pagination.ts';

export const Reranker = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.String(),
  enabled: Type.Boolean(),
});
export type Reranker = Static<typeof Reranker>;

export const ListRerankersQuery = Type.Object({
  filter: Type.Optional(Type.String({ description: 'Regular expression over name and description.' })),
  ...pageQuery({ default: 10, maximum: 100 }),
});
export const ListRerankersResponse = Type.Object({ rerankers: Type.Array(Reranker), metadata: ListMetadata });
