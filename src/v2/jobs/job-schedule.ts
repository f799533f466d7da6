/** When jobs go on and documents become searchable; each account for itself. */
import { type Account, type PerAccount, perAccount, seam } from '../../accounts/account.ts';
import type { Clock } from '../../calls/clock.ts';
import { delayOf, type IndexingMode, indexingOf, type JobMode, relevantMode } from './job-mode.ts';
import type { Schedule } from './job-runner.ts';

export interface JobModeStore {
  /** Undefined as long as nothing was said. */
  get(): JobMode | undefined;
  set(mode: JobMode): void;
}

interface Waiting {
  turn(): void;
  since: number;
  timer?: NodeJS.Timeout | undefined;
}

export type JobSchedule = ReturnType<typeof createJobSchedule>;

export const jobSchedule = seam<JobSchedule>('job schedule');

/** Delays are measured by the clock, so that moving it brings jobs along. */
export function createJobSchedule(
  modes: PerAccount<JobModeStore>,
  clock: Clock,
  byDefault: JobMode = { mode: 'instant' },
) {
  /** Only one turn of an account waits at a time. */
  const waiting = new Map<Account, Waiting>();
  const modeOf = (account: Account): JobMode => modes(account).get() ?? byDefault;

  const forgetOnClose = perAccount((account) => {
    account.onClose(() => {
      clearTimeout(waiting.get(account)?.timer);
      waiting.delete(account);
    });
    return true;
  });

  function run(account: Account): void {
    const entry = waiting.get(account);
    clearTimeout(entry?.timer);
    waiting.delete(account);
    entry?.turn();
  }

  /** Has a waiting turn taken when the account's mode says. */
  function plan(account: Account, entry: Waiting): void {
    clearTimeout(entry.timer);
    const mode = modeOf(account);
    if (mode.mode === 'stepped') return;
    const left = mode.mode === 'instant' ? 0 : entry.since + delayOf(mode) - clock.now();
    if (left > 0 && clock.state().frozen) return;
    const look = () => waiting.get(account) === entry && (left <= 0 ? run(account) : plan(account, entry));
    entry.timer = setTimeout(look, Math.min(Math.max(left, 0), 2 ** 31 - 1)).unref();
  }

  clock.onChange(() => {
    for (const [account, entry] of waiting) plan(account, entry);
  });

  const schedule: Schedule = (turn, account) => {
    if (modeOf(account).mode === 'instant') return void setImmediate(turn);
    forgetOnClose(account);
    const entry = { turn, since: clock.now() };
    waiting.set(account, entry);
    plan(account, entry);
  };

  return {
    schedule,
    mode: modeOf,

    /** In force at once, for jobs that wait too. */
    setMode(account: Account, mode: JobMode): void {
      modes(account).set(relevantMode(mode));
      const entry = waiting.get(account);
      if (entry) plan(account, entry);
    },

    /** Whether a job of the account waits for its turn. */
    isWaiting: (account: Account): boolean => waiting.has(account),

    /** Has the turn that waits taken now; whether there was one. */
    takeTurn(account: Account): boolean {
      const isThere = waiting.has(account);
      run(account);
      return isThere;
    },

    indexing: (account: Account): IndexingMode => indexingOf(modeOf(account)),

    /** Documents accepted until then are to be searchable; milliseconds since 1970. */
    indexedUntil(account: Account): number {
      const indexing = indexingOf(modeOf(account));
      if (indexing.mode === 'delayed') return clock.now() - delayOf(indexing);
      return indexing.mode === 'instant' ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    },
  };
}
