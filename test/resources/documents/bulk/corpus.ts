import type { Client, Json } from '../../../support/client.ts';
import { uniqueName } from '../../../support/emulator.ts';

/** A corpus with the attributes year and topic, and documents d0, d1 … of these years; its key. */
export async function corpusOfYears(api: Client, years: number[]): Promise<string> {
  const key = uniqueName('bulk');
  await api.create('/v2/corpora', {
    key,
    filter_attributes: [
      { name: 'year', level: 'document', type: 'integer' },
      { name: 'topic', level: 'document', type: 'text' },
      { name: 'page', level: 'part', type: 'integer' },
    ],
  });
  await Promise.all(years.map((year, index) => addDocument(api, key, `d${index}`, { year })));
  return key;
}

export const addDocument = (api: Client, key: string, id: string, metadata: object) =>
  api.create(`/v2/corpora/${key}/documents`, {
    id,
    type: 'core',
    metadata,
    document_parts: [{ text: `Text of ${id}.` }],
  });

export const idsOf = async (api: Client, key: string): Promise<string[]> =>
  (await api.read(`/v2/corpora/${key}/documents?limit=1000`)).documents.map(({ id }: Json) => id);

export const bulkPath = (key: string, query: Record<string, string>) =>
  `/v2/corpora/${key}/documents?${new URLSearchParams(query)}`;
