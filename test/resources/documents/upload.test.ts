/** File uploads over HTTP (docs/behaviour/uploads.md, What is uploaded); one emulator for all, since the first upload loads the readers of files. */
import { describe } from 'vitest';
import { emulatorForFile } from '../../support/emulator.ts';
import { fileTypes } from './upload/file-types.ts';
import { forms } from './upload/form.ts';
import { indexing } from './upload/indexing.ts';
import { tableSummaries } from './upload/table-summaries.ts';

const api = emulatorForFile();

describe('a form', () => forms(api));
describe('in a corpus', () => indexing(api));
describe('a file of type', () => fileTypes(api));
describe('summaries of tables', () => tableSummaries(api));
