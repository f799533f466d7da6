/** The documents of a corpus: those written in the seed, and files. */
import { hash } from 'node:crypto';
import type { CreateDocumentRequest } from '../../../v2/documents/documents-schema.ts';
import { fileId } from '../read/check-names.ts';
import type { Step } from '../seed-invalid.ts';
import type { SeedFile } from '../seed-schema.ts';
import { Refused } from './api-calls.ts';
import type { Outcome, Seeding } from './seeding.ts';

interface CorpusDocuments {
  key: string;
  steps: Step[];
  documents: CreateDocumentRequest[];
  files: SeedFile[];
  isNew: boolean;
  isEnabled: boolean;
}

/** Leaves the corpus enabled where something had to be written into it. */
export async function applyDocuments(seeding: Seeding, corpus: CorpusDocuments): Promise<void> {
  const { loaded, call, listAll, settle } = seeding;
  const { key, steps, documents, files, isNew } = corpus;
  if (documents.length + files.length === 0) return;
  const url = `/v2/corpora/${key}`;
  const listed = isNew ? [] : await listAll(`${url}/documents`, 'documents', 1000).catch(noneWhenMissing);
  const existing = new Set(listed.map(({ id }: { id: string }) => id));

  let isEnabled = corpus.isEnabled;
  const writing = (work: () => Promise<unknown>) => async () => {
    if (!isEnabled) await call('PATCH', url, { enabled: true });
    isEnabled = true;
    return work();
  };

  const one = (id: string, at: Step[], definition: unknown, write: () => Promise<unknown>) =>
    settle({
      name: `corpora/${key}/documents/${id}`,
      steps: [...steps, ...at],
      definition,
      exists: existing.has(id),
      create: writing(write),
      change: async (isOurs) => {
        if (isOurs) await call('DELETE', `${url}/documents/${encodeURIComponent(id)}`);
        const outcome = await writing(() => write().catch(keepDifferent))();
        return isOurs ? 'updated' : (outcome as { kept?: string }).kept ? (outcome as Outcome) : 'unchanged';
      },
    });

  for (const [index, document] of documents.entries()) {
    await one(document.id, ['documents', index], document, () => call('POST', `${url}/documents`, document));
  }
  for (const [index, file] of files.entries()) {
    const bytes = loaded.readFile(file.path);
    const definition = { ...file, content: hash('sha256', bytes) };
    await one(fileId(file), ['files', index], definition, () =>
      call('POST', `${url}/upload_file`, formOf(file, bytes)),
    );
  }
}

function formOf(file: SeedFile, bytes: Buffer): FormData {
  const { path: _path, filename: _filename, ...fields } = file;
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, JSON.stringify(value));
  form.append('filename', fileId(file));
  form.append('file', new Blob([new Uint8Array(bytes)]), encodeURIComponent(fileId(file)));
  return form;
}

/** A document that no seed made is not ours to delete. */
function keepDifferent(error: unknown): Outcome {
  if (error instanceof Refused && error.statusCode === 409) return { kept: error.message };
  throw error;
}

/** A corpus that could not be made has been reported. */
function noneWhenMissing(error: unknown): never[] {
  if (error instanceof Refused && error.statusCode === 404) return [];
  throw error;
}
