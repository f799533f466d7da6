import { invalidArgument, invalidField } from '../../errors.ts';
import { UserFunctionError } from '../../userfn/expression.ts';
import { compileUserFunction, type UserFunction } from '../../userfn/user-function.ts';
import { findReranker } from '../../v2/rerankers.ts';
import { MAX_CHAIN, MAX_CHAIN_DEPTH, type RerankerRequest } from '../query-schema.ts';
import type { RerankStage } from '../rerank.ts';

const DEFAULT_DIVERSITY = 0.3;

/**
 * Without a reranker the strongest one of the plan runs, so scores are in 0…1 (docs/behaviour/rerankers.md, Requests).
 */
const DEFAULT_STAGES: RerankStage[] = [{ kind: 'relevance', includeContext: true }];

/** The stages of a request, in order. Throws 400 for an unknown reranker or a user function that cannot be used. */
export function planRerank(request: RerankerRequest | undefined, field: string): RerankStage[] {
  if (!request) return DEFAULT_STAGES;
  const stages = planOne(request, field, 0);
  if (stages.length > MAX_CHAIN) throw invalidField(field, `should have at most ${MAX_CHAIN} rerankers in all.`);
  return stages;
}

function planOne(request: RerankerRequest, field: string, depth: number): RerankStage[] {
  const { limit, cutoff } = request;
  switch (request.type) {
    case 'none':
      return [{ kind: 'none', limit }];
    case 'mmr':
      return [{ kind: 'mmr', diversityBias: request.diversity_bias ?? DEFAULT_DIVERSITY, limit, cutoff }];
    case 'userfn':
      return [{ kind: 'user function', userFunction: readFunction(request, `${field}.user_function`), limit, cutoff }];
    case 'customer_reranker':
      requireReranker(request, field);
      return [{ kind: 'relevance', includeContext: request.include_context ?? true, limit, cutoff }];
    case 'chain':
      if (depth >= MAX_CHAIN_DEPTH) {
        throw invalidField(field, `should nest chains at most ${MAX_CHAIN_DEPTH} deep.`);
      }
      return (request.rerankers ?? []).flatMap((each, index) =>
        planOne(each, `${field}.rerankers[${index}]`, depth + 1),
      );
  }
}

function requireReranker({ reranker_name, reranker_id }: RerankerRequest, field: string): void {
  if (reranker_name === undefined && reranker_id === undefined) return;
  const [key, wanted] = reranker_name === undefined ? ['reranker_id', reranker_id] : ['reranker_name', reranker_name];
  const found = findReranker(reranker_name === undefined ? { id: reranker_id } : { name: reranker_name });
  if (!found) throw invalidArgument(`Reranker '${wanted}' was not found.`, `${field}.${key}`);
  if (!found.enabled) throw invalidArgument(`Reranker '${wanted}' is disabled.`, `${field}.${key}`);
}

function readFunction({ user_function: text }: RerankerRequest, field: string): UserFunction {
  if (text === undefined || text.trim() === '') throw invalidField(field, 'is required.');
  try {
    const compiled = compileUserFunction(text);
    if (!compiled.knee && compiled.resultTypes.size > 0 && !compiled.resultTypes.has('number')) {
      throw invalidArgument('The user function should give a number or null.', field);
    }
    return compiled;
  } catch (error) {
    if (error instanceof UserFunctionError) throw invalidArgument(error.message, field);
    throw error;
  }
}
