import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Corpus } from '../../../v2/corpora/corpora-schema.ts';
import type { Seed } from '../seed-schema.ts';
import { Refused } from './api-calls.ts';
import { applyDocuments } from './apply-documents.ts';
import type { Outcome, Seeding } from './seeding.ts';

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
