/** Jobs: what goes on after the request that asked for it (job-works.ts says what each kind does). */
import { notFound } from '../../errors.ts';
import { nextPage, readPagePosition } from '../../http/lists.ts';
import { operation } from '../../http/operation.ts';
import { toWire } from './job-record.ts';
import { jobsOf } from './jobs-repository.ts';
import * as schema from './jobs-schema.ts';

export const jobs = [
  operation(
    'listJobs',
    { summary: 'List jobs, newest first.', query: schema.ListJobsQuery, answer: schema.ListJobsResponse },
    ({ account, query: { limit = 10, page_key, corpus_key, state, after } }) => {
      // Jobs come in all the time, so a page begins after a job and not after a number of them.
      const { offset: before, filters } = readPagePosition(schema.ListJobsQuery, page_key, {
        corpus_key,
        state,
        after,
      });
      const wanted = {
        corpusKeys: filters.corpus_key,
        states: filters.state,
        createdAfter: filters.after === undefined ? undefined : Date.parse(filters.after),
      };
      const found = jobsOf(account).list(wanted, limit + 1, before);
      const page = found.slice(0, limit);
      return {
        jobs: page.map(toWire),
        metadata: nextPage(found.length > limit, page.at(-1)?.ordinal ?? 0, filters),
      };
    },
  ),

  operation('getJob', { summary: 'Get one job.', answer: schema.Job }, ({ account, path }) => {
    const job = jobsOf(account).find(path.job_id);
    if (!job) throw notFound('Job', path.job_id);
    return toWire(job);
  }),
];
