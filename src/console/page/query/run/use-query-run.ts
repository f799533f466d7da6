import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { QueryRequest } from '../../../../query/wire/query-schema.ts';
import { advance, IDLE, type QueryRun, type RunStep } from './query-run.ts';
import { runQuery } from './run-query.ts';

export interface RunControl {
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
