import { expect } from 'vitest';
import type { Client, Json } from '../../support/client.ts';
import { inNewAccount } from '../../support/emulator.ts';

export const INSTANT = { mode: 'instant' };
export const STEPPED = { mode: 'stepped' };
export const ATTRIBUTES = [
  { name: 'year', level: 'document', type: 'integer' },
  { name: 'tags', level: 'document', type: 'list[text]' },
];

export async function newAccount(api: Client, mode: object): Promise<Client> {
  const own = inNewAccount(api);
  await own.create('/v2/corpora', { key: 'c', filter_attributes: ATTRIBUTES });
  await setMode(own, mode);
  return own;
}

export const setMode = async (own: Client, mode: object): Promise<Json> => {
  const { status, body, text } = await own.put('/_emulator/jobs/mode', mode);
  expect(status, text).toBe(200);
  return body;
};
export const advance = async (own: Client, steps = 1): Promise<Json> =>
  (await own.post('/_emulator/jobs/advance', { steps })).body;
export const pending = async (own: Client): Promise<number> =>
  (await own.read('/_emulator/jobs/mode')).pending_documents;

export const add = (own: Client, id: string, metadata: object = { year: 2020, tags: ['bird'] }) =>
  own.create('/v2/corpora/c/documents', { id, type: 'core', metadata, document_parts: [{ text: `A heron, ${id}.` }] });

/** Ids of the documents that a search finds, by meaning, by words and both. */
export async function found(own: Client, metadata_filter?: string): Promise<string[]> {
  const ids = [0, 0.5, 1].map(async (lexical_interpolation) => {
    const corpora = [{ corpus_key: 'c', lexical_interpolation, metadata_filter }];
    const { status, text, body } = await own.post('/v2/query', { query: 'heron', search: { corpora } });
    expect(status, text).toBe(200);
    return body.search_results.map(({ document_id }: Json) => document_id).sort();
  });
  const [byMeaning, ...others] = await Promise.all(ids);
  for (const other of others) expect(other).toEqual(byMeaning);
  return byMeaning;
}

export const listed = async (own: Client, filter = ''): Promise<string[]> =>
  (await own.read(`/v2/corpora/c/documents?metadata_filter=${encodeURIComponent(filter)}`)).documents.map(
    ({ id }: Json) => id,
  );
