import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { at, get, send, stream } from '../api/call.ts';
import { asProblem, Problem } from '../api/problem.ts';
import type { JournalEntry, QueryEvent, QueryFullResponse, QueryRequest } from '../api/types.ts';
import { answeredByOf } from '../parts/answered-by.tsx';
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
  let id: string | null | undefined;
  const streams = request?.stream_response === true;
  const headers: Record<string, string> = streams ? { 'x-emulator-pace': PACE } : {};
  const onOpen = (response: Response) => {
    id = response.headers.get('x-request-id');
    tell({ type: 'opened', answeredBy: answeredByOf(response) });
  };
  const options = { body: request, signal, headers };
  const started = performance.now();
  const atMs = () => performance.now() - started;
  tell({ type: 'started', request });
  try {
    if (streams) {
      for await (const { data, atMs } of stream<QueryEvent>('POST', '/v2/query', { ...options, onOpen })) {
        tell({ type: 'event', event: data, atMs });
      }
      tell({ type: 'ended', atMs: atMs() });
    } else {
      const response = await send('POST', '/v2/query', options);
      onOpen(response);
      const answer: QueryFullResponse = await response.json();
      tell({ type: 'answered', answer, atMs: atMs() });
    }
  } catch (error) {
    if (signal.aborted) tell({ type: 'stopped', atMs: atMs() });
    else {
      const problem = problemOf(error);
      id ??= problem.requestId;
      tell({ type: 'failed', problem, atMs: atMs() });
    }
  }
  const found = id && (await readCall(id).catch(() => undefined));
  if (found) tell({ type: 'journaled', call: found });
}

/** Until there is an answer, failures are Problems already. */
const problemOf = (error: unknown): Problem =>
  error instanceof TypeError
    ? new Problem('The connection broke off before the answer was complete.')
    : asProblem(error);

/** Tokens a second of the built-in model, so that one sees how an answer streams in. */
const PACE = '40';

/** What the journal knows of a call; it forgets, and can be off. */
async function readCall(id: string): Promise<JournaledCall> {
  const { notes, answered_by } = await get<JournalEntry>(at`/_emulator/journal/${id}`);
  const { llm, preset, language } = notes.find((note) => note.kind === 'plan')?.generation ?? {};
  return { id, llm, preset, language, answeredBy: answered_by };
}
