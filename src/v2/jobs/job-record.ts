import type { Job, JobState } from './jobs-schema.ts';

/** What the emulator does off the request. */
export type JobType = 'replace_filter_attributes' | 'bulk_delete_documents' | 'bulk_update_document_metadata';

/** A job as it is stored: `task` says what there is to do, `progress` what of it is done. Both are JSON. */
export interface JobRecord {
  ordinal: number;
  id: string;
  type: JobType;
  corpusKeys: string[];
  task: unknown;
  state: JobState;
  /** Undefined until the first step. */
  progress: unknown;
  comment: string | undefined;
  /** Milliseconds since 1970, as are the others. */
  createdAt: number;
  startedAt: number | undefined;
  completedAt: number | undefined;
}

export type NewJob = Pick<JobRecord, 'type' | 'corpusKeys' | 'task'>;

/** What one step of a job did. */
export interface JobStep {
  progress: unknown;
  isLast: boolean;
  /** For people to read, in the job's `comment`. */
  comment?: string;
  /** Called once the step is in the database, for what follows it in memory. */
  onCommit?: () => void;
}

export const toWire = (job: JobRecord): Job => ({
  id: job.id,
  type: job.type,
  corpus_keys: job.corpusKeys,
  state: job.state,
  created_at: toIso(job.createdAt),
  started_at: job.startedAt === undefined ? undefined : toIso(job.startedAt),
  completed_at: job.completedAt === undefined ? undefined : toIso(job.completedAt),
  comment: job.comment,
});

const toIso = (time: number) => new Date(time).toISOString();
