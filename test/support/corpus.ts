import type { Client } from './client.ts';
import { uniqueName } from './emulator.ts';

/** A corpus of its own with one core document for each text; its key. */
export async function createCorpus(api: Client, texts: string[], key = uniqueName('corpus')): Promise<string> {
  await api.create('/v2/corpora', { key });
  for (const [index, text] of texts.entries()) {
    await api.create(`/v2/corpora/${key}/documents`, { id: `doc-${index}`, type: 'core', document_parts: [{ text }] });
  }
  return key;
}
