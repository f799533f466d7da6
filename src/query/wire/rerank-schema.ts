/** Rerankers on the wire (reference corpora §8.2). */
import { type TSchema, Type } from 'typebox';
import { discriminatedUnion } from '../../http/input/discriminated-union.ts';

const limit = Type.Optional(Type.Integer({ minimum: 1, description: 'Results that are kept.' }));
const cutoff = Type.Optional(Type.Number({ description: 'Lowest score that is kept.' }));

const CustomerReranker = Type.Object({
  type: Type.Literal('customer_reranker'),
  reranker_id: Type.Optional(Type.String({ pattern: '^rnk_(?!272725718$)\\d+$', deprecated: true })),
  reranker_name: Type.Optional(Type.String()),
  limit,
  cutoff,
  include_context: Type.Optional(Type.Boolean({ default: true, description: 'Whether the context is scored too.' })),
  instructions: Type.Optional(Type.String({ description: 'For rerankers that follow instructions.' })),
});

const MmrReranker = Type.Object({
  type: Type.Literal('mmr'),
  diversity_bias: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'Default 0.3.' })),
  limit,
  cutoff,
});

const UserFunctionReranker = Type.Object({
  type: Type.Literal('userfn'),
  user_function: Type.Optional(Type.String()),
  limit,
  cutoff,
});

const NoneReranker = Type.Object({ type: Type.Literal('none'), limit });

export interface RerankerRequest {
  type: 'customer_reranker' | 'mmr' | 'userfn' | 'none' | 'chain';
  reranker_id?: string;
  reranker_name?: string;
  limit?: number;
  cutoff?: number;
  include_context?: boolean;
  instructions?: string;
  diversity_bias?: number;
  user_function?: string;
  rerankers?: RerankerRequest[];
}

export const MAX_CHAIN = 50;
/** Chains in chains, as deep as JSON Schema is written out; `planRerank` refuses what is nested deeper. */
export const MAX_CHAIN_DEPTH = 3;

const reranker = (depth: number): TSchema =>
  discriminatedUnion([
    CustomerReranker,
    UserFunctionReranker,
    MmrReranker,
    Type.Object({
      type: Type.Literal('chain'),
      rerankers: Type.Array(Type.Unsafe(depth > 1 ? reranker(depth - 1) : { type: 'object' }), { maxItems: MAX_CHAIN }),
    }),
    NoneReranker,
  ]);

export const SearchReranker = Type.Unsafe<RerankerRequest>(reranker(MAX_CHAIN_DEPTH));
