import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { UploadedFile } from '../../../src/ingest/parse-file.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/files');

/** A file of `test/fixtures/files`, as an upload under its own name or another. */
export const fixtureFile = (file: string, name = file, contentType?: string): UploadedFile => ({
  bytes: readFileSync(join(FOLDER, file)),
  name,
  ...(contentType && { contentType }),
});

/** Text as a UTF-8 file. */
export const textFile = (name: string, text: string): UploadedFile => ({ bytes: new TextEncoder().encode(text), name });
