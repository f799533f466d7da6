import { constants, setPriority } from 'node:os';
import { threadId } from 'node:worker_threads';
import { IngestError, type IngestErrorKind } from './ingest-error.ts';
import { type ParseOptions, parseFile, type UploadedFile } from './parse-file.ts';
import type { ParsedFile } from './structured-document.ts';

/** What a thread of `createFileParser` runs; the only place that loads the libraries for file formats. */

export interface ParseTask {
  file: UploadedFile;
  options: ParseOptions;
  /** Has room for the number of the thread. */
  thread: Int32Array;
}

/** Errors lose their class between threads, so a refusal goes over as a value. */
export type ParseOutcome = { parsed: ParsedFile } | { refusal: { kind: IngestErrorKind; message: string } };

/**
 * Those who wait for other answers come first; where everything is busy, a tenth of a core is left. Only Linux gives each
 * thread a priority of its own.
 */
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

export default async function parseInWorker({ file, options, thread }: ParseTask): Promise<ParseOutcome> {
  thread[0] = threadId;
  try {
    return { parsed: await parseFile(file, options) };
  } catch (error) {
    if (!(error instanceof IngestError)) throw error;
    return { refusal: { kind: error.kind, message: error.message } };
  }
}
