import { setImmediate, setTimeout } from 'node:timers/promises';

/** The time that answers are paced by; never the one that API calls can set. */
export interface PacingClock {
  /** Milliseconds, never going back. */
  now(): number;
  /** Resolves at that time; throws the signal's reason when it aborts first. */
  until(time: number, signal: AbortSignal): Promise<void>;
  /** Lets other work of the process have its turn. */
  turn(): Promise<void>;
}

/** Below this the timers of Node are no better than not waiting. */
const SHORTEST_WAIT_MS = 0.5;

export const systemClock: PacingClock = {
  now: () => performance.now(),
  async until(time, signal) {
    signal.throwIfAborted();
    const wait = time - performance.now();
    if (wait < SHORTEST_WAIT_MS) return;
    await setTimeout(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
  },
  turn: () => setImmediate(),
};
