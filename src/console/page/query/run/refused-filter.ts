import type { QueryRun } from './query-run.ts';

export interface RefusedFilter {
  filter: string;
  problem: string;
}

/** The metadata filter that a run was refused for, if it was: named as a field, or in a stream by its words only. */
export function refusedFilter({ request, problem }: Pick<QueryRun, 'request' | 'problem'>): RefusedFilter | undefined {
  if (!problem) return undefined;
  const filter = String(request?.search?.corpora?.[0]?.metadata_filter ?? '');
  const field = Object.keys(problem.fields).find((name) => name.endsWith('metadata_filter'));
  if (field) return { filter, problem: problem.fields[field]! };
  return /\bfilter expression\b/i.test(problem.message) ? { filter, problem: problem.message } : undefined;
}
