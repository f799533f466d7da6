/** When jobs go on: at once, after a while, or when someone says so; each account for itself. */
import { type Static, Type } from 'typebox';
import { type Account, type PerAccount, perAccount } from '../../accounts/account.ts';
import type { Clock } from '../../calls/clock.ts';
import type { Schedule } from './job-runner.ts';

export const JobMode = Type.Object({
  mode: Type.Union([Type.Literal('instant'), Type.Literal('delayed'), Type.Literal('stepped')]),
  delay_ms: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1, description: 'What each turn of a delayed job waits; 1000.' }),
  ),
});
export type JobMode = Static<typeof JobMode>;

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

const DELAY_MS = 1000;

interface JobScheduleSources {
  byDefault?: JobMode;
  modes: PerAccount<JobModeStore>;
  /** Delays are measured by it, so that moving it brings jobs along. */
  clock: Pick<Clock, 'now' | 'state' | 'onChange'>;
}

export type JobSchedule = ReturnType<typeof createJobSchedule>;

export function createJobSchedule({ byDefault = { mode: 'instant' }, modes, clock }: JobScheduleSources) {
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
    const { mode, delay_ms: delay = DELAY_MS } = modeOf(account);
    if (mode === 'stepped') return;
    const left = mode === 'instant' ? 0 : entry.since + delay - clock.now();
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
      modes(account).set(mode);
      const entry = waiting.get(account);
      if (entry) plan(account, entry);
    },

    /** Whether a job of the account waits for its turn. */
    isWaiting: (account: Account): boolean => waiting.has(account),

    /** Has up to `steps` turns taken now; how many there were. */
    advance(account: Account, steps: number): number {
      let taken = 0;
      while (taken < steps && waiting.has(account)) {
        run(account);
        taken += 1;
      }
      return taken;
    },
  };
}
