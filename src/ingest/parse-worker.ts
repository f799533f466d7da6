import { IngestError, type IngestErrorKind } from './ingest-error.ts';
import { type ParseOptions, parseFile, type UploadedFile } from './parse-file.ts';
import type { ParsedFile } from './structured-document.ts';

/** What a thread of `createFileParser` runs; the only place that loads the libraries for file formats. */

export interface ParseTask {
  file: UploadedFile;
  options: ParseOptions;
}

/** Errors lose their class between threads, so a refusal goes over as a value. */
export type ParseOutcome = { parsed: ParsedFile } | { refusal: { kind: IngestErrorKind; message: string } };

export default async function parseInWorker({ file, options }: ParseTask): Promise<ParseOutcome> {
  try {
    return { parsed: await parseFile(file, options) };
  } catch (error) {
    if (!(error instanceof IngestError)) throw error;
    return { refusal: { kind: error.kind, message: error.message } };
  }
}
