/** Jobs on the wire (docs/behaviour/jobs.md, Jobs). */
import { type Static, Type } from 'typebox';
import { ListMetadata, pageQuery } from '../../http/lists.ts';

export const JobType = Type.Enum([
  'rebuild_vector_index',
  'replace_filter_attributes',
  'bulk_delete_documents',
  'bulk_update_document_metadata',
  'unknown',
]);

export const JobState = Type.Enum([
  'unknown',
  'queued',
  'started',
  'completed',
  'failed',
  'failed_will_retry',
  'aborted',
]);
export type JobState = Static<typeof JobState>;

const time = (description: string) => Type.Optional(Type.String({ format: 'date-time', description }));

export const Job = Type.Object({
  id: Type.String(),
  type: Type.Optional(JobType),
  corpus_keys: Type.Optional(Type.Array(Type.String())),
  state: Type.Optional(JobState),
  created_at: time('When it was asked for.'),
  started_at: time('Absent until then.'),
  completed_at: time('When it ended, well or not; absent until then.'),
  created_by_username: Type.Optional(Type.String({ description: 'Never filled: API keys have no user.' })),
  comment: Type.Optional(Type.String({ description: 'What it did, or why it failed.' })),
});
export type Job = Static<typeof Job>;

export const ListJobsQuery = Type.Object({
  corpus_key: Type.Optional(Type.Array(Type.String({ maxLength: 50 }))),
  after: Type.Optional(Type.String({ format: 'date-time', description: 'Only jobs created later.' })),
  state: Type.Optional(Type.Array(JobState)),
  ...pageQuery({ default: 10, maximum: 100 }),
});
export const ListJobsResponse = Type.Object({ jobs: Type.Array(Job), metadata: ListMetadata });
