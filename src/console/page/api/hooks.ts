import { signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { choosesAccounts, connection, get } from './call.ts';
import { asProblem, type Problem } from './problem.ts';
import type { EmulatorState } from './types.ts';

const EVERY_MS = 2000;

export interface Loaded<T> {
  /** What came last; stays while it is loaded anew. */
  value: T | undefined;
  problem: Problem | undefined;
  loading: boolean;
  reload(): void;
}

/** What `load` gives, loaded at first, whenever one of `inputs` or the account changes, and when the emulator was started again. */
export function useLoaded<T>(load: () => Promise<T>, inputs: readonly unknown[] = []): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, 'reload'>>({
    value: undefined,
    problem: undefined,
    loading: true,
  });
  const [turn, setTurn] = useState(0);
  const newest = useRef(0);
  useEffect(() => {
    const own = ++newest.current;
    const settle = (change: Partial<Loaded<T>>) => {
      if (own === newest.current) setState((before) => ({ ...before, loading: false, ...change }));
    };
    setState((before) => ({ ...before, loading: true }));
    load().then(
      (value) => settle({ value, problem: undefined }),
      (error) => settle({ problem: asProblem(error) }),
    );
  }, [...inputs, turn, connection.value, returns.value]);
  const { problem } = state;
  // Nobody answered: the emulator is being started again, or the browser used a connection of the one before.
  useEffect(() => {
    if (problem?.status !== 0) return;
    const timer = setTimeout(() => setTurn((before) => before + 1), EVERY_MS);
    return () => clearTimeout(timer);
  }, [problem]);
  return { ...state, reload: () => setTurn((before) => before + 1) };
}

interface Action<Input extends unknown[]> {
  run(...input: Input): Promise<void>;
  running: boolean;
  problem: Problem | undefined;
  /** Forgets the problem. */
  clear(): void;
}

/** Something that a user sets off and that may fail; one at a time. */
export function useAction<Input extends unknown[]>(work: (...input: Input) => Promise<unknown>): Action<Input> {
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const run = async (...input: Input) => {
    if (running) return;
    setRunning(true);
    setProblem(undefined);
    try {
      await work(...input);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setRunning(false);
    }
  };
  return { run, running, problem, clear: () => setProblem(undefined) };
}

export type Timing = EmulatorState['jobs']['indexing'];

/** What is switched on in the emulator, kept current. */
export const state = signal<EmulatorState>();
/** Why it is not known, if it is not. */
export const stateProblem = signal<Problem>();
/** How many times the emulator answered again after it had not: what was loaded before is of another run of it. */
export const returns = signal(0);

/** To be called after a change of what is switched on, so that nobody waits to see it. */
export async function refreshState(): Promise<void> {
  try {
    const now = await get<EmulatorState>('/_emulator/state');
    choosesAccounts.value = now.auth === 'open';
    // Same values keep their object, so that nothing is drawn anew.
    if (JSON.stringify(now) !== JSON.stringify(state.peek())) state.value = now;
    if (stateProblem.peek()?.status === 0) returns.value += 1;
    stateProblem.value = undefined;
  } catch (error) {
    const problem = asProblem(error);
    // Under `--auth strict` neither a made-up key nor the name of an account is accepted.
    if (choosesAccounts.peek() && (problem.status === 400 || problem.status === 401)) {
      choosesAccounts.value = false;
      return refreshState();
    }
    stateProblem.value = problem;
  }
}

/** Keeps the state current while its component is shown. */
export function useFreshState(): void {
  const { value } = connection;
  useEffect(() => {
    void refreshState();
    const timer = setInterval(() => document.visibilityState === 'visible' && void refreshState(), EVERY_MS);
    return () => clearInterval(timer);
  }, [value]);
}
