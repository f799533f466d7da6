import { createTrace } from './history/query-span.ts';
import { recordQuery } from './history/record-query.ts';
import type { QueryPlan } from './plan/query-plan.ts';
import type { QueryDependencies } from './query-dependencies.ts';
import type { QueryEvent } from './query-event.ts';
import { runQuery } from './run-query.ts';
import type { QueryRequest } from './wire/query-schema.ts';

/** Runs a planned query and, where it is wanted, keeps it in the history. `request` is what the history shows. */
export function answerQuery(
  plan: QueryPlan,
  request: QueryRequest,
  dependencies: QueryDependencies,
  signal: AbortSignal,
): AsyncGenerator<QueryEvent, void, undefined> {
  const trace = createTrace(dependencies.now, dependencies.observeStage, dependencies.listener?.());
  const events = runQuery(plan, dependencies, signal, trace);
  if (!plan.saveHistory) return events;
  return recordQuery(plan, request, trace, events, (entry) => dependencies.saveHistory(plan.account, entry));
}
