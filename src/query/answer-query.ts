import { seam } from '../accounts/account.ts';
import { currentCall } from '../calls/call.ts';
import { queriesOf } from '../v2/queries/queries-repository.ts';
import { createTrace, recordQuery } from './history.ts';
import type { QueryPlan } from './plan/query-plan.ts';
import type { QueryEvent } from './query-event.ts';
import type { QueryRequest } from './query-schema.ts';
import { runQuery } from './run-query.ts';

/** Told how long each stage of a query took, in milliseconds. */
export const stageObserver = seam<(stage: string, ms: number) => void>('observer of stages');

/** Runs a planned query and, where it is wanted, keeps it in the history. `request` is what the history shows. */
export function answerQuery(
  plan: QueryPlan,
  request: QueryRequest,
  signal: AbortSignal,
): AsyncGenerator<QueryEvent, void, undefined> {
  const trace = createTrace(plan.account.now, stageObserver(plan.account), currentCall.get()?.note);
  const events = runQuery(plan, signal, trace);
  if (!plan.saveHistory) return events;
  return recordQuery(plan, request, trace, events, (entry) => queriesOf(plan.account).save(entry));
}
