import { useState } from 'preact/hooks';
import { asProblem, type Problem } from './problem.ts';

export interface Action<Input extends unknown[]> {
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
