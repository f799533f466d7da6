import { perAccount } from '../../accounts/account.ts';
import { inTransaction } from '../../accounts/open-database.ts';
import type { JobRecord, JobStep, JobType, NewJob } from './job-record.ts';
import type { JobState } from './jobs-schema.ts';

interface Row {
  ordinal: number;
  id: string;
  type: string;
  corpus_keys: string;
  task: string;
  state: string;
  progress: string | null;
  comment: string | null;
  created_at: number;
  started_at: number | null;
  completed_at: number | null;
}

export interface JobFilters {
  corpusKeys?: readonly string[] | undefined;
  states?: readonly JobState[] | undefined;
  /** Milliseconds since 1970, exclusive. */
  createdAfter?: number | undefined;
}

/** The jobs of one account. They outlive the corpora they name. */
export const jobsOf = perAccount(({ db, now, newId }) => {
  const insert = db.prepare(
    `INSERT INTO jobs (id, type, corpus_keys, task, state, created_at) VALUES (?, ?, ?, ?, 'queued', ?) RETURNING *`,
  );
  const byId = db.prepare('SELECT * FROM jobs WHERE id = ?');
  const oldestUnfinished = db.prepare(
    `SELECT * FROM jobs WHERE state IN ('queued', 'started') ORDER BY ordinal LIMIT 1`,
  );
  const newestFirst = db.prepare(
    `SELECT * FROM jobs
     WHERE (@before = 0 OR ordinal < @before)
       AND (@corpusKeys IS NULL OR EXISTS (
         SELECT 1 FROM json_each(jobs.corpus_keys) own JOIN json_each(@corpusKeys) wanted ON wanted.value = own.value
       ))
       AND (@states IS NULL OR state IN (SELECT value FROM json_each(@states)))
       AND (@createdAfter IS NULL OR created_at > @createdAfter)
     ORDER BY ordinal DESC LIMIT @limit`,
  );
  const start = db.prepare(`UPDATE jobs SET state = 'started', started_at = ? WHERE ordinal = ?`);
  const keep = db.prepare('UPDATE jobs SET progress = ?, comment = ? WHERE ordinal = ?');
  const end = db.prepare('UPDATE jobs SET state = ?, completed_at = ? WHERE ordinal = ?');
  const fail = db.prepare(`UPDATE jobs SET state = 'failed', completed_at = ?, comment = ? WHERE ordinal = ?`);

  const find = (id: string): JobRecord | undefined => fromRow(byId.get(id) as Row | undefined);

  return {
    find,

    create: ({ type, corpusKeys, task }: NewJob): JobRecord =>
      fromRow(insert.get(`job_${newId('job')}`, type, JSON.stringify(corpusKeys), JSON.stringify(task), now()) as Row)!,

    /** Newest first; `before` is the ordinal of the last job of the page before, or 0. */
    list: (filters: JobFilters, limit: number, before: number): JobRecord[] =>
      (
        newestFirst.all({
          before,
          corpusKeys: filters.corpusKeys ? JSON.stringify(filters.corpusKeys) : null,
          states: filters.states ? JSON.stringify(filters.states) : null,
          createdAfter: filters.createdAfter ?? null,
          limit,
        }) as Row[]
      ).map((row) => fromRow(row)!),

    /** The job whose turn it is: they run in the order in which they were asked for. */
    next: (): JobRecord | undefined => fromRow(oldestUnfinished.get() as Row | undefined),

    start: (job: JobRecord): void => void start.run(now(), job.ordinal),

    /** Does one step and records it, both or neither: after a crash no step is done twice. */
    perform: inTransaction(db, (job: JobRecord, step: () => JobStep): JobStep => {
      const done = step();
      keep.run(JSON.stringify(done.progress ?? null), done.comment ?? null, job.ordinal);
      if (done.isLast) end.run('completed', now(), job.ordinal);
      return done;
    }),

    fail: (job: JobRecord, comment: string): void => void fail.run(now(), comment, job.ordinal),
  };
});

const fromRow = (row: Row | undefined): JobRecord | undefined =>
  row && {
    ordinal: row.ordinal,
    id: row.id,
    type: row.type as JobType,
    corpusKeys: JSON.parse(row.corpus_keys),
    task: JSON.parse(row.task),
    state: row.state as JobState,
    progress: row.progress === null ? undefined : JSON.parse(row.progress),
    comment: row.comment ?? undefined,
    createdAt: row.created_at,
    startedAt: row.started_at ?? undefined,
    completedAt: row.completed_at ?? undefined,
  };
