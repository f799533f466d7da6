import { hash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Corpus } from '../../v2/corpora/corpora-schema.ts';
import type { CreateDocumentRequest } from '../../v2/documents/documents-schema.ts';
import { type Outcome, Refused, type Seeding } from './apply-seed.ts';
import { fileId } from './check-names.ts';
import type { Step } from './seed-invalid.ts';
import type { Seed, SeedFile } from './seed-schema.ts';

type Definition = NonNullable<Seed['corpora']>[number];

/** Set when a corpus is made, for good. */
const FIXED = [
  'encoder_name',
  'encoder_id',
  'queries_are_answers',
  'documents_are_questions',
  'custom_dimensions',
] as const;

/** `jobsGoOn`: whether jobs of the account are done without anybody's doing. */
export async function applyCorpora(seeding: Seeding, jobsGoOn: () => boolean): Promise<void> {
  const { loaded, call, settle } = seeding;
  for (const [index, definition] of (loaded.seed.corpora ?? []).entries()) {
    const { documents = [], files = [], enabled = true, ...body } = definition;
    const steps = ['corpora', index];
    const url = `/v2/corpora/${body.key}`;
    const found: Corpus | undefined = await call('GET', url).catch((error) => {
      if (error instanceof Refused && error.statusCode === 404) return undefined;
      throw error;
    });
    await settle({
      name: `corpora/${body.key}`,
      steps,
      definition: body,
      exists: found !== undefined,
      create: () => call('POST', '/v2/corpora', body),
      change: () => changeCorpus(seeding, found!, body, jobsGoOn),
    });
    await applyDocuments(seeding, {
      key: body.key,
      steps,
      documents,
      files,
      isNew: !found,
      isEnabled: found?.enabled ?? true,
    });
    const isEnabled = await call('GET', url).then(
      (corpus) => corpus.enabled,
      () => enabled,
    );
    if (isEnabled !== enabled) await call('PATCH', url, { enabled });
  }
}

async function changeCorpus(
  { call }: Seeding,
  found: Corpus,
  { name, description = '', save_history = false, filter_attributes = [], ...body }: Definition,
  jobsGoOn: () => boolean,
): Promise<Outcome> {
  const url = `/v2/corpora/${body.key}`;
  await call('PATCH', url, { name: name ?? body.key, description, save_history });
  const attributes = filter_attributes.map((attribute) => ({ description: '', indexed: true, ...attribute }));
  if (!isDeepStrictEqual(attributes, found.filter_attributes)) {
    const { job_id } = await call('POST', `${url}/replace_filter_attributes`, { filter_attributes });
    // What is indexed next is to be indexed by them.
    while (jobsGoOn() && ['queued', 'started'].includes((await call('GET', `/v2/jobs/${job_id}`)).state))
      await delay(1);
  }
  const dimensions = body.custom_dimensions?.map((dimension) => ({
    description: '',
    indexing_default: 0,
    querying_default: 0,
    ...dimension,
  }));
  const wanted = { ...body, ...(dimensions ? { custom_dimensions: dimensions } : {}) };
  const differing = FIXED.filter(
    (field) => wanted[field] !== undefined && !isDeepStrictEqual(wanted[field], found[field]),
  );
  if (differing.length === 0) return 'updated';
  return { kept: `A corpus is made with its ${differing.join(', ')} for good. Delete it to have it made anew.` };
}

// The documents of a corpus: those written in the seed, and files.

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
