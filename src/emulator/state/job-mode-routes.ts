import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Account } from '../../accounts/account.ts';
import { BadRequestErrorSchema } from '../../http/schemas.ts';
import type { Indexing } from '../../v2/documents/indexing.ts';
import { JobMode, ShownJobMode } from '../../v2/jobs/job-mode.ts';
import type { JobSchedule } from '../../v2/jobs/job-schedule.ts';
import type { Powers } from '../powers.ts';

const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });

/** When the account's jobs go on and its documents become searchable. */
export const jobModeRoutes: FastifyPluginAsyncTypebox<Pick<Powers, 'waitingWork'>> = async (app, { waitingWork }) => {
  app.get(
    '/_emulator/jobs/mode',
    {
      schema: {
        ...operation('getJobMode', 'When jobs of the account go on and its documents become searchable.'),
        response: { 200: ShownJobMode },
      },
    },
    async ({ account }) => waitingWork.mode(account),
  );

  app.put(
    '/_emulator/jobs/mode',
    {
      schema: {
        ...operation(
          'setJobMode',
          'Have jobs go on, and new documents become searchable, at once, after a while, or with /_emulator/jobs/advance only.',
        ),
        description:
          'In force at once, also for what waits. Documents that wait are stored: they can be read, listed, changed and ' +
          'deleted. No query, metadata filter or statistic finds them, and answers come without waiting for it. Delays are ' +
          'measured by the clock of /_emulator/clock. What a seed brings is searchable at once.',
        body: JobMode,
        response: { 200: ShownJobMode, 400: BadRequestErrorSchema },
      },
    },
    async ({ account, body }) => waitingWork.setMode(account, body),
  );

  app.post(
    '/_emulator/jobs/advance',
    {
      schema: {
        ...operation(
          'advanceJobs',
          'Have what waits go on, in order of arrival: a step makes one document searchable, starts a job, or does a step of it.',
        ),
        description:
          'Jobs and documents are one queue. A job is done with all its steps before what came after it. Delayed jobs and ' +
          'documents that are not due yet wait too.',
        body: Type.Optional(
          Type.Object({ steps: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 })) }),
        ),
        response: {
          200: Type.Object({
            taken: Type.Integer({ description: 'How many steps there were; fewer than asked for when nothing waits.' }),
            waiting: Type.Boolean({ description: 'Whether a job or a document waits for another one.' }),
            pending_documents: ShownJobMode.properties.pending_documents,
          }),
          400: BadRequestErrorSchema,
        },
      },
      // The whole body may be left out.
      preValidation: async (request) => {
        request.body ??= {} as never;
      },
    },
    async ({ account, body }) => waitingWork.advance(account, body?.steps ?? 1),
  );
};

// What of an account waits: jobs for their next turn, documents for their place in the index. One queue, in order of arrival.

export type WaitingWork = ReturnType<typeof createWaitingWork>;

/** `nextJob` names the job whose turn it is. */
export function createWaitingWork(
  jobSchedule: JobSchedule,
  indexing: Indexing,
  nextJob: (account: Account) => { ordinal: number } | undefined,
) {
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
