import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { BadRequestErrorSchema } from '../../http/schemas.ts';
import { JobMode, ShownJobMode } from '../../v2/jobs/job-mode.ts';
import type { WaitingWork } from './waiting-work.ts';

export interface JobModeDependencies {
  waitingWork: WaitingWork;
}

const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });

/** When the account's jobs go on and its documents become searchable. */
export const jobModeRoutes: FastifyPluginAsyncTypebox<JobModeDependencies> = async (app, { waitingWork }) => {
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
