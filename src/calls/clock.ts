/** The time that everything here is stamped and expires by; it can be moved and stopped. */

export interface ClockState {
  /** Milliseconds since 1970. */
  now: number;
  frozen: boolean;
  /** How far it is ahead of the system's clock, in milliseconds. */
  offset: number;
}

export interface Clock {
  /** Milliseconds since 1970. To be passed on as it is. */
  now(): number;
  set(time: number): void;
  advance(ms: number): void;
  /** Stands still until it is unfrozen; it can still be set and advanced. */
  freeze(): void;
  /** Goes on from where it stands. */
  unfreeze(): void;
  /** Back to the system's clock. */
  reset(): void;
  state(): ClockState;
  /** Called after each change that is not just time going by. */
  onChange(listener: () => void): void;
}

export function createClock(system: () => number = Date.now): Clock {
  let offset = 0;
  let frozenAt: number | undefined;
  const listeners: (() => void)[] = [];

  const now = () => frozenAt ?? system() + offset;
  const change = (work: () => void) => {
    work();
    for (const listener of listeners) listener();
  };
  const moveTo = (time: number) => {
    if (frozenAt === undefined) offset = time - system();
    else frozenAt = time;
  };

  return {
    now,
    set: (time) => change(() => moveTo(time)),
    advance: (ms) => change(() => moveTo(now() + ms)),
    freeze: () =>
      change(() => {
        frozenAt = now();
      }),
    unfreeze: () =>
      change(() => {
        const time = now();
        frozenAt = undefined;
        moveTo(time);
      }),
    reset: () =>
      change(() => {
        frozenAt = undefined;
        offset = 0;
      }),
    state: () => ({ now: now(), frozen: frozenAt !== undefined, offset: now() - system() }),
    onChange: (listener) => void listeners.push(listener),
  };
}
