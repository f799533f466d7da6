import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { at, call, get, stream } from '../api/call.ts';
import { asProblem, Problem } from '../api/problem.ts';
import type { JournalEntry, JournalSummary, QueryEvent, QueryFullResponse, QueryRequest } from '../api/types.ts';
import { advance, IDLE, type JournaledCall, type QueryRun, type RunStep } from './query-run.ts';

interface RunControl {
  run: ReadonlySignal<QueryRun>;
  /** Stops the one that runs, if one does. */
  start(request: QueryRequest): void;
  stop(): void;
}

/** A stream can bring a thousand pieces at once; they are shown this often. */
const SHOWN_EVERY_MS = 40;

/** A query that can be run again and again; stopped when its component goes. */
export function useQueryRun(): RunControl {
  const run = useSignal(IDLE);
  const control = useRef<AbortController>(undefined);
  useEffect(() => () => control.current?.abort(), []);
  const start = (request: QueryRequest) => {
    control.current?.abort();
    const own = new AbortController();
    control.current = own;
    let steps: RunStep[] = [];
    const show = () => {
      if (control.current === own) run.value = steps.reduce(advance, run.peek());
      steps = [];
    };
    void runQuery(request, own.signal, (step) => {
      steps.push(step);
      if (step.type !== 'event') show();
      else if (steps.length === 1) setTimeout(show, SHOWN_EVERY_MS);
    });
  };
  return { run, start, stop: () => control.current?.abort() };
}

/** Sends a query and tells each step of what comes of it; never throws. */
async function runQuery(request: QueryRequest, signal: AbortSignal, tell: (step: RunStep) => void): Promise<void> {
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

/** Says where a call comes from, each time in other words, to find it again by: answers do not name their call. */
const MARK_HEADER = 'x-source';

/** Of the newest queries. */
const LOOKED_AT = 8;

/** How a query was understood, as the journal notes it. */
interface PlanNote {
  kind: 'plan';
  generation?: { llm: string; preset: string; language: string };
}

/** The call with this mark; undefined where the journal is off or the call is not among the newest. */
async function findCall(mark: string): Promise<JournaledCall | undefined> {
  const { entries } = await get<{ entries: JournalSummary[] }>(`/_emulator/journal?operation=query&limit=${LOOKED_AT}`);
  for (const { id } of entries) {
    const { request, notes } = await get<JournalEntry>(at`/_emulator/journal/${id}`);
    if (request.headers[MARK_HEADER] !== mark) continue;
    const plan = notes.find(({ kind }) => kind === 'plan') as PlanNote | undefined;
    const { llm, preset, language } = plan?.generation ?? {};
    return { id, llm, preset, language };
  }
  return undefined;
}
