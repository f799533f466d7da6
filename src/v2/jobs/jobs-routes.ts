import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { PerAccount } from '../../accounts/account.ts';
import { notFound } from '../../errors.ts';
import { BadRequestErrorSchema, ErrorSchema, NotFoundErrorSchema } from '../../http/errors/error-schema.ts';
import { nextPage, readPagePosition } from '../../http/input/pagination.ts';
import { TimeoutHeaders } from '../../http/request-deadline.ts';
import { toWire } from './job-record.ts';
import type { JobsRepository } from './jobs-repository.ts';
import * as schema from './jobs-schema.ts';

export interface JobsDependencies {
  jobs: PerAccount<JobsRepository>;
}

const operation = (operationId: string, summary: string) => ({
  operationId,
  summary,
  tags: ['Jobs'],
  headers: TimeoutHeaders,
});

export const jobsRoutes: FastifyPluginAsyncTypebox<JobsDependencies> = async (app, { jobs }) => {
  app.get(
    '/v2/jobs',
    {
      schema: {
        ...operation('listJobs', 'List jobs, newest first.'),
        querystring: schema.ListJobsQuery,
        response: { 200: schema.ListJobsResponse, 400: BadRequestErrorSchema, 403: ErrorSchema },
      },
    },
    async ({ account, query }) => {
      const { limit = 10, page_key, corpus_key, state, after } = query;
      // Jobs come in all the time, so a page begins after a job and not after a number of them.
      const { offset: before, filters } = readPagePosition(page_key, { corpus_key, state, after });
      const wanted = {
        corpusKeys: filters.corpus_key,
        states: filters.state,
        createdAfter: filters.after === undefined ? undefined : Date.parse(filters.after),
      };
      const found = jobs(account).list(wanted, limit + 1, before);
      const page = found.slice(0, limit);
      return {
        jobs: page.map(toWire),
        metadata: nextPage(found.length > limit, page.at(-1)?.ordinal ?? 0, filters),
      };
    },
  );

  app.get(
    '/v2/jobs/:job_id',
    {
      schema: {
        ...operation('getJob', 'Get one job.'),
        params: schema.JobParams,
        response: { 200: schema.Job, 403: ErrorSchema, 404: NotFoundErrorSchema },
      },
    },
    async ({ account, params }) => {
      const job = jobs(account).find(params.job_id);
      if (!job) throw notFound('Job', params.job_id);
      return toWire(job);
    },
  );
};
