import { type Account, perAccount, seam } from '../../accounts/account.ts';
import { ApiError, accountReplaced } from '../../errors.ts';
import type { JobRecord, JobStep, JobType, NewJob } from './job-record.ts';
import { jobsOf } from './jobs-repository.ts';

/** Does the next step of a job, inside the transaction that records it; whatever it throws undoes the step and fails the job. */
export type JobWork = (account: Account, job: JobRecord) => JobStep;

/** When the next turn of an account's jobs comes: at once, later, or when someone says so. */
export type Schedule = (turn: () => void, account: Account) => void;

export interface JobRunnerOptions {
  works: Readonly<Record<JobType, JobWork>>;
  schedule: Schedule;
  /** Called before each turn, outside of its transaction. */
  prepare(account: Account): void;
  /** Keeps an account open until the function that is returned is called. */
  hold(account: Account): () => void;
  log: { error(details: object, message: string): void };
}

interface Waiting {
  resolve(job: JobRecord): void;
  reject(error: unknown): void;
}

/**
 * Runs the jobs of each account one after another, a turn at a time: one turn starts the oldest job, each further one does
 * a step of it. What there is to do is in the database alone, so going on after a crash is nothing special.
 */
export function createJobRunner({ works, schedule, prepare, hold, log }: JobRunnerOptions) {
  const scheduled = new WeakSet<Account>();
  const waiting = perAccount((account) => {
    const ofAccount = new Map<string, Waiting>();
    account.onClose(() => {
      for (const { reject } of ofAccount.values()) reject(accountReplaced());
    });
    return ofAccount;
  });
  let isStopped = false;

  function resume(account: Account): void {
    if (isStopped || scheduled.has(account) || !jobsOf(account).next()) return;
    scheduled.add(account);
    const release = hold(account);
    schedule(() => {
      scheduled.delete(account);
      // An account that was deleted or reset meanwhile took its jobs with it.
      if (!isStopped && account.db.open) takeTurn(account);
      release();
    }, account);
  }

  function takeTurn(account: Account): void {
    try {
      prepare(account);
      const job = jobsOf(account).next();
      if (job?.state === 'queued') jobsOf(account).start(job);
      else if (job) step(account, job);
      resume(account);
    } catch (error) {
      log.error({ err: error }, 'jobs rest until the next one comes, or until the next start');
    }
  }

  function step(account: Account, job: JobRecord): void {
    let done: JobStep;
    try {
      done = jobsOf(account).perform(job, () => works[job.type](account, job));
    } catch (error) {
      if (!(error instanceof ApiError)) log.error({ err: error, job: job.id }, 'a job failed unexpectedly');
      jobsOf(account).fail(job, error instanceof ApiError ? error.message : UNEXPECTED);
      settle(account, job.id, ({ reject }) => reject(error));
      return;
    }
    done.onCommit?.();
    if (done.isLast) settle(account, job.id, ({ resolve }) => resolve(jobsOf(account).find(job.id)!));
  }

  function settle(account: Account, id: string, how: (waiting: Waiting) => void): void {
    const found = waiting(account).get(id);
    waiting(account).delete(id);
    if (found) how(found);
  }

  const submit = (account: Account, job: NewJob): JobRecord => {
    const created = jobsOf(account).create(job);
    resume(account);
    return created;
  };

  return {
    /** Takes up what a process that is gone left queued or started. */
    resume,

    /** Queues a job; it begins after this returns. */
    submit,

    /** The job when it is done; rejects with what made it fail, or with the signal's reason while the job goes on. */
    finished(account: Account, job: JobRecord, signal: AbortSignal): Promise<JobRecord> {
      if (signal.aborted) return Promise.reject(signal.reason);
      const { promise, resolve, reject } = Promise.withResolvers<JobRecord>();
      waiting(account).set(job.id, { resolve, reject });
      signal.addEventListener('abort', () => settle(account, job.id, (own) => own.reject(signal.reason)), {
        once: true,
      });
      return promise;
    },

    /** No turn comes any more; what is left is there at the next start. */
    stop: (): void => {
      isStopped = true;
    },
  };
}

export type JobRunner = ReturnType<typeof createJobRunner>;

export const jobRunner = seam<JobRunner>('job runner');

const UNEXPECTED = 'INTERNAL: The emulator failed unexpectedly. Its log has the details.';
