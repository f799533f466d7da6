import type { UserFunction } from '../../userfn/user-function.ts';

interface Keeps {
  /** How many results are kept. */
  limit?: number | undefined;
  /** The lowest score that is kept. */
  cutoff?: number | undefined;
}

/** One step of reranking, everything resolved; chains are flattened. */
export type RerankStage = Keeps &
  (
    | { kind: 'none' }
    | { kind: 'relevance'; includeContext: boolean }
    | { kind: 'mmr'; diversityBias: number }
    | { kind: 'user function'; userFunction: UserFunction }
  );
