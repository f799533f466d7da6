import type { QueryEvent } from '../../../../query/query-event.ts';
import type { QueryFullResponse, QueryRequest } from '../../../../query/wire/query-schema.ts';
import { call } from '../../api/call.ts';
import { asProblem, Problem } from '../../api/problem.ts';
import { stream } from '../../api/stream.ts';
import { findCall, MARK_HEADER } from './find-call.ts';
import type { RunStep } from './query-run.ts';

/** Sends a query and tells each step of what comes of it; never throws. */
export async function runQuery(
  request: QueryRequest,
  signal: AbortSignal,
  tell: (step: RunStep) => void,
): Promise<void> {
  const mark = `console ${Math.random().toString(36).slice(2, 12)}`;
  const options = { body: request, signal, headers: { [MARK_HEADER]: mark } };
  const started = performance.now();
  const atMs = () => performance.now() - started;
  tell({ type: 'started', request });
  try {
    if (request?.stream_response === true) {
      for await (const { data, atMs } of stream<QueryEvent>('POST', '/v2/query', options)) {
        tell({ type: 'event', event: data, atMs });
      }
      tell({ type: 'ended', atMs: atMs() });
    } else {
      const answer = await call<QueryFullResponse>('POST', '/v2/query', options);
      tell({ type: 'answered', answer, atMs: atMs() });
    }
  } catch (error) {
    if (signal.aborted) tell({ type: 'stopped', atMs: atMs() });
    else tell({ type: 'failed', problem: problemOf(error), atMs: atMs() });
  }
  const found = await findCall(mark).catch(() => undefined);
  if (found) tell({ type: 'journaled', call: found });
}

/** Until there is an answer, failures are Problems already. */
const problemOf = (error: unknown): Problem =>
  error instanceof TypeError
    ? new Problem('The connection broke off before the answer was complete.')
    : asProblem(error);
