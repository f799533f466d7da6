import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { BadRequestErrorSchema } from '../../http/errors/error-schema.ts';
import { JobMode, type JobSchedule } from '../../resources/jobs/job-schedule.ts';

export interface JobModeDependencies {
  jobSchedule: JobSchedule;
}

const operation = (operationId: string, summary: string) => ({ operationId, summary, tags: ['Emulator'] });

/** When the account's jobs go on. */
export const jobModeRoutes: FastifyPluginAsyncTypebox<JobModeDependencies> = async (app, { jobSchedule }) => {
  app.get(
    '/_emulator/jobs/mode',
    { schema: { ...operation('getJobMode', 'When jobs of the account go on.'), response: { 200: JobMode } } },
    async ({ account }) => jobSchedule.mode(account),
  );

  app.put(
    '/_emulator/jobs/mode',
    {
      schema: {
        ...operation('setJobMode', 'Have jobs go on at once, after a while, or with /_emulator/jobs/advance only.'),
        body: JobMode,
        response: { 200: JobMode, 400: BadRequestErrorSchema },
      },
    },
    async ({ account, body: { mode, delay_ms } }) => {
      jobSchedule.setMode(account, { mode, ...(mode === 'delayed' && delay_ms !== undefined ? { delay_ms } : {}) });
      return jobSchedule.mode(account);
    },
  );

  app.post(
    '/_emulator/jobs/advance',
    {
      schema: {
        ...operation(
          'advanceJobs',
          'Have waiting jobs go on: the first turn starts the oldest, each further one does a step.',
        ),
        body: Type.Optional(
          Type.Object({ steps: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 })) }),
        ),
        response: {
          200: Type.Object({
            taken: Type.Integer({ description: 'How many turns there were; fewer than asked for when none waits.' }),
            waiting: Type.Boolean({ description: 'Whether a job waits for another one.' }),
          }),
          400: BadRequestErrorSchema,
        },
      },
      // The whole body may be left out.
      preValidation: async (request) => {
        request.body ??= {} as never;
      },
    },
    async ({ account, body }) => ({
      taken: jobSchedule.advance(account, body?.steps ?? 1),
      waiting: jobSchedule.isWaiting(account),
    }),
  );
};
