/** What is switched on in the emulator, kept current. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { EmulatorState } from '../../../control/state/state-schema.ts';
import { get } from './call.ts';
import { choosesAccounts, connection } from './connection.ts';
import { asProblem, type Problem } from './problem.ts';

export type { EmulatorState };
export type Timing = EmulatorState['jobs']['indexing'];

const EVERY_MS = 2000;

export const state = signal<EmulatorState>();
/** Why it is not known, if it is not. */
export const stateProblem = signal<Problem>();

/** To be called after a change of what is switched on, so that nobody waits to see it. */
export async function refreshState(): Promise<void> {
  try {
    const now = await get<EmulatorState>('/_emulator/state');
    choosesAccounts.value = now.auth === 'open';
    // Same values keep their object, so that nothing is drawn anew.
    if (JSON.stringify(now) !== JSON.stringify(state.peek())) state.value = now;
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
