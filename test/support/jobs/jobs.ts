import { onTestFinished } from 'vitest';
import { type Client, createClient, type Json } from '../client.ts';
import { startWithHeldJobs } from './held-jobs.ts';

/** The job once it has ended, well or not. */
export async function endedJob(api: Client, id: string): Promise<Json> {
  for (;;) {
    const job = await api.read(`/v2/jobs/${id}`);
    if (job.state !== 'queued' && job.state !== 'started') return job;
  }
}

interface SteppedOptions {
  dataDir?: string;
  now?: () => number;
}

/** An emulator for one test whose jobs take a turn only when `advance` says so. */
export async function startSteppedForTest(options: SteppedOptions = {}) {
  const { url, close, advance } = await startWithHeldJobs(options);
  let closing: Promise<void> | undefined;
  const closeOnce = () => {
    closing ??= close();
    return closing;
  };
  onTestFinished(closeOnce);
  return { ...createClient(() => url), url, advance, close: closeOnce };
}
