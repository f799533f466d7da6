import { useEffect, useRef, useState } from 'preact/hooks';
import { connection } from './connection.ts';
import { asProblem, type Problem } from './problem.ts';

export interface Loaded<T> {
  /** What came last; stays while it is loaded anew. */
  value: T | undefined;
  problem: Problem | undefined;
  loading: boolean;
  reload(): void;
}

/** What `load` gives, loaded at first and whenever one of `inputs` or the account changes. */
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
  }, [...inputs, turn, connection.value]);
  return { ...state, reload: () => setTurn((before) => before + 1) };
}
