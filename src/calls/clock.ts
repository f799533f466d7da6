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
  /** Stands still, at `time` or where it is, until it is unfrozen; it can still be set and advanced. */
  freeze(time?: number): void;
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
    freeze: (time = now()) =>
      change(() => {
        frozenAt = time;
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

const UNITS = { W: 604_800_000, D: 86_400_000, H: 3_600_000, M: 60_000, S: 1000 } as const;
/** ISO 8601, without months and years, whose length depends on where one starts. */
const DURATION = /^P(?=[\dT])(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T(?=\d)(?:([\d.]+)H)?(?:([\d.]+)M)?(?:([\d.]+)S)?)?$/;

/** `PT5M` in milliseconds; undefined for what is no duration. */
export function readDuration(text: string): number | undefined {
  const [, ...amounts] = DURATION.exec(text) ?? [];
  if (amounts.length === 0) return undefined;
  const lengths = Object.values(UNITS).map((unit, index) => unit * Number(amounts[index] ?? 0));
  const ms = lengths.reduce((sum, length) => sum + length, 0);
  return Number.isFinite(ms) ? Math.round(ms) : undefined;
}
