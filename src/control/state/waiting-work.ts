/** What of an account waits: jobs for their next turn, documents for their place in the index. One queue, in order of arrival. */
import type { Account } from '../../accounts/account.ts';
import type { Indexing } from '../../v2/documents/indexing.ts';
import type { JobMode, ShownJobMode } from '../../v2/jobs/job-mode.ts';
import type { JobSchedule } from '../../v2/jobs/job-schedule.ts';

export interface WaitingWorkSources {
  jobSchedule: JobSchedule;
  indexing: Indexing;
  /** The job whose turn it is. */
  nextJob(account: Account): { ordinal: number } | undefined;
}

export type WaitingWork = ReturnType<typeof createWaitingWork>;

export function createWaitingWork({ jobSchedule, indexing, nextJob }: WaitingWorkSources) {
  /** Whether there was one to take. */
  function takeStep(account: Account): boolean {
    const document = indexing.oldest(account);
    const job = jobSchedule.isWaiting(account) ? nextJob(account) : undefined;
    if (!document) return jobSchedule.takeTurn(account);
    if (job && job.ordinal <= document.afterJob) return jobSchedule.takeTurn(account);
    indexing.index(account, document);
    return true;
  }

  const mode = (account: Account): ShownJobMode => {
    indexing.catchUp(account);
    return {
      ...jobSchedule.mode(account),
      indexing: jobSchedule.indexing(account),
      pending_documents: indexing.count(account),
    };
  };

  return {
    mode,

    /** In force at once, also for what waits: what is due by the old mode is done, and so is what is due by the new one. */
    setMode(account: Account, given: JobMode): ShownJobMode {
      indexing.catchUp(account);
      jobSchedule.setMode(account, given);
      return mode(account);
    },

    /** Has up to `steps` taken now. */
    advance(account: Account, steps: number) {
      indexing.catchUp(account);
      let taken = 0;
      while (taken < steps && takeStep(account)) taken += 1;
      const pending = indexing.count(account);
      return { taken, waiting: pending > 0 || jobSchedule.isWaiting(account), pending_documents: pending };
    },
  };
}
